// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/session.h"

#include "base/text.h"
#include "connectors/smtp/content.h"

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

/// With its name; RFC 3461 5.1 demands that 500 characters be taken.
constexpr std::size_t longest_original_recipient = 500;

Outcome rejected(const char* code, std::string words)
{
    Outcome outcome;
    outcome.kind = OutcomeKind::rejected;
    outcome.code = code;
    outcome.text = std::move(words);
    return outcome;
}

void set_envelope_sender(std::string& sender, const Settings& settings, const OutgoingMessage& message)
{
    if (settings.envelope_sender.empty()) {
        sender = message.sender;
        return;
    }
    static constexpr std::string_view mark = "{reference}";
    sender = settings.envelope_sender;
    if (const std::size_t at = sender.find(mark); at != std::string::npos)
        sender.replace(at, mark.size(), message.attempt_reference);
}

} // namespace

Mail::Mail(const OutgoingMessage& outgoing) : message(&outgoing), eight_bit(is_eight_bit(outgoing.content)) {}

Session::Session(const Settings& settings, RelayMemory& relay) : settings_(settings), relay_(relay)
{
    relay_.count(1);
}

Session::~Session()
{
    relay_.count(-1);
    try {
        if (wire_ && !wire_->stale()) wire_->write("QUIT\r\n", settings_.timeout);
    } catch (const std::exception&) {
        // It is going anyway.
    }
}

bool Session::spent() const
{
    return (settings_.messages_per_connection > 0 && begins_ >= settings_.messages_per_connection) ||
           std::chrono::steady_clock::now() - since_ >= settings_.age;
}

std::optional<Outcome> Session::unfit(const Mail& mail) const
{
    const OutgoingMessage& message = *mail.message;
    std::string sender;
    set_envelope_sender(sender, settings_, message);
    if (message.recipient.empty() || !is_path_safe(message.recipient))
        return rejected("address", "the recipient's address cannot stand in an SMTP command");
    if (!is_path_safe(sender)) return rejected("address", "the sender's address cannot stand in an SMTP command");
    if ((is_eight_bit(message.recipient) || is_eight_bit(sender)) && !can_.utf8)
        return rejected("smtputf8", "the server does not take addresses with letters beyond ASCII (SMTPUTF8)");
    if (can_.size_limit > 0 && message.content.size() > can_.size_limit)
        return rejected("size", "the message has " + std::to_string(message.content.size()) +
                                    " bytes, the server takes at most " + std::to_string(can_.size_limit));
    if (!can_.eight_bit && mail.eight_bit) return rejected("8bit", "the server does not take 8-bit content (8BITMIME)");
    return std::nullopt;
}

void Session::append_mail(const Mail& mail)
{
    set_envelope_sender(sender_, settings_, *mail.message);
    out_.append("MAIL FROM:<").append(sender_).append(">");
    if (can_.size) out_.append(" SIZE=").append(std::to_string(mail.message->content.size()));
    if (mail.eight_bit) out_ += " BODY=8BITMIME";
    if (is_eight_bit(mail.message->recipient) || is_eight_bit(sender_)) out_ += " SMTPUTF8";
    if (can_.dsn && !settings_.notify.empty()) {
        out_ += " RET=HDRS";
        if (!mail.message->attempt_reference.empty()) {
            out_ += " ENVID=";
            append_xtext(out_, mail.message->attempt_reference);
        }
    }
    out_ += "\r\n";
}

void Session::append_rcpt(const Mail& mail)
{
    out_.append("RCPT TO:<").append(mail.message->recipient).append(">");
    if (can_.dsn && !settings_.notify.empty()) {
        out_.append(" NOTIFY=").append(settings_.notify);
        const std::size_t before = out_.size();
        out_ += " ORCPT=";
        append_original_recipient(out_, mail.message->recipient);
        if (out_.size() - before > longest_original_recipient) out_.resize(before);
    }
    out_ += "\r\n";
}

void Session::begin(const Mail& mail)
{
    begun_ = mail;
    ++begins_;
    if (!can_.pipelining) return;
    reset_asked_ = std::exchange(reset_, false);
    if (reset_asked_) out_ += "RSET\r\n";
    append_mail(mail);
    append_rcpt(mail);
    if (!chunking()) out_ += "DATA\r\n";
}

void Session::flush()
{
    if (out_.empty()) return;
    wire_->write(out_, settings_.final_timeout);
    out_.clear();
    content_end_ = 0;
}

const Reply& Session::answer()
{
    flush();
    return wire_->read_reply(settings_.timeout);
}

Step Session::lost(const Lost& error)
{
    wire_.reset();
    Step step{Step::What::lost, {}};
    step.outcome.kind = OutcomeKind::later;
    step.outcome.code = error.code;
    step.outcome.text = text::repair_utf8(error.what());
    return step;
}

Step Session::refused(const Reply& reply, Stage stage)
{
    Step step{Step::What::over, refusal(reply, stage)};
    // 421 to the first command of a message: the server has ended the connection, the message was not refused.
    if (reply.code == 421 && stage == Stage::sender) step.what = Step::What::lost;
    reset_ = true;
    if (reply.code == 421 || reply.code / 100 < 4) wire_.reset();
    if (step.what == Step::What::over) ++messages_;
    return step;
}

