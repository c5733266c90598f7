// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/dialogue.h"

#include "base/text.h"
#include "connectors/lmtp/path.h"

#include <charconv>

namespace dosah::connectors::lmtp {

namespace {

constexpr std::size_t longest_command = 2048;
constexpr int most_complaints = 20;
constexpr int most_idle_commands = 200;

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

Dialogue::Dialogue(const Settings& settings, std::string host, Keep keep)
    : settings_(settings), host_(std::move(host)), keep_(std::move(keep))
{
}

std::string Dialogue::greeting() const
{
    return "220 " + host_ + " LMTP Dosah\r\n";
}

std::string Dialogue::feed(std::string_view bytes)
{
    out_.clear();
    while (!bytes.empty() && !ended_)
        bytes = place_ == Place::command ? feed_command(bytes) : feed_content(bytes);
    return std::move(out_);
}

void Dialogue::say(std::string_view reply)
{
    out_ += reply;
    out_ += "\r\n";
}

void Dialogue::complain(std::string_view reply)
{
    if (++complaints_ < most_complaints) return say(reply);
    say("421 4.7.0 too many errors");
    ended_ = true;
}

std::string_view Dialogue::feed_command(std::string_view bytes)
{
    const std::size_t newline = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, newline == std::string_view::npos ? bytes.size() : newline + 1);
    if (line_.size() + piece.size() > longest_command) overlong_ = true;
    if (overlong_)
        line_.clear(); // what an endless line says is not held
    else
        line_ += piece;
    if (newline == std::string_view::npos) return {};
    ++steps_;
    std::string line = std::exchange(line_, {});
    if (std::exchange(overlong_, false))
        complain("500 5.5.2 the command is too long");
    else if (!line.ends_with("\r\n"))
        complain("500 5.5.2 a command ends with CR LF");
    else
        command(line.substr(0, line.size() - 2));
    return bytes.substr(piece.size());
}

void Dialogue::command(const std::string& line)
{
    const std::size_t space = line.find(' ');
    const std::string verb = text::to_upper(text::repair_utf8(line.substr(0, space)));
    const std::string words = space == std::string::npos ? std::string() : line.substr(space + 1);
    if (verb == "LHLO") return lhlo(words);
    if (verb == "MAIL") return mail(words);
    if (verb == "RCPT") return rcpt(words);
    if (verb == "DATA") return words.empty() ? data() : complain("501 5.5.4 DATA takes no words");
    if (verb == "QUIT") {
        say("221 2.0.0 bye");
        ended_ = true;
        return;
    }
    if (verb == "RSET" || verb == "NOOP") {
        if (verb == "RSET") reset();
        say("250 2.0.0 well");
        if (++idle_commands_ > most_idle_commands) {
            say("421 4.7.0 nothing is being delivered");
            ended_ = true;
        }
        return;
    }
    if (verb == "VRFY") return say("252 2.5.0 send it and see");
    if (verb == "HELO" || verb == "EHLO") return complain("500 5.5.1 this is LMTP: say LHLO");
    complain("500 5.5.1 unknown command");
}

void Dialogue::lhlo(const std::string& name)
{
    if (text::trim(text::repair_utf8(name)).empty()) return complain("501 5.5.4 LHLO wants a name");
    reset();
    greeted_ = true;
    say("250-" + host_);
    say("250-PIPELINING");
    say("250-ENHANCEDSTATUSCODES");
    say("250-8BITMIME");
    say("250-SMTPUTF8");
    say("250 SIZE " + std::to_string(settings_.size_limit));
}

void Dialogue::mail(const std::string& words)
{
    if (!greeted_) return complain("503 5.5.1 say LHLO first");
    if (open_) return complain("503 5.5.1 a mail is open already");
    const auto path = read_path(words, "FROM");
    if (!path) return complain("501 5.1.7 no such sender");
    bool utf8 = false;
    for (const auto& [name, value] : path->parameters) {
        if (name == "SIZE") {
            std::uint64_t size = 0;
            const char* end = value.data() + value.size();
            const auto read = std::from_chars(value.data(), end, size);
            if (value.empty() || read.ptr != end) return complain("501 5.5.4 SIZE is a number");
            if (read.ec != std::errc() || size > settings_.size_limit)
                return say("552 5.3.4 the message is too big; at most " + std::to_string(settings_.size_limit) +
                           " bytes are taken");
        } else if (name == "BODY") {
            const std::string body = text::to_upper(text::repair_utf8(value));
            if (body != "8BITMIME" && body != "7BIT") return complain("501 5.5.4 BODY is 7BIT or 8BITMIME");
        } else if (name == "SMTPUTF8" && value.empty()) {
            utf8 = true;
        } else {
            return complain("555 5.5.4 unknown parameter");
        }
    }
    if (!utf8 && !is_ascii(path->address)) return complain("553 5.6.7 such an address needs SMTPUTF8");
    utf8_ = utf8;
    open_ = true;
    mail_.sender = path->address;
    say("250 2.1.0 well");
}

void Dialogue::rcpt(const std::string& words)
{
    if (!open_) return complain("503 5.5.1 say MAIL first");
    const auto path = read_path(words, "TO");
    if (!path || path->address.empty()) return complain("501 5.1.3 no such recipient");
    if (!path->parameters.empty()) return complain("555 5.5.4 unknown parameter");
    if (!utf8_ && !is_ascii(path->address)) return complain("553 5.6.7 such an address needs SMTPUTF8");
    if (!settings_.recipients.take(path->address)) return say("550 5.1.1 no mail is taken for this address");
    if (mail_.recipients.size() >= settings_.recipient_limit) return say("452 4.5.3 too many recipients");
    mail_.recipients.push_back(path->address);
    say("250 2.1.5 well");
}

void Dialogue::data()
{
    if (!open_) return complain("503 5.5.1 say MAIL first");
    if (mail_.recipients.empty()) return complain("503 5.5.1 no recipient was taken"); // RFC 2033, 4.2
    say("354 go on; end with a dot");
    place_ = Place::line_start;
}

void Dialogue::add(std::string_view content)
{
    if (!too_big_ && mail_.content.size() + content.size() > settings_.size_limit) {
        too_big_ = true;
        std::string().swap(mail_.content); // gives the room back at once
    }
    if (!too_big_) mail_.content += content;
}

std::string_view Dialogue::feed_content(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (place_ == Place::text) {
            const std::size_t cr = std::min(bytes.find('\r', at), bytes.size());
            add(bytes.substr(at, cr - at));
            at = cr;
            if (at == bytes.size()) break;
        }
        const char c = bytes[at++];
        if (place_ == Place::line_start && c == '.') {
            place_ = Place::dot;
            continue;
        }
        if (place_ == Place::dot && c == '\r') {
            place_ = Place::dot_cr;
            continue;
        }
        if (place_ == Place::dot_cr) {
            if (c == '\n') {
                finish();
                return bytes.substr(at);
            }
            add("\r");
            place_ = Place::cr;
        }
        add({&c, 1});
        if (c == '\r')
            place_ = Place::cr;
        else
            place_ = place_ == Place::cr && c == '\n' ? Place::line_start : Place::text;
    }
    return {};
}

void Dialogue::finish()
{
    ++steps_;
    place_ = Place::command;
    idle_commands_ = 0;
    const char* reply = too_big_       ? "552 5.3.4 the message is too big"
                        : keep_(mail_) ? "250 2.0.0 kept"
                                       : "451 4.3.0 cannot be kept now, try again later";
    for (std::size_t i = mail_.recipients.size(); i > 0; --i)
        say(reply);
    reset();
}

void Dialogue::reset()
{
    open_ = false;
    utf8_ = false;
    too_big_ = false;
    mail_ = {};
}

} // namespace dosah::connectors::lmtp
