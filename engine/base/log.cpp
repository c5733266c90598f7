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
        if (is_local_part(text[at])) {
            std::size_t end = at;
            while (end < text.size() && is_local_part(text[end]))
                ++end;
            if (end < text.size() && text[end] == '@') {
                out += text[at];
                out += "***";
                at = end;
                continue;
            }
        }
        if ((text[at] == '+' || is_digit(text[at])) && (at == 0 || !is_local_part(text[at - 1]))) {
            std::size_t end = at + 1;
            while (end < text.size() && is_digit(text[end]))
                ++end;
            const std::size_t digits = end - at - (text[at] == '+' ? 1 : 0);
            const bool international = text[at] == '+' && digits >= 8;
            const bool national = text[at] != '+' && digits >= 8 && digits <= 15;
            if ((international || national) && (end == text.size() || text[end] == '.' || !is_local_part(text[end]))) {
                out += text.substr(at, international ? 4 : 2);
                out += "***";
                out += text.substr(end - 2, 2);
                at = end;
                continue;
            }
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
