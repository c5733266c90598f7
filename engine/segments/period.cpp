// SPDX-License-Identifier: EUPL-1.2
#include "segments/period.h"

#include "base/time_zone.h"

#include <chrono>

namespace dosah::segments {

Instant earlier(Instant t, int amount, Unit unit, const std::string& time_zone)
{
    using namespace std::chrono;
    LocalTime local = to_local(t, time_zone);
    const auto below_a_second = t - floor<seconds>(t);
    year_month_day date{year{local.year}, month{static_cast<unsigned>(local.month)},
                        day{static_cast<unsigned>(local.day)}};
    switch (unit) {
    case Unit::days:
        date = sys_days{date} - days{amount};
        break;
    case Unit::weeks:
        date = sys_days{date} - days{7 * amount};
        break;
    case Unit::months:
        date -= months{amount};
        break;
    case Unit::years:
        date -= years{amount};
        break;
    }
    if (!date.ok()) date = date.year() / date.month() / last;
    local.year = static_cast<int>(date.year());
    local.month = static_cast<int>(static_cast<unsigned>(date.month()));
    local.day = static_cast<int>(static_cast<unsigned>(date.day()));
    return from_local(local, time_zone) + below_a_second;
}

Instant start_of_day(const std::string& date, const std::string& time_zone)
{
    LocalTime local;
    local.year = std::stoi(date.substr(0, 4));
    local.month = std::stoi(date.substr(5, 2));
    local.day = std::stoi(date.substr(8, 2));
    return from_local(local, time_zone);
}

Instant start_of_day(Instant t, const std::string& time_zone)
{
    const LocalTime local = to_local(t, time_zone);
    LocalTime midnight;
    midnight.year = local.year;
    midnight.month = local.month;
    midnight.day = local.day;
    return from_local(midnight, time_zone);
}

} // namespace dosah::segments
