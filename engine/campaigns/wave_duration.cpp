// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/wave_duration.h"

#include "base/error.h"
#include "base/time_zone.h"

#include <algorithm>
#include <optional>

namespace dosah::campaigns {

namespace {

constexpr int longest_years = 10;

struct Unit
{
    char letter;
    bool of_time;
    int months;
    int days;
    std::int64_t seconds;
};

/// In the order in which they may stand.
constexpr Unit units[] = {
    {'Y', false, 12, 0, 0},  {'M', false, 1, 0, 0}, {'W', false, 0, 7, 0}, {'D', false, 0, 1, 0},
    {'H', true, 0, 0, 3600}, {'M', true, 0, 0, 60}, {'S', true, 0, 0, 1},
};

std::optional<Duration> read(std::string_view text)
{
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    Duration out;
    bool of_time = false;
    std::size_t next_unit = 0;
    bool any = false;
    while (!text.empty()) {
        if (text.front() == 'T') {
            if (of_time || text.size() == 1) return std::nullopt;
            of_time = true;
            text.remove_prefix(1);
            continue;
        }
        std::int64_t number = 0;
        std::size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
            if (digits == 9) return std::nullopt;
            number = number * 10 + (text[digits] - '0');
        }
        if (digits == 0 || digits == text.size()) return std::nullopt;
        const char letter = text[digits];
        while (next_unit < std::size(units) &&
               (units[next_unit].letter != letter || units[next_unit].of_time != of_time))
            ++next_unit;
        if (next_unit == std::size(units)) return std::nullopt;
        const Unit& unit = units[next_unit++];
        if (number * unit.months > 12 * longest_years || number * unit.days > 366 * longest_years ||
            number * unit.seconds > 366LL * 86400 * longest_years)
            return std::nullopt;
        out.months += static_cast<int>(number) * unit.months;
        out.days += static_cast<int>(number) * unit.days;
        out.seconds += number * unit.seconds;
        any = true;
        text.remove_prefix(digits + 1);
    }
    return any && out != Duration{} ? std::optional(out) : std::nullopt;
}

void put(std::string& out, std::int64_t number, char letter)
{
    if (number != 0) out += std::to_string(number) + letter;
}

} // namespace

Duration parse_duration(std::string_view text)
{
    if (const auto duration = read(text)) return *duration;
    throw input_error("not a duration: \"" + std::string(text.substr(0, 60)) +
                      "\"; write for example P7D (seven days), P1M, PT2H or P1DT12H, at most ten years");
}

std::string duration_text(const Duration& duration)
{
    std::string out = "P";
    put(out, duration.months, 'M');
    put(out, duration.days, 'D');
    if (duration.seconds != 0) {
        out += 'T';
        put(out, duration.seconds / 3600, 'H');
        put(out, duration.seconds / 60 % 60, 'M');
        put(out, duration.seconds % 60, 'S');
    }
    return out;
}

Instant add(Instant from, const Duration& duration, const std::string& zone)
{
    Instant to = from;
    if (duration.months != 0 || duration.days != 0) {
        using namespace std::chrono;
        const auto whole = floor<seconds>(from);
        LocalTime local = to_local(whole, zone);
        const int months_since = local.year * 12 + local.month - 1 + duration.months;
        const year_month reached{year{months_since / 12}, month{static_cast<unsigned>(months_since % 12 + 1)}};
        const unsigned last = static_cast<unsigned>((reached / std::chrono::last).day());
        const unsigned day_of_month = std::min(static_cast<unsigned>(local.day), last);
        const year_month_day date{sys_days{reached / day{day_of_month}} + days{duration.days}};
        local.year = static_cast<int>(date.year());
        local.month = static_cast<int>(static_cast<unsigned>(date.month()));
        local.day = static_cast<int>(static_cast<unsigned>(date.day()));
        to = from_local(local, zone) + (from - whole);
    }
    return to + std::chrono::seconds(duration.seconds);
}

} // namespace dosah::campaigns
