// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure_table.h"

#include <optional>

/// Disclosure control: which cells of a table an evaluator must not see, so that nobody can be told from it.
///
/// Small counts are hidden (primary), and further ones (complementary) until nobody can work a hidden one out of what
/// is shown. An attacker knows every cell that is shown, that rows and columns add up to their totals, that counts are
/// not negative and, unless the outcome is sensitive, that a hidden one is not 0, as zeros are shown. What is then
/// possible for a hidden cell is an interval; by max-flow in the network of hidden cells (rows and columns are its
/// nodes, a hidden cell is an edge, totals are one more row and column with the opposite sign) both its ends are exact.
/// After Gusfield 1988 (SIAM J. Comput. 17:552); checked in the tests by linear programming.
///
/// What is derived from a hidden cell (a rate, its interval, a bar, the order of a list) is hidden with it: Wilson's
/// limits give numerator and denominator back.
namespace dosah::evaluation {

/// Written beside what it protected; raised when a rule below changes.
inline constexpr const char* disclosure_rule = "maxflow-suppression/2";

struct DisclosureRule
{
    /// Counts from 1 to threshold - 1 are hidden, and of a hidden cell an attacker cannot tell an interval narrower
    /// than this many people (highest - lowest).
    std::int64_t threshold = 5;
    /// The same for denominators.
    std::int64_t base = 10;
    /// Of a table that comes without its denominators the totals are the denominators of its shares: measure them by
    /// `base`.
    bool base_of_totals = false;
};

enum class LayerKind {
    outcome,   ///< people who did something; nobody having done it tells nothing about anyone
    sensitive, ///< opt-outs, refusals, barriers: that nobody, or everybody, did it is told about each, so it is hidden
    denominator,
};

/// One table of several over the same rows and columns: an outcome, or the people it is a share of.
struct Layer
{
    std::string name;
    CountTable table;
    LayerKind kind = LayerKind::outcome;
};

enum class CellState : unsigned char { shown, primary, complementary };

/// What an attacker can tell of a hidden cell; with several layers at least as wide as this, since an attacker may know
/// that one lies within another (a part is at most its denominator), and this counts on it. For who is responsible for
/// the data only, never for an evaluator.
struct Bounds
{
    std::int64_t low = 0;
    std::optional<std::int64_t> high; ///< nothing: no limit
};

struct Protection
{
    /// One pattern for all layers, indexed like CountTable::counts. Which of the hidden are primary is not for
    /// evaluators either: two cells known to be below 5 that add up to 8 are both known.
    std::vector<CellState> cells;
    /// For each layer the bounds of each cell; only those of hidden cells mean anything.
    std::vector<std::vector<Bounds>> bounds;
    /// How many persons alone in their cell were taken as attackers who know their own cell: none of them can tell
    /// another hidden cell more narrowly than anybody may.
    std::size_t singletons = 0;

    bool hidden(std::size_t cell) const { return cells[cell] != CellState::shown; }
    std::size_t count(CellState state) const;
};

/// Finds the pattern that protects all layers at once. Deterministic. What `hidden_before` marks (indexed like counts)
/// stays hidden whatever it counts now: an earlier release hid it.
///
/// A cell is primary when in any layer it is 1 to threshold - 1 (denominators: base - 1), or in a sensitive one 0 or
/// all of the denominator. In each layer each hidden cell that counts anybody, or is primary, ends with an interval at
/// least as wide as the threshold, which for a primary one reaches above its count, and does so even for the one person
/// of a hidden cell of 1 (in this layer or one it lies within). Zeros of other layers are shown, and are no help in
/// hiding. Where taking one away again is affordable (at most 400 cells), no complementary cell is left that is not
/// needed.
///
/// Throws Error(input) for no layer, layers of different labels, more than one denominator, an outcome above its
/// denominator, thresholds below 1, and a table that takes too much work; Error(internal) should its own last audit
/// fail.
Protection protect(const std::vector<Layer>& layers, const DisclosureRule& rule,
                   const std::vector<bool>& hidden_before = {});

/// Whether a pattern already chosen protects the layers: the audit alone. Its bounds come along.
struct Audit
{
    bool safe = true;
    std::string problem; ///< the first cell that is not protected, without its count; "" when safe
    std::vector<std::vector<Bounds>> bounds;
    std::size_t singletons = 0;
};
Audit audit_pattern(const std::vector<Layer>& layers, const DisclosureRule& rule, const std::vector<bool>& hidden);

} // namespace dosah::evaluation
