// SPDX-License-Identifier: EUPL-1.2
#include "organisations/sending_hours.h"

#include "base/error.h"

#include <optional>

namespace dosah::organisations {

namespace {

constexpr int day_end = 24 * 60;

/// "08:00" or "24:00" -> minutes.
std::optional<int> minutes(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t at : {0, 1, 3, 4})
        if (text[at] < '0' || text[at] > '9') return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    const int all = hour * 60 + minute;
    return minute > 59 || all > day_end ? std::nullopt : std::optional(all);
}

std::string clock_text(int minutes)
{
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

} // namespace

SendingHours usual_hours(channel::Channel channel)
{
    if (channel == channel::Channel::sms) return {8 * 60, 20 * 60, false, false};
    return {};
}

void set_span(SendingHours& hours, std::string_view text)
{
    if (text == "always") text = "00:00-24:00";
    const auto opens = text.size() == 11 && text[5] == '-' ? minutes(text.substr(0, 5)) : std::nullopt;
    const auto closes = opens ? minutes(text.substr(6)) : std::nullopt;
    if (!closes || *opens >= *closes)
        throw input_error("write hours as 08:00-20:00, the earlier one first, or \"always\", not \"" +
                          std::string(text) + "\"");
    hours.opens = *opens;
    hours.closes = *closes;
}

std::string span_text(const SendingHours& hours)
{
    return clock_text(hours.opens) + "-" + clock_text(hours.closes);
}

} // namespace dosah::organisations
