// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/recording_smtp_server.h"

#include "base/encoding.h"
#include "tests/support/child_process.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SSLManager.h>
#include <sys/socket.h>

#include <optional>
#include <stdexcept>

namespace dosah::tests {

namespace {

/// The dialogue is over.
struct Over
{
};

std::string upper(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string between_brackets(const std::string& line)
{
    const std::size_t begin = line.find('<');
    const std::size_t end = line.find('>', begin);
    return begin == std::string::npos || end == std::string::npos ? line : line.substr(begin + 1, end - begin - 1);
}

} // namespace

/// One connection.
class RecordingSmtpServer::Dialogue
{
public:
    Dialogue(RecordingSmtpServer& server, Poco::Net::StreamSocket socket, int number)
        : server_(server), socket_(std::move(socket)), number_(number)
    {
    }

    void run()
    {
        try {
            if (server_.script_.implicit_tls) start_tls();
            answer(SmtpPoint::greeting, "", "220 recording.test ESMTP");
            for (;;)
                handle(line());
        } catch (const Over&) {
        } catch (const Poco::Exception&) {
        }
        try {
            socket_.shutdown();
        } catch (const Poco::Exception&) {
        }
        socket_.close();
    }

private:
    void start_tls()
    {
        socket_ = Poco::Net::SecureStreamSocket::attach(socket_, server_.context_);
        secure_ = true;
        authenticated_ = false;
        envelope_ = {};
    }

    void complain(const std::string& text)
    {
        const std::lock_guard lock(server_.mutex_);
        server_.complaints_.push_back(text);
    }

    void say(std::string text)
    {
        if (!text.ends_with('\n')) text += "\r\n";
        socket_.sendBytes(text.data(), static_cast<int>(text.size()), secure_ ? 0 : MSG_NOSIGNAL);
    }

    /// Says what is usual here, or what the script has instead. False when the script had something.
    bool answer(SmtpPoint point, const std::string& subject, const std::string& usual)
    {
        std::optional<SmtpFault> fault;
        {
            const std::lock_guard lock(server_.mutex_);
            for (SmtpFault& candidate : server_.script_.faults) {
                if (candidate.point != point || candidate.times == 0 ||
                    subject.find(candidate.match) == std::string::npos)
                    continue;
                if (candidate.times > 0) --candidate.times;
                fault = candidate;
                break;
            }
        }
        if (!fault) {
            if (!usual.empty()) say(usual);
            return true;
        }
        if (!fault->reply.empty()) say(fault->reply);
        if (fault->stall)
            while (!server_.stopping_)
                if (socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) more();
        if (fault->drop) throw Over{};
        return false;
    }

    void more()
    {
        char chunk[65536];
        const int got = socket_.receiveBytes(chunk, sizeof chunk);
        if (got <= 0) throw Over{};
        buffer_.append(chunk, static_cast<std::size_t>(got));
    }

    std::string line()
    {
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n", begin_)) == std::string::npos) {
            buffer_.erase(0, begin_);
            begin_ = 0;
            more();
        }
        std::string result = buffer_.substr(begin_, end - begin_);
        begin_ = end + 2;
        if (result.find_first_of("\r\n") != std::string::npos) complain("a bare CR or LF in: " + result);
        return result;
    }

    void handle(const std::string& text)
    {
        const std::string command = upper(text.substr(0, text.find_first_of(" :")));
        {
            const std::lock_guard lock(server_.mutex_);
            server_.commands_.push_back(text);
        }
        if (!server_.script_.pipelining && begin_ < buffer_.size()) complain("pipelined though not offered: " + text);
        if (command == "EHLO") {
            greeted_ = answer(SmtpPoint::ehlo, text, capabilities());
        } else if (command == "HELO") {
            greeted_ = answer(SmtpPoint::helo, text, "250 recording.test");
        } else if (command == "STARTTLS") {
            if (answer(SmtpPoint::starttls, text, "220 2.0.0 ready")) {
                start_tls();
                greeted_ = false;
            }
        } else if (command == "AUTH") {
            auth(text);
        } else if (command == "MAIL") {
            mail(text);
        } else if (command == "RCPT") {
            rcpt(text);
        } else if (command == "DATA") {
            data();
        } else if (command == "RSET") {
            envelope_ = {};
            in_transaction_ = false;
            answer(SmtpPoint::rset, text, "250 2.0.0 Ok");
        } else if (command == "NOOP") {
            say("250 2.0.0 Ok");
        } else if (command == "QUIT") {
            say("221 2.0.0 Bye");
            throw Over{};
        } else {
            complain("unknown command: " + text);
            say("500 5.5.2 unknown command");
        }
    }

    std::string capabilities() const
    {
        const SmtpScript& script = server_.script_;
        std::string text = "250-recording.test\r\n";
        if (script.pipelining) text += "250-PIPELINING\r\n";
        if (script.eight_bit) text += "250-8BITMIME\r\n";
        if (script.utf8) text += "250-SMTPUTF8\r\n";
        if (script.size > 0) text += "250-SIZE " + std::to_string(script.size) + "\r\n";
        if (!script.certificate.empty() && !secure_) text += "250-STARTTLS\r\n";
        if (!script.user.empty()) text += "250-AUTH " + script.mechanisms + "\r\n";
        return text + "250 ENHANCEDSTATUSCODES";
    }

