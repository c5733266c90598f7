// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/smtp_dialogue.h"

#include "base/encoding.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <sys/socket.h>

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

std::string after_brackets(const std::string& line)
{
    const std::size_t end = line.find("> ");
    return end == std::string::npos ? "" : line.substr(end + 2);
}

/// Is the last line of the reply whole and of this code?
bool ends_in_code(const std::string& reply, const std::string& code)
{
    const std::size_t feed = reply.rfind('\n', reply.empty() ? 0 : reply.size() - 1);
    return reply.substr(feed == std::string::npos ? 0 : feed + 1).starts_with(code + " ");
}

} // namespace

SmtpDialogue::SmtpDialogue(RecordingSmtpServer& server, Poco::Net::StreamSocket socket, int number)
    : server_(server), socket_(std::move(socket)), number_(number)
{
}

void SmtpDialogue::run()
{
    try {
        answer(SmtpPoint::accept, "", "");
        if (server_.script_.implicit_tls) start_tls();
        answer(SmtpPoint::greeting, "", "220 recording.test ESMTP");
        for (;;)
            handle(line());
    } catch (const Over&) {
    } catch (const Poco::Exception&) {
    }
}

void SmtpDialogue::close()
{
    try {
        socket_.shutdown();
    } catch (const Poco::Exception&) {
    }
    socket_.close();
}

