// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/session.h"

#include "base/encoding.h"
#include "base/text.h"
#include "connectors/smtp/content.h"

#include <charconv>

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

/// A refusal while the connection is being opened.
struct Refused
{
    Outcome outcome;
};

Outcome outcome_of(OutcomeKind kind, std::string code, std::string words)
{
    Outcome outcome;
    outcome.kind = kind;
    outcome.code = std::move(code);
    outcome.text = text::repair_utf8(words);
    return outcome;
}

Outcome later(const Lost& lost)
{
    return outcome_of(OutcomeKind::later, lost.code, lost.what());
}

std::string envelope_sender(const Settings& settings, const OutgoingMessage& message)
{
    if (settings.envelope_sender.empty()) return message.sender;
    static const std::string mark = "{reference}";
    std::string sender = settings.envelope_sender;
    if (const std::size_t at = sender.find(mark); at != std::string::npos)
        sender.replace(at, mark.size(), message.attempt_reference);
    return sender;
}

} // namespace

Capabilities capabilities_from(const Reply& reply)
{
    Capabilities can;
    bool first = true;
    for (const std::string& line : text::lines(reply.text)) {
        if (std::exchange(first, false)) continue; // the server's name
        std::string upper = line;
        for (char& c : upper)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        // Some old servers write AUTH=PLAIN.
        if (upper.starts_with("AUTH=")) upper[4] = ' ';
        const std::vector<std::string> words = text::split(upper, ' ');
        const std::string& name = words.front();
        if (name == "PIPELINING") can.pipelining = true;
        if (name == "8BITMIME") can.eight_bit = true;
        if (name == "SMTPUTF8") can.utf8 = true;
        if (name == "STARTTLS") can.starttls = true;
        if (name == "SIZE") {
            can.size = true;
            if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), can.size_limit);
        }
        if (name == "AUTH")
            for (const std::string& word : words) {
                can.plain = can.plain || word == "PLAIN";
                can.login = can.login || word == "LOGIN";
            }
    }
    return can;
}

Session::~Session()
{
    try {
        if (wire_ && !wire_->stale()) wire_->write("QUIT\r\n");
    } catch (const std::exception&) {
        // It is going anyway.
    }
}

Reply Session::command(const std::string& line)
{
    wire_->write(line + "\r\n");
    return wire_->read_reply(settings_.timeout);
}

void Session::expect(const Reply& reply, int hundreds, Stage stage, const std::string& what)
{
    if (reply.code / 100 == hundreds) return;
    Outcome outcome = refusal(reply, stage);
    outcome.text = what + ": " + outcome.text;
    throw Refused{outcome};
}

void Session::greet()
{
    Reply reply = command("EHLO " + settings_.helo);
    if (reply.code / 100 == 5) {
        can_ = {};
        expect(command("HELO " + settings_.helo), 2, Stage::connect, "HELO refused");
        return;
    }
    expect(reply, 2, Stage::connect, "EHLO refused");
    can_ = capabilities_from(reply);
}

void Session::login()
{
    const auto broken = [](const char* code, const char* words) {
        return Refused{outcome_of(OutcomeKind::connector_broken, code, words)};
    };
    if (can_.plain) {
        const std::string zero(1, '\0');
        const std::string proof = to_base64(zero + settings_.user + zero + settings_.password);
        Reply reply = command("AUTH PLAIN " + proof);
        // A server may not take the proof with the command and ask for it (RFC 4954 4).
        if (reply.code == 334) reply = command(proof);
        expect(reply, 2, Stage::login, "login refused; check user and password");
        return;
    }
    if (!can_.login) throw broken("auth", "the server offers no login by PLAIN or LOGIN; check host, port and tls");
    expect(command("AUTH LOGIN"), 3, Stage::login, "login refused");
    expect(command(to_base64(settings_.user)), 3, Stage::login, "login refused; check user");
    expect(command(to_base64(settings_.password)), 2, Stage::login, "login refused; check user and password");
}

std::optional<Outcome> Session::open()
{
    used_ = false;
    reset_first_ = false;
    try {
        wire_ = std::make_unique<Wire>(settings_);
        if (settings_.tls == Tls::implicit) wire_->start_tls(settings_);
        expect(wire_->read_reply(settings_.timeout), 2, Stage::connect, "the server refuses service");
        greet();
        if (settings_.tls == Tls::starttls) {
            if (!can_.starttls)
                throw Untrusted("tls", "the server does not offer STARTTLS; nothing is sent in the clear (check host, "
                                       "port and tls)");
            expect(command("STARTTLS"), 2, Stage::connect, "STARTTLS refused");
            wire_->start_tls(settings_);
            greet();
        }
        if (!settings_.user.empty()) login();
        return std::nullopt;
    } catch (const Untrusted& error) {
        wire_.reset();
        return outcome_of(OutcomeKind::connector_broken, error.code, error.what());
    } catch (const Lost& error) {
        wire_.reset();
        return later(error);
    } catch (const Refused& refused) {
        wire_.reset();
        return refused.outcome;
    }
}

