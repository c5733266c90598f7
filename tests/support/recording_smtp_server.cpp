// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/recording_smtp_server.h"

#include "tests/support/child_process.h"
#include "tests/support/smtp_dialogue.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <sys/socket.h>

#include <fstream>
#include <stdexcept>

namespace dosah::tests {

RecordingSmtpServer::RecordingSmtpServer(SmtpScript script) : script_(std::move(script))
{
    if (!script_.certificate.empty()) {
        Poco::Net::initializeSSL();
        context_ = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, script_.certificate, script_.certificate,
                                          "", Poco::Net::Context::VERIFY_NONE);
        context_->enableSessionCache(true, "recording");
    }
    open_socket();
    listener_ = std::thread([this] { listen(); });
}

RecordingSmtpServer::~RecordingSmtpServer()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    listener_.join();
    drop_connections();
    for (auto& [number, thread] : threads_)
        thread.join();
}

void RecordingSmtpServer::open_socket()
{
    socket_ = Poco::Net::ServerSocket();
    socket_.bind(Poco::Net::SocketAddress("127.0.0.1", static_cast<std::uint16_t>(port_)), true);
    socket_.listen(128);
    port_ = socket_.address().port();
    listening_ = true;
}

void RecordingSmtpServer::listen()
{
    while (!stopping_) {
        {
            std::unique_lock lock(mutex_);
            if (refusing_ && listening_) {
                socket_.close();
                listening_ = false;
                changed_.notify_all();
            }
            if (!listening_) {
                changed_.wait(lock, [this] { return stopping_ || !refusing_; });
                if (stopping_) return;
                open_socket();
                changed_.notify_all();
            }
        }
        if (!socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) continue;
        auto peer = std::make_shared<Poco::Net::StreamSocket>(socket_.acceptConnection());
        begin_dialogue(std::move(peer));
    }
}

/// The dialogue's thread alone lets go of the socket: Poco counts references where no thread sanitizer sees it.
void RecordingSmtpServer::begin_dialogue(std::shared_ptr<Poco::Net::StreamSocket> peer)
{
    peer->setNoDelay(true);
    const int number = ++connections_;
    const std::lock_guard lock(mutex_);
    for (const int ended : std::exchange(ended_, {})) {
        threads_.at(ended).join(); // its last step was to let go of the lock
        threads_.erase(ended);
    }
    open_.emplace(number, peer->impl()->sockfd());
    threads_.emplace(number, std::thread([this, peer = std::move(peer), number] {
                         SmtpDialogue dialogue(*this, *peer, number);
                         dialogue.run();
                         {
                             const std::lock_guard gone(mutex_);
                             open_.erase(number);
                         }
                         dialogue.close(); // after that its descriptor may be another connection's
                         const std::lock_guard gone(mutex_);
                         ended_.push_back(number);
                     }));
}

std::vector<RecordedMessage> RecordingSmtpServer::messages() const
{
    const std::lock_guard lock(mutex_);
    return messages_;
}

std::size_t RecordingSmtpServer::count() const
{
    const std::lock_guard lock(mutex_);
    return messages_.size();
}

std::map<std::string, int> RecordingSmtpServer::per_recipient() const
{
    std::map<std::string, int> result;
    const std::lock_guard lock(mutex_);
    for (const RecordedMessage& message : messages_)
        for (const std::string& recipient : message.recipients)
            ++result[recipient];
    return result;
}

std::size_t RecordingSmtpServer::open_connections() const
{
    const std::lock_guard lock(mutex_);
    return open_.size();
}

std::vector<std::string> RecordingSmtpServer::complaints() const
{
    const std::lock_guard lock(mutex_);
    return complaints_;
}

std::vector<std::string> RecordingSmtpServer::commands() const
{
    const std::lock_guard lock(mutex_);
    return commands_;
}

void RecordingSmtpServer::set_faults(std::vector<SmtpFault> faults)
{
    const std::lock_guard lock(mutex_);
    script_.faults = std::move(faults);
}

void RecordingSmtpServer::set_decide(std::function<std::optional<SmtpFault>(SmtpPoint, const std::string&)> decide)
{
    const std::lock_guard lock(mutex_);
    script_.decide = std::move(decide);
}

void RecordingSmtpServer::drop_connections()
{
    const std::lock_guard lock(mutex_);
    // The descriptor stays open until its own thread lets go: shutting it down wakes that thread.
    for (const auto& [number, descriptor] : open_)
        ::shutdown(descriptor, SHUT_RDWR);
}

void RecordingSmtpServer::refuse_connections(bool refuse)
{
    std::unique_lock lock(mutex_);
    refusing_ = refuse;
    changed_.notify_all();
    changed_.wait(lock, [&] { return listening_ != refuse; });
}

std::string make_certificate(const std::string& folder, const std::string& names, int days)
{
    const std::string file = folder + "/certificate.pem";
    const std::string key = folder + "/key.pem";
    const std::string request = folder + "/request.pem";
    const std::string extensions = folder + "/extensions";
    std::ofstream(extensions) << "subjectAltName=" << names << "\nbasicConstraints=critical,CA:TRUE\n";
    const auto openssl = [](std::vector<std::string> words) {
        words.insert(words.begin(), "openssl");
        const Finished made =
            run({.words = std::move(words), .environment = {}, .input = {}, .output_file = {}, .user = {}});
        if (made.status != 0) throw std::runtime_error("openssl: " + made.errors);
    };
    openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
             "/CN=recording.test", "-keyout", key, "-out", request});
    openssl({"x509", "-req", "-in", request, "-signkey", key, "-days", std::to_string(days), "-extfile", extensions,
             "-out", file});
    std::ofstream(file, std::ios::app) << std::ifstream(key).rdbuf();
    return file;
}

} // namespace dosah::tests
