// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace dosah::tests {

/// A table as it was published: its totals are the last row and the last column, a hidden cell is nothing. Knows
/// nothing of the code that hid the cells.
struct PublishedTable
{
    std::size_t height = 0; ///< with the totals
    std::size_t width = 0;
    std::vector<std::optional<std::int64_t>> cells;
    /// What a hidden cell is known to be at least, 1 where a zero would have been shown; empty: 0 everywhere.
    std::vector<std::int64_t> least = {};
};

struct Told
{
    std::int64_t low = 0;
    std::optional<std::int64_t> high; ///< nothing: no limit
};

/// What can be told of each hidden cell from rows and columns adding up and counts not being below `least`: for each
/// the least and the greatest value of a linear program, by the simplex method in whole numbers. The matrix of such a
/// table is totally unimodular, so every pivot is 1 or -1 and the ends are exact. Shown cells get what is shown.
/// Nothing when no table at all fits what is published.
std::optional<std::vector<Told>> attack(const PublishedTable& published);

/// The same by trying every table whose inner cells are at most `most`: right where the ends are not above that.
std::optional<std::vector<Told>> attack_by_trying(const PublishedTable& published, std::int64_t most);

} // namespace dosah::tests
