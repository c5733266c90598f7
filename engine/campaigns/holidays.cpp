// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/holidays.h"

#include <algorithm>
#include <span>

namespace dosah::campaigns {

namespace {

using namespace std::chrono_literals;

struct Country
{
    std::string_view code;
    std::span<const std::chrono::month_day> fixed;
    std::span<const int> after_easter; ///< days after Easter Sunday
};

constexpr std::chrono::month_day czech_days[] = {
    std::chrono::January / 1,   std::chrono::May / 1,        std::chrono::May / 8,      std::chrono::July / 5,
    std::chrono::July / 6,      std::chrono::September / 28, std::chrono::October / 28, std::chrono::November / 17,
    std::chrono::December / 24, std::chrono::December / 25,  std::chrono::December / 26};
constexpr int czech_moving[] = {-2, 1}; // Good Friday, Easter Monday
constexpr std::chrono::month_day norwegian_days[] = {std::chrono::January / 1, std::chrono::May / 1,
                                                     std::chrono::May / 17, std::chrono::December / 25,
                                                     std::chrono::December / 26};
/// Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday
constexpr int norwegian_moving[] = {-3, -2, 0, 1, 39, 49, 50};

constexpr Country countries[] = {{"CZ", czech_days, czech_moving}, {"NO", norwegian_days, norwegian_moving}};
constexpr int czech_good_friday = -2;
constexpr int czech_good_friday_since = 2016;

} // namespace

std::chrono::sys_days easter_sunday(int year)
{
    const int golden = year % 19;
    const int century = year / 100;
    const int leap_centuries = century / 4;
    const int moon = (century - (century + 8) / 25 + 1) / 3;
    const int epact = (19 * golden + century - leap_centuries - moon + 15) % 30;
    const int weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 4) % 7;
    const int late = (golden + 11 * epact + 22 * weekday) / 451; // keeps it from passing 25 April
    const int days = epact + weekday - 7 * late + 114;
    return std::chrono::year{year} / (days / 31) / (days % 31 + 1);
}

std::vector<std::chrono::sys_days> public_holidays(std::string_view country, int year)
{
    std::vector<std::chrono::sys_days> out;
    for (const Country& one : countries) {
        if (one.code != country) continue;
        for (const std::chrono::month_day day : one.fixed)
            out.emplace_back(std::chrono::year{year} / day.month() / day.day());
        for (const int days : one.after_easter) {
            if (country == "CZ" && days == czech_good_friday && year < czech_good_friday_since) continue;
            out.push_back(easter_sunday(year) + std::chrono::days{days});
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool is_public_holiday(std::string_view country, std::chrono::sys_days day)
{
    const std::chrono::year_month_day date{day};
    const auto days = public_holidays(country, static_cast<int>(date.year()));
    return std::binary_search(days.begin(), days.end(), day);
}

} // namespace dosah::campaigns
