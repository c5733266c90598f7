// SPDX-License-Identifier: EUPL-1.2
#include "store/given.h"

#include <bit>

namespace dosah::store {

namespace {

// Rows. Of each number up to the small one a statement text is kept prepared, beyond it of each power of two.
constexpr std::size_t small_piece = 24;
constexpr std::size_t largest_piece = 64;

/// "WITH given(id, state) AS (BODY) SQL", merged with a WITH the statement has itself.
std::string put_before(const Given& given, const std::string& body, std::string_view sql)
{
    std::string text = "WITH given(";
    for (std::size_t i = 0; i < given.columns().size(); ++i)
        text.append(i == 0 ? "" : ", ").append(given.columns()[i].name);
    text += ") AS (" + body + ")";
    constexpr std::string_view with = "WITH ";
    return sql.starts_with(with) ? text.append(", ").append(sql.substr(with.size())) : text.append(" ").append(sql);
}

/// The text of an array of PostgreSQL (its manual, 8.15.6).
std::string array_text(const Given& given, std::size_t column)
{
    std::string text = "{";
    const std::size_t width = given.columns().size();
    for (std::size_t i = column; i < given.values().size(); i += width) {
        if (text.size() > 1) text += ',';
        const Value::Held& value = given.values()[i].held();
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            text += std::to_string(*number);
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            text += *flag ? 't' : 'f';
        } else if (const auto* real = std::get_if<double>(&value)) {
            char digits[32];
            text.append(digits, static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%.17g", *real)));
        } else if (const auto* words = std::get_if<std::string>(&value)) {
            text += '"';
            for (const char c : *words) {
                if (c == '"' || c == '\\') text += '\\';
                text += c;
            }
            text += '"';
        } else {
            text += "NULL";
        }
    }
    return text + '}';
}

} // namespace

void Given::add(std::vector<Value> row)
{
    values_.insert(values_.end(), std::make_move_iterator(row.begin()), std::make_move_iterator(row.end()));
}

void with_given(Dialect dialect, std::string_view sql, const std::vector<Value>& values, const Given& given,
                const std::function<void(const std::string&, const std::vector<Value>&)>& execute)
{
    if (given.empty()) return;
    const std::size_t width = given.columns().size();
    std::vector<Value> all;
    if (dialect == Dialect::postgresql) {
        all = values;
        std::string body = "SELECT * FROM unnest(";
        for (std::size_t column = 0; column < width; ++column) {
            all.emplace_back(array_text(given, column));
            body += (column == 0 ? "CAST($" : ", CAST($") + std::to_string(all.size()) + " AS " +
                    std::string(given.columns()[column].type) + "[])";
        }
        execute(put_before(given, body + ")", sql), all);
        return;
    }
    for (std::size_t first = 0; first < given.size();) {
        const std::size_t left = given.size() - first;
        const std::size_t count = left <= small_piece ? left : std::min(largest_piece, std::bit_floor(left));
        // A "?" takes the next number; named parameters follow in the order of their appearance.
        std::string row = "(?";
        for (std::size_t i = 1; i < width; ++i)
            row += ",?";
        row += ')';
        std::string body = "VALUES " + row;
        for (std::size_t i = 1; i < count; ++i)
            body.append(",").append(row);
        const auto begin = given.values().begin() + static_cast<std::ptrdiff_t>(first * width);
        all.assign(begin, begin + static_cast<std::ptrdiff_t>(count * width));
        all.insert(all.end(), values.begin(), values.end());
        execute(put_before(given, body, sql), all);
        first += count;
    }
}

} // namespace dosah::store
