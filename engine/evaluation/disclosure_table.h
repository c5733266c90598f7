// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::evaluation {

constexpr std::int64_t largest_count = 1'000'000'000; ///< people in one cell
constexpr std::size_t most_cells = 10'000;            ///< of one table, totals left aside

/// A two-way table of counts with its totals. The row and the column of totals are the last: at(row, columns.size()) is
/// a row's total, at(rows.size(), columns.size()) everybody.
struct CountTable
{
    std::string corner; ///< what stands above the row labels
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::string row_total = "Total";    ///< how the column of rows' totals is called
    std::string column_total = "Total"; ///< how the row of columns' totals is called
    std::vector<std::int64_t> counts;   ///< height() x width(), row after row

    std::size_t height() const { return rows.size() + 1; } ///< with the totals
    std::size_t width() const { return columns.size() + 1; }
    std::size_t cells() const { return height() * width(); }
    std::size_t index(std::size_t row, std::size_t column) const { return row * width() + column; }
    std::int64_t at(std::size_t row, std::size_t column) const { return counts[index(row, column)]; }
    bool is_total(std::size_t cell) const { return cell / width() == rows.size() || cell % width() == columns.size(); }
    /// "Youth, Prachatice"; a total by what it is called.
    std::string cell_name(std::size_t cell) const;
};

/// Adds the totals. `inner` holds rows.size() x columns.size() counts, row after row. Throws Error(input) for a table
/// without cells, with too many, or with a count that is negative or above largest_count.
CountTable make_table(std::vector<std::string> rows, std::vector<std::string> columns,
                      const std::vector<std::int64_t>& inner);

/// Where a file's totals are.
enum class Totals {
    find, ///< a row or column called a total (total, celkem, sum, totalt, i alt ...), or a last one that holds the sums
    none, ///< every row and column is a part, whatever it is called
};

/// Reads a table off CSV (RFC 4180; comma, semicolon or tab; UTF-8 or what contacts/charset_guess.h tells): the first
/// record the columns' labels, the first field of each further one a row's label, whole numbers elsewhere. Totals are
/// optional; those that are there are checked against the sums and left out of `rows` and `columns`. `name` stands in
/// errors: "NAME: line 4, column 3 (Chrudim): ...".
///
/// Throws Error(input) for anything that is not such a table: a missing or doubled label, a cell that is empty, not a
/// whole number, negative or too large, a record of another width, totals that are not the sums.
CountTable read_table(std::string_view bytes, const std::string& name, Totals totals = Totals::find);

} // namespace dosah::evaluation
