// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <string>
#include <string_view>

namespace dosah {

/// A wall-clock reading somewhere.
struct LocalTime
{
    int year = 1970;
    int month = 1; ///< 1..12
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int weekday = 1; ///< ISO: Monday 1 .. Sunday 7; derived, not read
};

/// True for a name ICU's zone data knows, such as "Europe/Prague".
bool is_time_zone(const std::string& zone);

/// What the clock on the wall shows in the zone. Throws Error(input) for an unknown zone.
LocalTime to_local(Instant t, const std::string& zone);

/// The moment at which the wall clock shows this. A time skipped in spring is moved on by the skipped hour; one that
/// comes twice in autumn is its first coming.
Instant from_local(const LocalTime& local, const std::string& zone);

/// "2026-12-10 17:00", "2026-12-10T17:00", or with an offset or Z (then the zone is not used). Throws Error(input).
Instant parse_time_in_zone(std::string_view text, const std::string& zone);

} // namespace dosah
