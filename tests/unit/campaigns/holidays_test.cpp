// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/holidays.h"

#include <catch2/catch.hpp>

#include <string>

using namespace dosah::campaigns;
using namespace std::chrono_literals;
using std::chrono::sys_days;

namespace {

std::string text(sys_days day)
{
    const std::chrono::year_month_day date{day};
    const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
           two(static_cast<unsigned>(date.day()));
}

std::string all(std::string_view country, int year)
{
    std::string out;
    for (const sys_days day : public_holidays(country, year))
        out += (out.empty() ? "" : " ") + text(day).substr(5);
    return out;
}

/// Easter by its definition (the table of epacts with Clavius' corrections): the Sunday after the first church full
/// moon on or after 21 March.
sys_days easter_by_definition(int year)
{
    const int golden = year % 19 + 1;
    const int century = year / 100 + 1;
    const int solar = 3 * century / 4 - 12;
    const int lunar = (8 * century + 5) / 25 - 5;
    int epact = (11 * golden + 20 + lunar - solar) % 30;
    if (epact < 0) epact += 30;
    if ((epact == 25 && golden > 11) || epact == 24) ++epact;
    int full_moon = 44 - epact; // in days of March
    if (full_moon < 21) full_moon += 30;
    sys_days day = sys_days{std::chrono::year{year} / std::chrono::March / 1} + std::chrono::days{full_moon};
    while (std::chrono::weekday{day} != std::chrono::Sunday)
        day += std::chrono::days{1};
    return day;
}

} // namespace

TEST_CASE("Easter falls where the calendars of known years have it")
{
    // the earliest (22 March) and the latest (25 April) possible ones, and both exceptions to Gauss' rule, among them
    for (const char* day :
         {"1598-03-22", "1693-03-22", "1761-03-22", "1818-03-22", "2285-03-22", "1666-04-25", "1734-04-25",
          "1886-04-25", "1943-04-25", "2038-04-25", "1954-04-18", "1981-04-19", "2049-04-18", "2076-04-19",
          "1913-03-23", "2008-03-23", "2011-04-24", "2000-04-23", "2015-04-05", "2016-03-27", "2017-04-16",
          "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31",
          "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"})
        CHECK(text(easter_sunday(std::stoi(day))) == day);
}

TEST_CASE("Easter agrees with its definition over the whole cycle of corrections")
{
    for (int year = 1583; year < 6000; ++year) {
        const sys_days found = easter_sunday(year);
        if (found != easter_by_definition(year)) FAIL(text(found) << " is not " << text(easter_by_definition(year)));
        const std::string day = text(found).substr(5);
        if (day < "03-22" || day > "04-25") FAIL(text(found));
    }
}

TEST_CASE("Czech public holidays of known years")
{
    CHECK(all("CZ", 2015) == "01-01 04-06 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26");
    CHECK(all("CZ", 2016) == "01-01 03-25 03-28 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26");
    CHECK(all("CZ", 2026) == "01-01 04-03 04-06 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26");
    CHECK(all("CZ", 2038) == "01-01 04-23 04-26 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26");
}

TEST_CASE("Norwegian public holidays of known years, one that is two things at once counted once")
{
    CHECK(all("NO", 2024) == "01-01 03-28 03-29 03-31 04-01 05-01 05-09 05-17 05-19 05-20 12-25 12-26");
    CHECK(all("NO", 2026) == "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26");
    CHECK(all("NO", 2008) == "01-01 03-20 03-21 03-23 03-24 05-01 05-11 05-12 05-17 12-25 12-26"); // Ascension 1 May
    CHECK(all("NO", 2027) == "01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 12-25 12-26"); // Whit Monday 17 May
}

TEST_CASE("a day is a holiday or not; a country that is not known has none")
{
    CHECK(is_public_holiday("CZ", 2026y / 11 / 17));
    CHECK_FALSE(is_public_holiday("CZ", 2026y / 5 / 17));
    CHECK(is_public_holiday("NO", 2026y / 5 / 17));
    CHECK_FALSE(is_public_holiday("NO", 2026y / 12 / 24));
    CHECK_FALSE(is_public_holiday("DE", 2026y / 1 / 1));
    CHECK(public_holidays("DE", 2026).empty());
}
