// SPDX-License-Identifier: EUPL-1.2
#include "responses/arrival.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace dosah::responses {

namespace {

std::optional<int> number_in(std::string_view text, int least, int most)
{
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number < least || number > most)
        return std::nullopt;
    return number;
}

std::optional<unsigned> month_of(std::string_view name)
{
    static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                                "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < months.size(); ++i) {
        if (text::to_lower(name) == months.at(i)) return i + 1;
    }
    return std::nullopt;
}

/// "+0130", "-0700", "GMT", "EST"; a zone nobody knows is UTC (RFC 5322, 4.3).
std::chrono::minutes offset_of(std::string_view zone)
{
    if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) {
        const auto hours = number_in(zone.substr(1, 2), 0, 23);
        const auto minutes = number_in(zone.substr(3, 2), 0, 59);
        if (!hours || !minutes) return std::chrono::minutes(0);
        const std::chrono::minutes ahead(*hours * 60 + *minutes);
        return zone[0] == '-' ? -ahead : ahead;
    }
    static constexpr std::pair<std::string_view, int> zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                                                                 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    for (const auto& [name, hours] : zones) {
        if (zone == name) return std::chrono::hours(hours);
    }
    return std::chrono::minutes(0);
}

std::vector<std::string> words_in(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : text.substr(0, 200)) {
        if (c == '(') break; // a comment; nobody has one in the middle
        // "17-Jul-1996" of IMAP; a sign begins its word
        const bool stop = c == ' ' || c == '\t' || c == ',' || (c == '-' && !word.empty());
        if (!stop) word += c;
        if (stop && !word.empty()) words.push_back(std::exchange(word, {}));
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

} // namespace

std::optional<Instant> read_mail_date(std::string_view text)
{
    std::vector<std::string> words = words_in(text);
    if (!words.empty() && !number_in(words[0], 1, 31)) words.erase(words.begin()); // the day of the week
    if (words.size() < 4) return std::nullopt;
    const auto day = number_in(words[0], 1, 31);
    const auto month = month_of(words[1]);
    auto year = number_in(words[2], 0, 9999);
    if (!day || !month || !year) return std::nullopt;
    if (words[2].size() <= 3) *year += *year < 50 ? 2000 : 1900; // RFC 5322, 4.3
    const std::vector<std::string> clock = text::split(words[3], ':');
    if (clock.size() < 2 || clock.size() > 3) return std::nullopt;
    const auto hour = number_in(clock[0], 0, 23);
    const auto minute = number_in(clock[1], 0, 59);
    const auto second = clock.size() == 3 ? number_in(clock[2], 0, 60) : std::optional(0);
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!hour || !minute || !second || !date.ok()) return std::nullopt;
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second) - offset_of(words.size() > 4 ? words[4] : "");
}

Instant arrival_of(const channel::InboundItem& item, const mime::ParsedMail& mail, Instant taken)
{
    std::optional<Instant> told;
    if (const auto field = item.fields.find("internaldate"); field != item.fields.end())
        told = read_mail_date(field->second);
    if (!told) {
        const std::string received = mail.header("Received");
        const std::size_t semicolon = received.rfind(';');
        if (semicolon != std::string::npos) told = read_mail_date(std::string_view(received).substr(semicolon + 1));
    }
    return std::min(told.value_or(taken), taken);
}

} // namespace dosah::responses
