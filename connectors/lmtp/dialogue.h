// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/lmtp/settings.h"

#include <optional>

namespace dosah::connectors::lmtp {

/// A mail with its envelope.
struct Mail
{
    std::string sender;                  ///< without angle brackets; empty: <>, a bounce
    std::vector<std::string> recipients; ///< at least one
    std::string content;                 ///< as it came, dot-stuffing taken off
};

/// The server's side of one LMTP connection (RFC 2033, with the commands of RFC 5321) as a machine of bytes: no
/// network, no clock. Offers PIPELINING (RFC 2920), ENHANCEDSTATUSCODES (RFC 2034), 8BITMIME (RFC 6152), SMTPUTF8 (RFC
/// 6531) and SIZE (RFC 1870).
///
/// The end of a mail is CRLF . CRLF and nothing else: a bare CR or LF around a dot is content, so that no second mail
/// can be smuggled in by one. A line of content may be of any length, since the message's size is limited; a command
/// may have 2,048 bytes. What is held of a client never exceeds the size limit and one command.
class Dialogue
{
public:
    /// Keeps a mail durably and says true, or says false when that is not possible now. Does not throw.
    using Keep = std::function<bool(const Mail&)>;

    Dialogue(const Settings& settings, std::string host, Keep keep);

    std::string greeting() const;
    /// Takes what the client sent; returns what is to be sent back. A mail is kept within the call.
    std::string feed(std::string_view bytes);
    /// The client said QUIT or was sent away: nothing more is read.
    bool ended() const { return ended_; }
    /// Goes up with each command and each mail that is complete: a client that sends a byte now and then makes no step.
    std::size_t steps() const { return steps_; }
    bool in_content() const { return place_ != Place::command; }

private:
    /// Where in the stream the next byte stands; all but the first are within DATA.
    enum class Place { command, line_start, dot, dot_cr, text, cr };

    std::string_view feed_command(std::string_view bytes);
    std::string_view feed_content(std::string_view bytes);
    void command(const std::string& line);
    void lhlo(const std::string& name);
    void mail(const std::string& words);
    void rcpt(const std::string& words);
    void data();
    void add(std::string_view content);
    void finish();
    void reset();
    void say(std::string_view reply);
    void complain(std::string_view reply); ///< after many of them the client is sent away

    const Settings& settings_;
    const std::string host_;
    const Keep keep_;
    std::string out_;
    std::string line_; ///< a command that is not complete
    bool overlong_ = false;
    Place place_ = Place::command;
    bool greeted_ = false;
    bool open_ = false; ///< MAIL was taken
    bool utf8_ = false;
    bool too_big_ = false;
    bool ended_ = false;
    int complaints_ = 0;
    int idle_commands_ = 0; ///< since the last mail
    std::size_t steps_ = 0;
    Mail mail_;
};

} // namespace dosah::connectors::lmtp
