// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure_table.h"

#include <array>
#include <memory>
#include <optional>

namespace dosah::evaluation {

/// More than all counts of a table together: "without limit".
constexpr std::int64_t unlimited = 1'000'000'000'000'000;

/// How many steps protecting one release may take; one is a cell looked at. Enough for tables of most_cells as they
/// come; not for hundreds of persons alone among thousands of hidden cells.
constexpr std::int64_t most_work = 400'000'000;

/// What is left of it. Throws Error(input) naming the remedy once it is used up.
class Work
{
public:
    void spend(std::size_t steps);

private:
    std::int64_t left_ = most_work;
};

/// The hidden cells of a table, and which of them each row and column has. Private to disclosure*.cpp.
class HiddenCells
{
public:
    explicit HiddenCells(const CountTable& table);

    bool has(std::size_t cell) const { return mask_[cell]; }
    void add(std::size_t cell);
    const std::vector<bool>& mask() const { return mask_; }
    /// Rows are nodes 0 .. height - 1, columns those after them.
    const std::vector<std::size_t>& of_node(std::size_t node) const { return of_node_[node]; }

private:
    std::size_t height_;
    std::size_t width_;
    std::vector<bool> mask_;
    std::vector<std::vector<std::size_t>> of_node_;
};

/// One layer as a network: a node for each row and each column (totals included), an edge for each cell. Private to
/// disclosure*.cpp.
///
/// With inner cells and the grand total taken as +count and the other totals as -count every row and column adds up to
/// 0, so any change of the hidden cells that an attacker cannot exclude is a circulation: flow from row to column is a
/// growing value, from column to row a shrinking one. A count cannot fall without end, which limits one direction of
/// its edge.
class CellNetwork
{
public:
    /// `falls`: by cell, how far it can fall; at most its count. `work` is shared by the networks of a release.
    CellNetwork(const CountTable& table, std::vector<std::int64_t> falls, std::shared_ptr<Work> work)
        : height_(table.height()), width_(table.width()), falls_(std::move(falls)), work_(std::move(work))
    {
    }

    enum class Change { rise, fall };
    static constexpr std::size_t nobody = SIZE_MAX; ///< as `known`: the attacker knows no hidden cell

    struct Flow
    {
        std::int64_t amount = 0;        ///< `unlimited` when there is no limit
        std::vector<std::int64_t> used; ///< by cell, net, row to column
        std::vector<std::size_t> cells; ///< those that were ever used
    };
    /// How much the cell can change while other hidden cells make up for it (Edmonds and Karp); looks no further than
    /// `enough`. `known` is a hidden cell that the attacker knows.
    Flow most(std::size_t cell, Change change, const HiddenCells& hidden, std::size_t known, std::int64_t enough) const;

    std::int64_t can_fall(std::size_t cell) const { return falls_[cell]; }

    struct Way
    {
        std::int64_t price = 0;
        std::vector<std::size_t> cells; ///< those on it that are not hidden yet
    };
    /// The cheapest way to carry more than `flow` does (Dijkstra). `price` is by cell: 0 for hidden ones, none for
    /// those that cannot be used.
    std::optional<Way> cheapest(std::size_t cell, Change change, const Flow& flow,
                                const std::vector<std::optional<std::int64_t>>& price) const;

private:
    std::size_t nodes() const { return height_ + width_; }
    std::size_t row_node(std::size_t cell) const { return cell / width_; }
    std::size_t column_node(std::size_t cell) const { return height_ + cell % width_; }
    bool negative(std::size_t cell) const;
    /// How much more the edge can carry away from a node.
    std::int64_t room(std::size_t cell, std::size_t from, std::int64_t used) const;
    /// Three hidden cells that with this one are an inner cell, its two totals and everybody: these can all rise
    /// without limit. Nothing where there are none.
    std::optional<std::array<std::size_t, 3>> with_totals(std::size_t cell, const HiddenCells& hidden,
                                                          std::size_t known) const;
    std::size_t source(std::size_t cell, Change change) const;

    std::size_t height_;
    std::size_t width_;
    std::vector<std::int64_t> falls_;
    std::shared_ptr<Work> work_;
};

} // namespace dosah::evaluation
