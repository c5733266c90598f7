// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace dosah {

/// One name=value pair of a log line. Numbers are written as they are.
struct LogField
{
    LogField(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
    LogField(std::string_view field_name, const char* text) : name(field_name), value(text) {}
    LogField(std::string_view field_name, const std::string& text) : name(field_name), value(text) {}
    template <class Number>
    LogField(std::string_view field_name, Number number) : name(field_name), value(std::to_string(number))
    {
    }

    std::string name;
    std::string value;
};

enum class LogLevel { debug, information, warning, error };

/// Lines below the level are dropped. Process-wide, set once at start.
void set_log_level(LogLevel level);
/// Throws Error(input) naming the known levels.
LogLevel log_level_from(std::string_view word);

/// Writes one line to standard error: time level event name="value" ... Values are masked: what looks like an email
/// address or a phone number is shortened (mask_addresses), line breaks are escaped. Any thread.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view event, std::initializer_list<LogField> fields = {})
{
    log(LogLevel::information, event, fields);
}
inline void log_warning(std::string_view event, std::initializer_list<LogField> fields = {})
{
    log(LogLevel::warning, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<LogField> fields = {})
{
    log(LogLevel::error, event, fields);
}

/// "jana.novakova@obec.test" -> "j***@obec.test", "+420601123456" -> "+420***56"; the rest of the text stays.
std::string mask_addresses(std::string_view text);

} // namespace dosah
