// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>

namespace dosah::contacts {

/// So many rows go into one statement; it is prepared for this number and for single rows.
constexpr std::size_t rows_at_once = 100;

/// "($1, $2), ($3, $4)": the placeholders of an INSERT of several rows.
inline std::string value_list(std::size_t rows, std::size_t columns)
{
    std::string out;
    for (std::size_t i = 0; i < rows * columns; ++i) {
        out += i % columns == 0 ? (i == 0 ? "($" : "), ($") : ", $";
        out += std::to_string(i + 1);
    }
    return out + ")";
}

/// Calls insert(first, count) for chunks of rows_at_once and then one by one.
template <class Insert>
void in_chunks(std::size_t rows, Insert insert)
{
    std::size_t done = 0;
    for (; rows - done >= rows_at_once; done += rows_at_once)
        insert(done, rows_at_once);
    for (; done < rows; ++done)
        insert(done, std::size_t{1});
}

} // namespace dosah::contacts
