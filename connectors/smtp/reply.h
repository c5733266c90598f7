// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"

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

/// Where in the dialogue a reply came; the same code means different things at different places.
enum class Stage { connect, login, sender, recipient, data, content };

/// What a refusal means for the message. Tables: RFC 5321 4.2.3, RFC 3463, RFC 4954 6. Replies that are neither 4xx nor
/// 5xx are a server out of step: later before the content, unknown after it.
channel::Outcome refusal(const Reply& reply, Stage stage);

/// The id a server gives with its 250 ("queued as 4X7", "id=1tE...", ...); empty when none is recognised.
std::string queue_id(std::string_view text);

} // namespace dosah::connectors::smtp