    void auth(const std::string& text)
    {
        const SmtpScript& script = server_.script_;
        std::string user;
        std::string password;
        if (upper(text).starts_with("AUTH PLAIN")) {
            std::string proof = text.size() > 11 ? text.substr(11) : "";
            if (proof.empty()) {
                say("334 ");
                proof = line();
            }
            const std::string plain = from_base64(proof).value_or("");
            const std::size_t first = plain.find('\0');
            const std::size_t second = first == std::string::npos ? first : plain.find('\0', first + 1);
            if (second != std::string::npos) {
                user = plain.substr(first + 1, second - first - 1);
                password = plain.substr(second + 1);
            }
        } else {
            say("334 VXNlcm5hbWU6");
            user = from_base64(line()).value_or("");
            say("334 UGFzc3dvcmQ6");
            password = from_base64(line()).value_or("");
        }
        if (user != script.user || password != script.password) {
            say("535 5.7.8 authentication failed");
            return;
        }
        authenticated_ = answer(SmtpPoint::auth, "AUTH", "235 2.7.0 welcome");
    }

    void mail(const std::string& text)
    {
        if (!server_.script_.user.empty() && !authenticated_) return say("530 5.7.0 authentication required");
        if (in_transaction_ || !greeted_) {
            complain("out of order: " + text);
            return say("503 5.5.1 out of order");
        }
        if (!answer(SmtpPoint::mail, text, "250 2.1.0 Ok")) return;
        in_transaction_ = true;
        envelope_ = {};
        envelope_.sender = between_brackets(text);
    }

    void rcpt(const std::string& text)
    {
        if (!in_transaction_) return say("503 5.5.1 MAIL first");
        if (answer(SmtpPoint::rcpt, text, "250 2.1.5 Ok")) envelope_.recipients.push_back(between_brackets(text));
    }

    void data()
    {
        if (!in_transaction_) return say("503 5.5.1 MAIL first");
        if (envelope_.recipients.empty()) return say("554 5.5.1 no valid recipients");
        envelope_.recipient = envelope_.recipients.front();
        if (!answer(SmtpPoint::data, envelope_.recipient, "354 go ahead")) return;
        if (begin_ >= buffer_.size()) more();
        answer(SmtpPoint::content, envelope_.recipient, "");
        std::string content;
        for (std::string text = line(); text != "."; text = line()) {
            if (text.starts_with('.')) text.erase(0, 1);
            content += text + "\r\n";
        }
        envelope_.content = std::move(content);
        envelope_.connection = number_;
        in_transaction_ = false;
        if (!answer(SmtpPoint::dot, envelope_.recipient, "")) return;
        std::size_t number = 0;
        {
            const std::lock_guard lock(server_.mutex_);
            server_.messages_.push_back(envelope_);
            number = server_.messages_.size();
        }
        answer(SmtpPoint::taken, envelope_.recipient, "250 2.0.0 Ok: queued as R" + std::to_string(number));
        answer(SmtpPoint::idle, envelope_.recipient, "");
    }

    RecordingSmtpServer& server_;
    Poco::Net::StreamSocket socket_;
    int number_;
    bool secure_ = false;
    bool greeted_ = false;
    bool authenticated_ = false;
    bool in_transaction_ = false;
    std::string buffer_;
    std::size_t begin_ = 0;
    RecordedMessage envelope_;
};

RecordingSmtpServer::RecordingSmtpServer(SmtpScript script) : script_(std::move(script))
{
    if (!script_.certificate.empty()) {
        Poco::Net::initializeSSL();
        context_ = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, script_.certificate, script_.certificate,
                                          "", Poco::Net::Context::VERIFY_NONE);
    }
    socket_.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true);
    socket_.listen(128);
    port_ = socket_.address().port();
    listener_ = std::thread([this] { listen(); });
}

RecordingSmtpServer::~RecordingSmtpServer()
{
    stopping_ = true;
    listener_.join();
    drop_connections();
    for (std::thread& thread : threads_)
        thread.join();
}

void RecordingSmtpServer::listen()
{
    while (!stopping_) {
        if (!socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) continue;
        Poco::Net::StreamSocket peer = socket_.acceptConnection();
        peer.setNoDelay(true);
        const int number = ++connections_;
        const std::lock_guard lock(mutex_);
        open_.emplace(number, peer);
        threads_.emplace_back([this, peer, number] {
            Dialogue(*this, peer, number).run();
            const std::lock_guard gone(mutex_);
            open_.erase(number);
        });
    }
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

void RecordingSmtpServer::drop_connections()
{
    const std::lock_guard lock(mutex_);
    // The descriptor stays open until its own thread lets go: shutting it down wakes that thread.
    for (auto& [number, socket] : open_)
        ::shutdown(socket.impl()->sockfd(), SHUT_RDWR);
}

std::string make_certificate(const std::string& folder, const std::string& names)
{
    const std::string file = folder + "/certificate.pem";
    const std::string key = folder + "/key.pem";
    const Finished made =
        run({.words = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                       "-days", "2", "-subj", "/CN=recording.test", "-addext", "subjectAltName=" + names, "-keyout",
                       key, "-out", file},
             .environment = {},
             .input = {},
             .output_file = {},
             .user = {}});
    if (made.status != 0) throw std::runtime_error("openssl: " + made.errors);
    const Finished joined = run({.words = {"sh", "-c", "cat \"$1\" >> \"$2\"", "sh", key, file},
                                 .environment = {},
                                 .input = {},
                                 .output_file = {},
                                 .user = {}});
    if (joined.status != 0) throw std::runtime_error("cannot write " + file);
    return file;
}

} // namespace dosah::tests
