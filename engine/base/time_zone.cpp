// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.h"

#include "base/error.h"

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <memory>

namespace dosah {

namespace {

std::unique_ptr<icu::TimeZone> open_zone(const std::string& zone)
{
    std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
    if (*found == icu::TimeZone::getUnknown())
        throw input_error("unknown time zone \"" + zone + "\" (write for example Europe/Prague or Europe/Oslo)");
    return found;
}

std::unique_ptr<icu::GregorianCalendar> open_calendar(const std::string& zone)
{
    UErrorCode status = U_ZERO_ERROR;
    auto calendar = std::make_unique<icu::GregorianCalendar>(open_zone(zone).release(), status);
    calendar->setGregorianChange(-8.64e15, status); // the Gregorian rule for all time, as ISO 8601 has it
    calendar->setSkippedWallTimeOption(UCAL_WALLTIME_LAST);
    calendar->setRepeatedWallTimeOption(UCAL_WALLTIME_FIRST);
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU calendar data is missing");
    return calendar;
}

} // namespace

bool is_time_zone(const std::string& zone)
{
    const std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
    return !zone.empty() && !(*found == icu::TimeZone::getUnknown());
}

LocalTime to_local(Instant t, const std::string& zone)
{
    const auto calendar = open_calendar(zone);
    UErrorCode status = U_ZERO_ERROR;
    calendar->setTime(static_cast<double>(std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count()),
                      status);
    LocalTime local;
    local.year = calendar->get(UCAL_EXTENDED_YEAR, status);
    local.month = calendar->get(UCAL_MONTH, status) + 1;
    local.day = calendar->get(UCAL_DATE, status);
    local.hour = calendar->get(UCAL_HOUR_OF_DAY, status);
    local.minute = calendar->get(UCAL_MINUTE, status);
    local.second = calendar->get(UCAL_SECOND, status);
    local.weekday = (calendar->get(UCAL_DAY_OF_WEEK, status) + 5) % 7 + 1;
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "a time could not be converted to its zone");
    return local;
}

Instant from_local(const LocalTime& local, const std::string& zone)
{
    const auto calendar = open_calendar(zone);
    UErrorCode status = U_ZERO_ERROR;
    calendar->clear();
    calendar->set(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
    const double millis = calendar->getTime(status);
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "a time could not be converted from its zone");
    return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(millis)}};
}

Instant parse_time_in_zone(std::string_view text, const std::string& zone)
{
    const Instant as_utc = from_iso(text);
    const bool has_offset =
        text.size() > 16 && (text.back() == 'Z' || text.find_first_of("+-", 16) != std::string_view::npos);
    return has_offset ? as_utc : from_local(to_local(as_utc, "UTC"), zone);
}

} // namespace dosah
