// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/child_process.h"

#include "tests/support/temporary_folder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace dosah::tests {

namespace {

int status_of(int raw)
{
    return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

pid_t start(const Command& command, int input, int output, int errors)
{
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!command.environment.contains(text.substr(0, text.find('=')))) environment.push_back(text);
    }
    for (const auto& [name, value] : command.environment)
        environment.push_back(name + "=" + value);
    std::vector<char*> variables;
    for (std::string& text : environment)
        variables.push_back(text.data());
    variables.push_back(nullptr);
    std::vector<std::string> words = command.words;
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const passwd* user = nullptr;
    if (!command.user.empty() && ::getuid() == 0) {
        user = ::getpwnam(command.user.c_str());
        if (user == nullptr) throw std::runtime_error("no user " + command.user);
    }
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child > 0) return child;
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that is killed leaves no server behind
    ::dup2(input, 0);
    ::dup2(output, 1);
    ::dup2(errors, 2);
    ::closefrom(3);
    if (user != nullptr &&
        (::initgroups(user->pw_name, user->pw_gid) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // changing the user forgets it
    ::execvpe(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
}

} // namespace

Finished run(const Command& command)
{
    const TemporaryFolder folder;
    const std::string in = folder.write("in", command.input);
    const std::string out = folder.write("out", "");
    const std::string err = folder.write("err", "");
    const int input = ::open(in.c_str(), O_RDONLY | O_CLOEXEC);
    const int output = ::open(out.c_str(), O_WRONLY | O_CLOEXEC);
    const int errors = ::open(err.c_str(), O_WRONLY | O_CLOEXEC);
    const pid_t child = start(command, input, output, errors);
    ::close(input);
    ::close(output);
    ::close(errors);
    int raw = 0;
    while (::waitpid(child, &raw, 0) < 0 && errno == EINTR) {
    }
    return {status_of(raw), read_file(out), read_file(err)};
}

ChildProcess::ChildProcess(const Command& command)
{
    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int output = ::open(command.output_file.empty() ? "/dev/null" : command.output_file.c_str(),
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    pid_ = start(command, input, output, output);
    ::close(input);
    ::close(output);
}

ChildProcess::~ChildProcess()
{
    stop();
}

bool ChildProcess::running()
{
    if (status_) return false;
    int raw = 0;
    if (::waitpid(pid_, &raw, WNOHANG) != pid_) return true;
    status_ = status_of(raw);
    return false;
}

void ChildProcess::signal(int number) const
{
    if (!status_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds limit)
{
    wait_until([this] { return !running(); }, limit);
    return status_;
}

void ChildProcess::stop()
{
    if (!running()) return;
    signal(SIGTERM);
    if (wait(std::chrono::seconds(15))) return;
    signal(SIGKILL);
    wait(std::chrono::seconds(15));
}

int free_port()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    ::close(socket);
    return ntohs(address.sin_port);
}

bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (condition()) return true;
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

bool port_is_open(int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool open = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return open;
}

} // namespace dosah::tests