Step Session::envelope()
{
    try {
        Step step = can_.pipelining ? envelope_as_group() : envelope_in_turn();
        if (step.what == Step::What::go && wire_->has_unread())
            throw Lost("protocol", "the server says more than it was asked");
        return step;
    } catch (const Lost& error) {
        return lost(error);
    }
}

Step Session::envelope_in_turn()
{
    flush();
    if (std::exchange(reset_, false)) {
        out_ += "RSET\r\n";
        if (!answer().positive()) throw Lost("protocol", "the server refuses RSET");
    }
    append_mail(*begun_);
    if (const Reply& reply = answer(); !reply.positive()) return refused(reply, Stage::sender);
    append_rcpt(*begun_);
    if (const Reply& reply = answer(); !reply.positive()) return refused(reply, Stage::recipient);
    if (chunking()) return {};
    out_ += "DATA\r\n";
    if (const Reply& reply = answer(); reply.code != 354) return refused(reply, Stage::data);
    return {};
}

Step Session::envelope_as_group()
{
    if (std::exchange(reset_asked_, false) && !answer().positive()) throw Lost("protocol", "the server refuses RSET");
    std::optional<Step> refusal_step;
    try {
        bool took_recipient = false;
        for (const Stage stage : {Stage::sender, Stage::recipient, Stage::data}) {
            if (stage == Stage::data && chunking()) break;
            const Reply& reply = answer();
            const int code = reply.code;
            if (stage == Stage::recipient) took_recipient = reply.positive();
            if (stage == Stage::data && code == 354) {
                if (!refusal_step) return {};
                // It waits for content though it refused. Without a recipient a lone dot ends that (RFC 2920 3.1); with
                // one it would deliver an empty message.
                if (took_recipient) {
                    wire_.reset();
                    break;
                }
                wire_->write(".\r\n", settings_.timeout);
                if (wire_->read_reply(settings_.timeout).code == 421) wire_.reset();
                break;
            }
            const bool good = stage != Stage::data && reply.positive();
            if (!good && !refusal_step) refusal_step = refused(reply, stage);
            if (!good && code == 421) wire_.reset();
            if (!wire_) break;
        }
    } catch (const Lost&) {
        // A refusal stands, whatever became of the answers after it.
        if (!refusal_step) throw;
        wire_.reset();
    }
    return refusal_step ? *refusal_step : Step{};
}

void Session::content(const Mail& mail)
{
    const std::string& content = mail.message->content;
    if (chunking()) {
        body_.clear();
        append_content(body_, content, Dots::plain);
        out_.append("BDAT ").append(std::to_string(body_.size())).append(" LAST\r\n").append(body_);
    } else {
        append_content(out_, content, Dots::stuffed);
        out_ += ".\r\n";
    }
    content_end_ = out_.size();
}

Step Session::ending()
{
    const std::size_t content_end = content_end_;
    bool sent = false;
    try {
        flush();
        sent = true;
        const Reply& reply = wire_->read_reply(settings_.final_timeout);
        ++messages_;
        Step step{Step::What::over, {}};
        if (reply.positive()) {
            step.outcome.kind = OutcomeKind::accepted;
            step.outcome.code = reply.short_code();
            step.outcome.text = reply.text;
            step.outcome.remote_id = queue_id(reply.text);
            step.outcome.handed = true;
        } else {
            step.outcome = refusal(reply, Stage::content);
        }
        if (reply.code == 421 || reply.code / 100 == 3) wire_.reset();
        return step;
    } catch (const Lost& error) {
        // Without its end no server takes a message.
        const bool whole = sent || wire_->taken() >= content_end;
        std::optional<Step> word;
        if (!whole) word = last_word();
        Step step = lost(error);
        if (word) return *word;
        if (!whole) return step;
        step.what = Step::What::over;
        step.outcome.kind = OutcomeKind::unknown;
        step.outcome.handed = true;
        return step;
    }
}

/// A server that hangs up in the middle of the content may have said why: then that is the answer, and trying again by
/// another connection would only repeat it.
std::optional<Step> Session::last_word()
{
    if (!wire_->stale()) return std::nullopt; // nothing is there to be read
    try {
        const Reply& reply = wire_->read_reply(std::chrono::seconds(1));
        if (reply.code / 100 < 4 || reply.code == 421) return std::nullopt;
        ++messages_;
        Step step{Step::What::over, refusal(reply, Stage::content)};
        step.outcome.handed = false;
        return step;
    } catch (const Lost&) {
        return std::nullopt;
    }
}

void Session::withdraw()
{
    if (chunking())
        reset_ = true;
    else
        wire_.reset();
}

std::string Session::description() const
{
    return relay_.relay().name() + " answers" +
           (wire_ && wire_->secure() ? ", TLS with a trusted certificate" : ", without TLS") +
           (settings_.user.empty() ? "" : ", logged in") + (can_.pipelining ? ", pipelining" : "") +
           (can_.chunking ? ", chunking" : "");
}

} // namespace dosah::connectors::smtp
