// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"
#include "connectors/smtp/status_table.h"

#include <string>
#include <string_view>

namespace dosah::connectors::smtp {

/// What a server answered (RFC 5321 4.2): all lines of one reply.
struct Reply
{
    int code = 0;         ///< 200 to 599
    std::string enhanced; ///< RFC 3463, "5.1.1"; empty when the server gave none
    std::string text;     ///< its words without the codes, lines joined by \n, repaired to UTF-8

    bool positive() const { return code / 100 == 2; }
    /// "550 5.1.1", or "550".
    std::string short_code() const;
};

/// One line without its line end: the code, whether more follow, the words. False when it is no reply line.
bool parse_reply_line(std::string_view line, int& code, bool& more, std::string_view& words);

/// Adds a line's words to the reply, taking the enhanced code off.
void add_words(Reply& reply, std::string_view words);

/// What a refusal means for the message (status_table.h). Replies that are neither 4xx nor 5xx are a server out of
/// step: later before the content, unknown after it.
///
/// Outcome::code tells whom it is about by its first word:
///     connect, login      the relay refused us before any message ("connect 421 4.3.2", "login 535 5.7.8")
///     421                 the relay ends the connection, whatever it was asked
///     another number      this message, its recipient or the recipient's domain ("450 4.2.0", "550 5.7.1")
/// and, from elsewhere in this folder,
///     connect, timeout, closed, tls, protocol      the way to the relay, or the relay's behaviour
///     auth                                         no login that we have is offered
///     address, size, 8bit, smtputf8                this message, before the relay was asked
///     hand                                         our own store
channel::Outcome refusal(const Reply& reply, Stage stage);

/// The id a server gives with its 250 ("queued as 4X7", "id=1tE...", ...); empty when none is recognised.
std::string queue_id(std::string_view text);

/// A clear wish for a later try in the words of a temporary refusal: "try again in 5 minutes", "retry after 300
/// seconds", "come back in 00:05:00"; at most a day. Nothing when in doubt.
std::optional<std::chrono::seconds> asked_delay(std::string_view text);

} // namespace dosah::connectors::smtp
