// SPDX-License-Identifier: EUPL-1.2
#include "base/log.h"

#include "base/clock.h"
#include "base/error.h"

#include <unistd.h>

#include <atomic>

namespace dosah {

namespace {

std::atomic<LogLevel> threshold{LogLevel::information};

std::string_view word(LogLevel level)
{
    switch (level) {
    case LogLevel::debug:
        return "debug";
    case LogLevel::information:
        return "info";
    case LogLevel::warning:
        return "warning";
    case LogLevel::error:
        return "error";
    }
    return "error";
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_local_part(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '+' ||
           c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

/// "@", or "%40" as a link has it: how many characters, 0 when neither stands there.
std::size_t at_sign(std::string_view text, std::size_t at)
{
    if (at < text.size() && text[at] == '@') return 1;
    return text.substr(at, 3) == "%40" ? 3 : 0;
}

/// Where the local part that begins here ends before its "@"; `at` when none begins. A quoted one counts too.
std::size_t local_part_end(std::string_view text, std::size_t at)
{
    std::size_t end = at;
    if (text[at] == '"') {
        const std::size_t quote = text.find('"', at + 1);
        if (quote == std::string_view::npos || quote - at > 64) return at;
        end = quote + 1;
    } else {
        while (end < text.size() && (is_local_part(text[end]) ||
                                     std::string_view("!#$&'*/=?^`{|}~").find(text[end]) != std::string_view::npos))
            ++end;
        // What may stand before an address in a command or a list is not of it.
        while (end > at && !is_local_part(text[at]))
            return at;
    }
    return at_sign(text, end) > 0 ? end : at;
}

/// A telephone number as people write it: groups of two to four digits, single spaces between.
struct Number
{
    std::size_t end = 0;
    std::size_t digits = 0;
    bool groups_fit = true;
};

Number number_at(std::string_view text, std::size_t at)
{
    Number number{at, 0, true};
    std::size_t group = 0;
    std::size_t groups = 0;
    std::size_t next = at;
    while (next < text.size()) {
        if (is_digit(text[next])) {
            ++group;
            ++number.digits;
            number.end = ++next;
            continue;
        }
        const bool gap = (text[next] == ' ' || text[next] == '-' || text[next] == '/') && next + 1 < text.size() &&
                         is_digit(text[next + 1]) && group > 0;
        if (!gap) break;
        ++groups;
        if (text[next] != ' ' || group < 2 || group > 4) number.groups_fit = false;
        group = 0;
        ++next;
    }
    if (groups > 0 && (group < 2 || group > 4)) number.groups_fit = false;
    if (groups == 0) number.groups_fit = true;
    return number;
}

std::size_t plain_digits(std::string_view text, std::size_t at)
{
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    return end - at;
}

/// How the sign of an international number is written: "+", or "%2B" as a link has it; 0 when there is none.
std::size_t plus_sign(std::string_view text, std::size_t at)
{
    if (text[at] == '+') return 1;
    return text.substr(at, 3) == "%2B" ? 3 : 0;
}

/// The end of the telephone number that begins here; `at` when none does.
std::size_t phone_end(std::string_view text, std::size_t at)
{
    const std::size_t plus = plus_sign(text, at);
    if (plus == 0 && !is_digit(text[at])) return at;
    if (at > 0 && is_local_part(text[at - 1])) return at;
    const std::size_t first = at + plus;
    const Number grouped = number_at(text, first);
    const std::size_t run = plain_digits(text, first);
    const auto ends_well = [&text](std::size_t end) {
        return end == text.size() || text[end] == '.' || !is_local_part(text[end]);
    };
    if (plus > 0) return grouped.digits >= 8 && grouped.digits <= 15 && ends_well(grouped.end) ? grouped.end : at;
    if (run >= 8 && run <= 15 && ends_well(first + run)) return first + run;
    // As Czechs and Norwegians write them without the country: nine or eight digits, and none before.
    const bool national = run < grouped.digits && grouped.groups_fit && (grouped.digits == 8 || grouped.digits == 9) &&
                          (at < 2 || !is_digit(text[at - 2]));
    return national && ends_well(grouped.end) ? grouped.end : at;
}

} // namespace

void set_log_level(LogLevel level)
{
    threshold = level;
}

LogLevel log_level_from(std::string_view text)
{
    for (const LogLevel level : {LogLevel::debug, LogLevel::information, LogLevel::warning, LogLevel::error})
        if (word(level) == text) return level;
    throw input_error("unknown log level \"" + std::string(text) + "\" (debug, info, warning, error)");
}

std::string mask_addresses(std::string_view text)
{
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (const std::size_t end = local_part_end(text, at); end > at) {
            out += text[at] == '"' ? std::string_view("***") : std::string(1, text[at]) + "***";
            at = end;
            out += text.substr(at, at_sign(text, at));
            at += at_sign(text, at);
            continue;
        }
        if (const std::size_t end = phone_end(text, at); end > at) {
            const std::size_t plus = plus_sign(text, at);
            out += text.substr(at, plus > 0 ? plus + 3 : 2);
            out += "***";
            out += text.substr(end - 2, 2);
            at = end;
            continue;
        }
        const bool word_start = is_local_part(text[at]);
        do
            out += text[at++];
        while (word_start && at < text.size() && is_local_part(text[at]));
    }
    return out;
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
    if (level < threshold.load()) return;
    std::string line = to_iso(SystemClock().now());
    line += ' ';
    line += word(level);
    line += ' ';
    line += event;
    for (const LogField& field : fields) {
        line += ' ';
        line += field.name;
        line += "=\"";
        for (const char c : mask_addresses(field.value)) {
            if (c == '"' || c == '\\') line += '\\';
            if (c == '\n') {
                line += "\\n";
            } else if (static_cast<unsigned char>(c) >= 0x20) {
                line += c;
            }
        }
        line += '"';
    }
    line += '\n';
    // One write a line keeps lines of several threads whole.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace dosah
