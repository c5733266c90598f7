// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "store/database.h"

namespace dosah::store {

const Value::Held& Rows::at(std::size_t row, std::size_t column) const
{
    return rows_.at(row).at(column);
}

bool Rows::is_null(std::size_t row, std::size_t column) const
{
    return std::holds_alternative<std::monostate>(at(row, column));
}

namespace {

[[noreturn]] void unreadable(const char* wanted)
{
    throw Error(ErrorKind::internal, std::string("the store gave no ") + wanted + " where one was expected");
}

template <class Number, class Parse>
Number read_number(const Value::Held& value, const char* wanted, Parse parse)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<Number>(*whole);
    if (const auto* real = std::get_if<double>(&value)) return static_cast<Number>(*real);
    if (const auto* flag = std::get_if<bool>(&value)) return static_cast<Number>(*flag);
    if (const auto* text = std::get_if<std::string>(&value)) {
        try {
            return parse(*text);
        } catch (const std::exception&) {
            unreadable(wanted);
        }
    }
    unreadable(wanted);
}

} // namespace

std::string Rows::text(std::size_t row, std::size_t column) const
{
    const Value::Held& value = at(row, column);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    unreadable("text");
}

std::int64_t Rows::integer(std::size_t row, std::size_t column) const
{
    return read_number<std::int64_t>(at(row, column), "whole number",
                                     [](const std::string& text) { return std::stoll(text); });
}

double Rows::real(std::size_t row, std::size_t column) const
{
    return read_number<double>(at(row, column), "number", [](const std::string& text) { return std::stod(text); });
}

bool Rows::boolean(std::size_t row, std::size_t column) const
{
    const Value::Held& value = at(row, column);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole != 0;
    if (const auto* text = std::get_if<std::string>(&value)) return *text == "1" || *text == "t" || *text == "true";
    unreadable("yes or no");
}

std::optional<std::string> Rows::optional_text(std::size_t row, std::size_t column) const
{
    return is_null(row, column) ? std::nullopt : std::optional(text(row, column));
}

std::optional<std::int64_t> Rows::optional_integer(std::size_t row, std::size_t column) const
{
    return is_null(row, column) ? std::nullopt : std::optional(integer(row, column));
}

} // namespace dosah::store
