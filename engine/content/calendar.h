// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <string>

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

} // namespace dosah::content
