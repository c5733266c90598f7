// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <string>
#include <string_view>

namespace dosah::content {

/// What a calendar file says of an event.
struct CalendarEvent
{
    std::string uid;  ///< stable over all versions of the event
    int sequence = 0; ///< raised when the event changes
    bool cancelled = false;
    std::string title;
    std::string description;
    std::string place;
    std::string url;
    std::string organiser_name;
    std::string organiser_email;
    Instant starts;
    Instant ends;
    Instant stamp; ///< when this version was made
    std::string time_zone;
};

/// An iCalendar file (RFC 5545) by libical: METHOD PUBLISH or CANCEL, VTIMEZONE, folded lines, CRLF.
std::string write_calendar(const CalendarEvent& event);

/// A calendar file is dear to write, so people who get the same but for a link get theirs put in: the file with `line`,
/// which is url_line() or a mark for it, as the last of its event's properties.
std::string put_into_event(std::string calendar, const std::string& line);
/// The URL property, folded, without its line end. `url` is printable ASCII.
std::string url_line(std::string_view url);

} // namespace dosah::content
