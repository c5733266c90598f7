// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dosah::delivery {

/// Calls use(first, count) for `total` things in pieces of 64, 16, 4 and 1, so that statements over many rows come in
/// four sizes only and stay prepared.
template <class Use>
void in_pieces(std::size_t total, const Use& use)
{
    std::size_t first = 0;
    for (const std::size_t size : {64, 16, 4, 1}) {
        for (; total - first >= size; first += size)
            use(first, size);
    }
}

/// Rows of typed placeholders for VALUES: "(CAST($3 AS BIGINT), CAST($4 AS TEXT)), (...)", numbered from `number` on.
inline std::string typed_rows(std::size_t rows, std::initializer_list<std::string_view> types, int number)
{
    std::string sql;
    for (std::size_t row = 0; row < rows; ++row) {
        std::string_view before = row == 0 ? "(" : ", (";
        for (const std::string_view type : types) {
            sql.append(before)
                .append("CAST($")
                .append(std::to_string(number++))
                .append(" AS ")
                .append(type)
                .append(")");
            before = ", ";
        }
        sql += ")";
    }
    return sql;
}

/// "$3, $4, $5"
inline std::string placeholders(std::size_t count, int number)
{
    std::string sql;
    for (std::size_t i = 0; i < count; ++i)
        sql += (i == 0 ? "$" : ", $") + std::to_string(number++);
    return sql;
}

} // namespace dosah::delivery
