// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace dosah::campaigns {

/// An ISO 8601 duration ("P7D", "P1M", "PT2H", "P1DT12H"). Years, months, weeks and days are steps of the calendar, so
/// that a day later is the same time by the clock on the wall also when the clocks changed in between; hours, minutes
/// and seconds are time that passes.
struct Duration
{
    int months = 0; ///< years are twelve
    int days = 0;   ///< weeks are seven
    std::int64_t seconds = 0;

    bool operator==(const Duration&) const = default;
};

/// Whole numbers, not negative, not nothing, at most ten years each. Throws Error(input) with the text and the form.
Duration parse_duration(std::string_view text);
/// The one way each is written: "P1M", "P10D", "P1DT2H", "PT90S" is "PT1M30S". parse_duration gives it back.
std::string duration_text(const Duration& duration);

/// The moment so long after another by the clock of a zone. First the months (the 31st becomes the last day of a
/// shorter month), then the days, then the time. A time of day the clocks skip is moved on by the hour they skip.
Instant add(Instant from, const Duration& duration, const std::string& zone);

} // namespace dosah::campaigns
