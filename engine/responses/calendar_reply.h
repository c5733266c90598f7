// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"

#include <optional>
#include <string>

namespace dosah::responses {

/// An iTIP REPLY (RFC 5546, 3.2.3) in a mail.
struct CalendarReply
{
    std::optional<std::string> answer; ///< yes, no, maybe by PARTSTAT; none when it is delegated or undecided
    std::string uid;                   ///< of the event
};

/// Reads the text/calendar or application/ics part with METHOD:REPLY; of several attendees the sender's. A tolerant
/// reader of the three lines it needs: what is no calendar for libical is still an answer here.
std::optional<CalendarReply> read_calendar_reply(const mime::ParsedMail& mail);

} // namespace dosah::responses
