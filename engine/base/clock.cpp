// SPDX-License-Identifier: EUPL-1.2
#include "base/clock.h"

#include "base/error.h"

#include <cstdio>

namespace dosah {

using namespace std::chrono;

std::string to_iso(Instant t)
{
    const auto second = floor<seconds>(t);
    const auto day = floor<days>(second);
    const year_month_day date{day};
    const hh_mm_ss time{second - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

Instant from_iso(std::string_view text)
{
    const auto wrong = [&] {
        return input_error("not a time: \"" + std::string(text) +
                           "\" (write 2026-11-22T14:05 or 2026-11-22T14:05:00Z)");
    };
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        for (std::size_t i = at; i < at + length; ++i) {
            if (i >= text.size() || text[i] < '0' || text[i] > '9') throw wrong();
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    const auto sign = [&](std::size_t at, char c) {
        if (at >= text.size() || text[at] != c) throw wrong();
    };
    sign(4, '-');
    sign(7, '-');
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok()) throw wrong();
    Instant t = sys_days{date};
    std::size_t at = 10;
    if (at == text.size()) return t;
    if (text[at] != 'T' && text[at] != ' ') throw wrong();
    const int h = number(11, 2);
    sign(13, ':');
    const int m = number(14, 2);
    at = 16;
    int s = 0;
    if (at < text.size() && text[at] == ':') {
        s = number(17, 2);
        at = 19;
        if (at < text.size() && text[at] == '.') {
            std::int64_t unit = 100000;
            for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
                t += microseconds{(text[at] - '0') * unit};
        }
    }
    if (h > 23 || m > 59 || s > 59) throw wrong();
    t += hours{h} + minutes{m} + seconds{s};
    if (at == text.size()) return t;
    if (text[at] == 'Z' && at + 1 == text.size()) return t;
    if (text[at] != '+' && text[at] != '-') throw wrong();
    const minutes offset = hours{number(at + 1, 2)} + minutes{number(at + 4, 2)};
    if (text[at + 3] != ':' || at + 6 != text.size()) throw wrong();
    return text[at] == '+' ? t - offset : t + offset;
}

} // namespace dosah
