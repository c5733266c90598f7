// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dosah::delivery {

/// Calls use(first, count, size) for `total` things in pieces of at most 64. `size` is count rounded up to a power of
/// two: the rows of placeholders the statement has, so that few texts exist and stay prepared. What is over is filled
/// with rows of id 0, which match nothing.
template <class Use>
void in_pieces(std::size_t total, const Use& use)
{
    constexpr std::size_t largest = 64;
    for (std::size_t first = 0; first < total; first += largest) {
        const std::size_t count = std::min(largest, total - first);
        use(first, count, std::bit_ceil(count));
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