void SmtpDialogue::handle(const std::string& text)
{
    const std::string command = upper(text.substr(0, text.find_first_of(" :")));
    {
        const std::lock_guard lock(server_.mutex_);
        server_.commands_.push_back(text);
    }
    if (!server_.script_.pipelining && command != "BDAT" && has_more())
        complain("pipelined though not offered: " + text);
    if (command == "EHLO") {
        expect_last_of_group(text);
        greeted_ = answer(SmtpPoint::ehlo, text, capabilities());
    } else if (command == "HELO") {
        greeted_ = answer(SmtpPoint::helo, text, "250 recording.test");
    } else if (command == "STARTTLS") {
        if (answer(SmtpPoint::starttls, text, "220 2.0.0 ready")) {
            start_tls();
            greeted_ = false;
        }
    } else if (command == "AUTH") {
        expect_last_of_group(text);
        auth(text);
    } else if (command == "MAIL") {
        mail(text);
    } else if (command == "RCPT") {
        rcpt(text);
    } else if (command == "DATA") {
        expect_last_of_group(text);
        data(text);
    } else if (command == "BDAT") {
        bdat(text);
    } else if (command == "RSET") {
        reset();
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

void SmtpDialogue::start_tls()
{
    Poco::Net::SecureStreamSocket secured = Poco::Net::SecureStreamSocket::attach(socket_, server_.context_);
    secured.completeHandshake();
    if (secured.sessionWasReused()) ++server_.resumed_;
    socket_ = secured;
    secure_ = true;
    authenticated_ = false;
    reset();
}

std::string SmtpDialogue::capabilities() const
{
    const SmtpScript& script = server_.script_;
    std::string text = "250-recording.test\r\n";
    if (script.pipelining) text += "250-PIPELINING\r\n";
    if (script.eight_bit) text += "250-8BITMIME\r\n";
    if (script.utf8) text += "250-SMTPUTF8\r\n";
    if (script.chunking) text += "250-CHUNKING\r\n";
    if (script.dsn) text += "250-DSN\r\n";
    if (script.size > 0) text += "250-SIZE " + std::to_string(script.size) + "\r\n";
    if (!script.certificate.empty() && !secure_) text += "250-STARTTLS\r\n";
    if (!script.user.empty()) text += "250-AUTH " + script.mechanisms + "\r\n";
    return text + "250 ENHANCEDSTATUSCODES";
}

void SmtpDialogue::auth(const std::string& text)
{
    const SmtpScript& script = server_.script_;
    std::string user;
    std::string password;
    const std::string command = upper(text);
    const auto initial = [&](std::size_t length) {
        if (text.size() > length) return from_base64(text.substr(length)).value_or("");
        say("334 ");
        return from_base64(line()).value_or("");
    };
    bool good = false;
    if (command.starts_with("AUTH XOAUTH2")) {
        good = initial(13) == "user=" + script.user +
                                  "\x01"
                                  "auth=Bearer " +
                                  script.token + "\x01\x01";
        if (!good) {
            say("334 " + to_base64(R"({"status":"400","schemes":"Bearer"})"));
            if (!line().empty()) complain("the error of XOAUTH2 was not acknowledged by an empty line");
        }
    } else if (command.starts_with("AUTH PLAIN")) {
        const std::string plain = initial(11);
        good = plain == std::string(1, '\0') + script.user + std::string(1, '\0') + script.password;
    } else {
        say("334 VXNlcm5hbWU6");
        user = from_base64(line()).value_or("");
        say("334 UGFzc3dvcmQ6");
        password = from_base64(line()).value_or("");
        good = user == script.user && password == script.password;
    }
    if (!good) {
        say("535 5.7.8 authentication failed");
        return;
    }
    authenticated_ = answer(SmtpPoint::auth, "AUTH", "235 2.7.0 welcome");
}

void SmtpDialogue::mail(const std::string& text)
{
    const SmtpScript& script = server_.script_;
    if (!script.user.empty() && !authenticated_) return say("530 5.7.0 authentication required");
    if (in_transaction_ || !greeted_) {
        complain("out of order: " + text);
        return say("503 5.5.1 out of order");
    }
    if (script.messages_per_connection > 0 && taken_ >= script.messages_per_connection) {
        say("421 4.7.0 enough messages on this connection");
        throw Over{};
    }
    if (!answer(SmtpPoint::mail, text, "250 2.1.0 Ok")) return;
    reset();
    in_transaction_ = true;
    envelope_.sender = between_brackets(text);
    envelope_.mail_parameters = after_brackets(text);
}

void SmtpDialogue::rcpt(const std::string& text)
{
    if (!in_transaction_) return say("503 5.5.1 MAIL first");
    if (!answer(SmtpPoint::rcpt, text, "250 2.1.5 Ok")) return;
    if (envelope_.recipients.empty()) envelope_.rcpt_parameters = after_brackets(text);
    envelope_.recipients.push_back(between_brackets(text));
}

void SmtpDialogue::data(const std::string&)
{
    if (!in_transaction_ && !server_.script_.data_without_recipient) return say("503 5.5.1 MAIL first");
    const bool empty = envelope_.recipients.empty();
    if (empty && !server_.script_.data_without_recipient) return say("554 5.5.1 no valid recipients");
    envelope_.recipient = empty ? "" : envelope_.recipients.front();
    if (!answer(SmtpPoint::data, envelope_.recipient, "354 go ahead")) return;
    if (!has_more()) more();
    if (!empty) answer(SmtpPoint::content, envelope_.recipient, "");
    std::string content;
    for (std::string text = line(); text != "."; text = line()) {
        if (text.starts_with('.')) text.erase(0, 1);
        content += text + "\r\n";
    }
    if (!server_.script_.pipelining && has_more()) complain("pipelined though not offered: after the content");
    if (!empty) return finish(std::move(content), false);
    if (!content.empty()) complain("content though no recipient was taken");
    in_transaction_ = false;
    say("554 5.5.1 no valid recipients");
}

void SmtpDialogue::bdat(const std::string& text)
{
    if (!server_.script_.chunking) complain("BDAT though not offered");
    const std::size_t size = std::stoul(text.substr(5));
    const bool last = upper(text).ends_with(" LAST");
    const bool good = in_transaction_ && !envelope_.recipients.empty();
    if (good) {
        envelope_.recipient = envelope_.recipients.front();
        answer(SmtpPoint::content, envelope_.recipient, "");
    } else {
        complain("BDAT without a recipient");
    }
    while (buffer_.size() - begin_ < size)
        more();
    std::string chunk = buffer_.substr(begin_, size);
    begin_ += size;
    if (!server_.script_.pipelining && has_more()) complain("pipelined though not offered: after the chunk");
    if (!good) return say("503 5.5.1 RCPT first");
    chunks_ += chunk;
    if (!last) return say("250 2.0.0 chunk taken");
    finish(std::exchange(chunks_, {}), true);
}

void SmtpDialogue::finish(std::string content, bool chunked)
{
    const std::string recipient = envelope_.recipient;
    envelope_.content = std::move(content);
    envelope_.chunked = chunked;
    envelope_.connection = number_;
    const RecordedMessage message = envelope_;
    reset();
    if (!answer(SmtpPoint::dot, recipient, "")) return;
    ++taken_;
    std::size_t number = 0;
    {
        const std::lock_guard lock(server_.mutex_);
        server_.messages_.push_back(message);
        number = server_.messages_.size();
    }
    record_ = number - 1;
    try {
        answer(SmtpPoint::taken, recipient, "250 2.0.0 Ok: queued as R" + std::to_string(number));
    } catch (const Poco::Exception&) {
        confirm(false);
        throw;
    }
    answer(SmtpPoint::idle, recipient, "");
}

void SmtpDialogue::confirm(bool said)
{
    const std::lock_guard lock(server_.mutex_);
    server_.messages_[record_].confirmed = said;
}

void SmtpDialogue::reset()
{
    envelope_ = {};
    chunks_.clear();
    in_transaction_ = false;
}

std::optional<SmtpFault> SmtpDialogue::fault_at(SmtpPoint point, const std::string& subject)
{
    const std::lock_guard lock(server_.mutex_);
    for (SmtpFault& candidate : server_.script_.faults) {
        if (candidate.point != point || candidate.times == 0 || subject.find(candidate.match) == std::string::npos ||
            (candidate.connection != 0 && candidate.connection != number_))
            continue;
        if (candidate.times > 0) --candidate.times;
        return candidate;
    }
    return server_.script_.decide ? server_.script_.decide(point, subject) : std::nullopt;
}

/// Says what is usual here, or what the script has instead. False when the script had something else.
bool SmtpDialogue::answer(SmtpPoint point, const std::string& subject, const std::string& usual)
{
    const std::optional<SmtpFault> fault = fault_at(point, subject);
    if (!fault) {
        if (point == SmtpPoint::taken) confirm(true); // before a client can have read it
        if (!usual.empty()) say(usual);
        return true;
    }
    if (fault->await_more && !has_more()) more();
    const bool as_usual = fault->reply.empty() && (fault->await_more || fault->byte_pause.count() > 0);
    const std::string& reply = as_usual ? usual : fault->reply;
    const bool good = as_usual || ends_in_code(reply, point == SmtpPoint::data ? "354" : "250");
    if (point == SmtpPoint::taken && good) confirm(true);
    if (!reply.empty()) say(reply, fault->byte_pause);
    if (fault->stall)
        while (!server_.stopping_)
            if (socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) more();
    if (fault->drop) throw Over{};
    return good;
}

void SmtpDialogue::say(std::string text, std::chrono::milliseconds byte_pause)
{
    if (!text.ends_with('\n')) text += "\r\n";
    if (byte_pause.count() == 0) return send(text);
    for (const char& c : text) {
        send(std::string_view(&c, 1));
        std::unique_lock lock(server_.mutex_);
        if (server_.changed_.wait_for(lock, byte_pause, [this] { return server_.stopping_.load(); })) throw Over{};
    }
}

void SmtpDialogue::send(std::string_view bytes)
{
    socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()), secure_ ? 0 : MSG_NOSIGNAL);
}

void SmtpDialogue::complain(const std::string& text)
{
    const std::lock_guard lock(server_.mutex_);
    server_.complaints_.push_back(text);
}

/// What follows one of these commands depends on its answer (RFC 2920 3.1).
void SmtpDialogue::expect_last_of_group(const std::string& text)
{
    if (has_more()) complain("sent more before the answer to: " + text);
}

void SmtpDialogue::more()
{
    char chunk[65536];
    const int got = socket_.receiveBytes(chunk, sizeof chunk);
    if (got <= 0) throw Over{};
    buffer_.append(chunk, static_cast<std::size_t>(got));
}

std::string SmtpDialogue::line()
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

} // namespace dosah::tests
