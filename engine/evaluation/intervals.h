// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

/// Intervals for shares and their differences. Pure functions, any thread.
namespace dosah::evaluation {

struct Interval
{
    double low = 0;
    double high = 1;
};

/// How sure, and whether corrected for continuity (Yates): reports are at 95 % without.
struct IntervalMethod
{
    double level = 0.95; ///< 0 < level < 1
    bool continuity_correction = false;
};

/// Several intervals that hold all at once with the level: each at 1 - (1 - level) / comparisons (Bonferroni).
double simultaneous_level(double level, std::int64_t comparisons);

/// Wilson's score interval for x of n; exactly 0 at x = 0 and exactly 1 at x = n. n > 0, 0 <= x <= n.
/// Sources: Wilson 1927; Newcombe 1998, Stat Med 17:857, methods 3 (without) and 4 (with correction).
Interval wilson(std::int64_t x, std::int64_t n, const IntervalMethod& method = {});

struct Difference
{
    double estimate = 0;
    Interval interval{-1, 1};
};

/// x1/n1 - x2/n2 of two groups of different people, by the square-and-add of their Wilson intervals (MOVER). Within
/// -1 and 1; with the groups changed over it changes its sign exactly. n1, n2 > 0.
/// Source: Newcombe 1998, Stat Med 17:873, methods 10 (without) and 11 (with correction).
Difference newcombe(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                    const IntervalMethod& method = {});

/// The same people at two times: how many did at both, only the first, only the second, neither; the difference is
/// first - second. At least one person. Source: Newcombe 1998, Stat Med 17:2635, method 10 (phi corrected); the
/// independent form is wrong for paired data.
Difference newcombe_paired(std::int64_t both, std::int64_t only_first, std::int64_t only_second, std::int64_t neither,
                           double level = 0.95);

} // namespace dosah::evaluation