std::optional<Outcome> Session::unfit(const OutgoingMessage& message, const std::string& sender) const
{
    const auto no = [](const char* code, std::string words) {
        return outcome_of(OutcomeKind::rejected, code, std::move(words));
    };
    if (message.recipient.empty() || !is_path_safe(message.recipient))
        return no("address", "the recipient's address cannot stand in an SMTP command");
    if (!is_path_safe(sender)) return no("address", "the sender's address cannot stand in an SMTP command");
    if ((is_eight_bit(message.recipient) || is_eight_bit(sender)) && !can_.utf8)
        return no("smtputf8", "the server does not take addresses with letters beyond ASCII (SMTPUTF8)");
    if (can_.size_limit > 0 && message.content.size() > can_.size_limit)
        return no("size", "the message has " + std::to_string(message.content.size()) +
                              " bytes, the server takes at most " + std::to_string(can_.size_limit));
    if (!can_.eight_bit && is_eight_bit(message.content))
        return no("8bit", "the server does not take 8-bit content (8BITMIME)");
    return std::nullopt;
}

Session::Envelope Session::refused(const Reply& reply, Stage stage)
{
    Envelope result;
    result.outcome = refusal(reply, stage);
    reset_first_ = true;
    if (reply.code == 421 || reply.code / 100 < 4) wire_.reset();
    // 421 to the first command on a connection kept from before: the server had ended it, nothing was refused.
    result.lost = reply.code == 421 && stage == Stage::sender;
    return result;
}

Session::Envelope Session::envelope(const OutgoingMessage& message)
{
    const std::string sender = envelope_sender(settings_, message);
    if (std::optional<Outcome> outcome = unfit(message, sender)) return {false, false, *outcome};
    std::string mail = "MAIL FROM:<" + sender + ">";
    if (can_.size) mail += " SIZE=" + std::to_string(message.content.size());
    if (is_eight_bit(message.content)) mail += " BODY=8BITMIME";
    if (is_eight_bit(message.recipient) || is_eight_bit(sender)) mail += " SMTPUTF8";
    const std::string rcpt = "RCPT TO:<" + message.recipient + ">";
    try {
        const bool reset = std::exchange(reset_first_, false);
        if (!can_.pipelining) {
            if (reset) command("RSET");
            Reply reply = command(mail);
            if (!reply.positive()) return refused(reply, Stage::sender);
            reply = command(rcpt);
            if (!reply.positive()) return refused(reply, Stage::recipient);
            reply = command("DATA");
            if (reply.code != 354) return refused(reply, Stage::data);
            return {true, false, {}};
        }
        wire_->write((reset ? "RSET\r\n" : "") + mail + "\r\n" + rcpt + "\r\nDATA\r\n");
        const auto read = [&] { return wire_->read_reply(settings_.timeout); };
        if (reset) read();
        const Reply to_mail = read();
        if (to_mail.code == 421) return refused(to_mail, Stage::sender);
        const Reply to_rcpt = read();
        if (to_mail.positive() && to_rcpt.code == 421) return refused(to_rcpt, Stage::recipient);
        const Reply to_data = read();
        Envelope result;
        if (!to_mail.positive())
            result = refused(to_mail, Stage::sender);
        else if (!to_rcpt.positive())
            result = refused(to_rcpt, Stage::recipient);
        else if (to_data.code != 354)
            result = refused(to_data, Stage::data);
        else
            return {true, false, {}};
        // It waits for content though it took no recipient: nothing can be said to it but content.
        if (to_data.code == 354) wire_.reset();
        return result;
    } catch (const Lost& error) {
        wire_.reset();
        return {false, true, later(error)};
    }
}

Outcome Session::content(const OutgoingMessage& message)
{
    used_ = true;
    try {
        wire_->write(wire_content(message.content));
        const Reply reply = wire_->read_reply(settings_.final_timeout);
        if (reply.code == 421 || reply.code / 100 == 3) wire_.reset();
        if (!reply.positive()) return refusal(reply, Stage::content);
        Outcome outcome = outcome_of(OutcomeKind::accepted, reply.short_code(), reply.text);
        outcome.remote_id = queue_id(reply.text);
        outcome.handed = true;
        return outcome;
    } catch (const Lost& error) {
        wire_.reset();
        Outcome outcome = outcome_of(OutcomeKind::unknown, error.code, error.what());
        outcome.handed = true;
        return outcome;
    }
}

std::string Session::description() const
{
    return settings_.host + ":" + std::to_string(settings_.port) + " answers" +
           (wire_ && wire_->secure() ? ", TLS with a trusted certificate" : ", without TLS") +
           (settings_.user.empty() ? "" : ", logged in") + (can_.pipelining ? ", pipelining" : "");
}

} // namespace dosah::connectors::smtp
