// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "attacker.h"
#include "evaluation/disclosure.h"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

/// Tables for the tests of disclosure control, and the attacks on them.
namespace dosah::tests {

using namespace dosah::evaluation;

inline CountTable table_of(std::size_t columns, const std::vector<std::int64_t>& inner)
{
    std::vector<std::string> row_labels;
    std::vector<std::string> column_labels;
    for (std::size_t i = 0; i < inner.size() / columns; ++i)
        row_labels.push_back("r" + std::to_string(i));
    for (std::size_t i = 0; i < columns; ++i)
        column_labels.push_back("c" + std::to_string(i));
    return make_table(row_labels, column_labels, inner);
}

/// Zeros that are not sensitive are shown, so the attacker knows that a hidden count is 1 or more.
enum class Zeros { shown, hidden };

inline PublishedTable publish(const CountTable& table, const std::vector<CellState>& cells, Zeros zeros = Zeros::shown)
{
    PublishedTable out{table.height(), table.width(), {}, {}};
    for (std::size_t cell = 0; cell < table.cells(); ++cell) {
        out.cells.push_back(cells[cell] == CellState::shown ? std::optional(table.counts[cell]) : std::nullopt);
        out.least.push_back(zeros == Zeros::shown ? std::min<std::int64_t>(1, table.counts[cell]) : 0);
    }
    return out;
}

/// Small counts as well as large ones, zeros, lines of nothing but one person.
inline CountTable random_table(std::mt19937_64& random)
{
    const std::size_t height = 1 + random() % (random() % 3 == 0 ? 2 : 7);
    const std::size_t width = 1 + random() % (random() % 3 == 0 ? 2 : 7);
    const std::uint64_t zeros = random() % 4;
    const std::uint64_t small = random() % 4;
    const std::uint64_t largest = std::uint64_t{1} << (random() % 8);
    std::vector<std::int64_t> inner;
    for (std::size_t i = 0; i < height * width; ++i) {
        std::int64_t value = 0;
        if (random() % 4 >= zeros)
            value = static_cast<std::int64_t>(random() % (random() % 4 < small ? 6 : largest + 1));
        if (random() % 12 == 0) value = 1;
        inner.push_back(value);
    }
    return table_of(width, inner);
}

inline std::string show(const CountTable& table)
{
    std::string out;
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        out += std::to_string(table.counts[cell]) + (cell % table.width() + 1 == table.width() ? "\n" : " ");
    return out;
}

/// Of a small count also more than it is has to stay possible.
inline bool wide(const Told& told, std::int64_t count, std::int64_t threshold, bool small)
{
    if (told.low > count || (told.high && *told.high < count)) return false; // the attacker would be wrong
    return !told.high || ((!small || *told.high > count) && *told.high - told.low >= threshold);
}

/// Everybody's attack on one layer, and that of each person alone in a hidden cell. Counts the cells attacked.
inline std::size_t withstands(const CountTable& table, const std::vector<CellState>& cells, std::int64_t threshold)
{
    const PublishedTable published = publish(table, cells);
    std::size_t attacked = 0;
    const auto check = [&](const PublishedTable& known, std::size_t by) {
        const auto told = attack(known);
        REQUIRE(told);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            if (known.cells[cell] || table.counts[cell] == 0) continue;
            if (by != SIZE_MAX && table.counts[cell] == 1) { // the total of that one person is theirs too
                const bool row =
                    cell / table.width() == by / table.width() || cell / table.width() + 1 == table.height();
                const bool column =
                    cell % table.width() == by % table.width() || cell % table.width() + 1 == table.width();
                if (row && column && table.is_total(cell)) continue;
            }
            ++attacked;
            const bool small = table.counts[cell] < threshold;
            if (wide((*told)[cell], table.counts[cell], threshold, small)) continue;
            CAPTURE(cell, by, show(table));
            REQUIRE(wide((*told)[cell], table.counts[cell], threshold, small));
        }
    };
    check(published, SIZE_MAX);
    for (std::size_t cell = 0; cell < table.cells(); ++cell) {
        if (published.cells[cell] || table.counts[cell] != 1 || table.is_total(cell)) continue;
        PublishedTable known = published;
        known.cells[cell] = 1;
        check(known, cell);
    }
    return attacked;
}

} // namespace dosah::tests
