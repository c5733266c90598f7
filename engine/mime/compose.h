// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <string>
#include <utility>
#include <vector>

namespace dosah::mime {

struct Mailbox
{
    std::string name; ///< UTF-8, may be empty
    std::string address;
};

/// A calendar file to go along.
struct CalendarPart
{
    std::string content;
    std::string method; ///< PUBLISH, CANCEL ...
};

/// A mail as its parts.
struct Mail
{
    Mailbox from;
    Mailbox to;
    Mailbox reply_to; ///< address empty: none
    std::string subject;
    std::string message_id;  ///< without angle brackets
    std::string in_reply_to; ///< likewise; empty: none
    Instant date;
    std::string text; ///< UTF-8, a line a paragraph: it goes out as format=flowed (mime/flowed.h)
    std::string html; ///< UTF-8; empty: text only
    std::vector<CalendarPart> calendars;
    /// Further headers in order (List-Id, List-Unsubscribe ...): unstructured, encoded where not ASCII.
    std::vector<std::pair<std::string, std::string>> headers;
};

/// RFC 5322/2045 through GMime: multipart/alternative of text and HTML (quoted-printable UTF-8), multipart/mixed around
/// it when calendars go along; CRLF, lines under 998 octets, headers folded and encoded (RFC 2047). A line break in any
/// header value is Error(input): nothing can be injected. Any thread.
std::string compose(const Mail& mail);

} // namespace dosah::mime
