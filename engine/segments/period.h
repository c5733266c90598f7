// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "segments/tree.h"

#include <string>

namespace dosah::segments {

/// So many days, weeks, months or years earlier on the calendar of the zone, at the same time of day; a day the month
/// does not have becomes its last (one month before 31 March is the end of February).
Instant earlier(Instant t, int amount, Unit unit, const std::string& time_zone);

/// The first moment of "2023-01-31" in the zone.
Instant start_of_day(const std::string& date, const std::string& time_zone);

/// The first moment of the day an instant lies in.
Instant start_of_day(Instant t, const std::string& time_zone);

} // namespace dosah::segments
