// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::tests {

/// How a child is started.
struct Command
{
    std::vector<std::string> words;                 ///< program (found by PATH) and arguments
    std::map<std::string, std::string> environment; ///< added to ours
    std::string input;                              ///< its standard input
    std::string output_file;                        ///< standard output and error go here; empty: see run()
    std::string user;                               ///< run as this user (only when we are root); empty: as we are
};

struct Finished
{
    int status = 0; ///< exit status; 128 + signal when a signal ended it
    std::string output;
    std::string errors;
};

/// Runs to the end and returns what it printed.
Finished run(const Command& command);

/// A server started for a test and stopped by its pid.
class ChildProcess
{
public:
    explicit ChildProcess(const Command& command);
    ChildProcess(const ChildProcess&) = delete;
    ~ChildProcess(); ///< stop(SIGTERM), after 15 s SIGKILL

    pid_t pid() const { return pid_; }
    bool running();
    void signal(int number) const;
    /// Waits for it to end; nothing when it did not within the limit.
    std::optional<int> wait(std::chrono::milliseconds limit);
    void stop();

private:
    pid_t pid_ = -1;
    std::optional<int> status_;
};

/// A TCP port on 127.0.0.1 that was free a moment ago.
int free_port();

/// Looks again and again (a few ms apart) until the condition holds. False when the limit passed first.
bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(30));

/// True once something accepts connections there.
bool port_is_open(int port);

} // namespace dosah::tests
