// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/intervals.h"

#include <cstdint>
#include <optional>
#include <vector>

/// Do groups differ, and which? Pure functions, any thread.
///
/// Never before the declared as-of time of a campaign: looking often finds something by chance (evaluation/looks.h).
/// Never rank towns or groups by their point estimates: that ranks chance too.
namespace dosah::evaluation {

/// x of n people of a group.
struct GroupCount
{
    std::int64_t x = 0;
    std::int64_t n = 0;
};

struct ChiSquare
{
    double statistic = 0;
    double degrees = 0;
    double p = 1;
    double smallest_expected = 0;    ///< below 5 the p value is not to be trusted
    std::optional<double> cramers_v; ///< strength from 0 to 1; of the test of homogeneity
};

inline constexpr double least_expected = 5;

/// Pearson's test that all groups have the same chance, without continuity correction (as R's prop.test without).
/// Groups of nobody are left out. Nothing when fewer than two are left, or all did, or nobody.
std::optional<ChiSquare> chi_square_homogeneity(const std::vector<GroupCount>& groups);

/// Test that counts fall to groups like the shares of a population. Shares need not add up to 1. Nothing when there are
/// no counts, fewer than two shares above 0, a count where the share is 0, or shares so far out of reach that there is
/// no finite statistic.
std::optional<ChiSquare> chi_square_fit(const std::vector<std::int64_t>& counts, const std::vector<double>& shares);

enum class TestKind {
    chi_square,
    z,      ///< two shares, pooled; its square is the chi-square of the two
    fisher, ///< exact: two groups of which an expected count is below 5
    none,   ///< several groups and an expected count below 5, or nothing to compare
};
const char* to_string(TestKind kind);

/// The global question with the small-sample rule.
struct GroupTest
{
    TestKind kind = TestKind::none;
    std::optional<double> p;
    std::optional<ChiSquare> chi_square; ///< there unless all or nobody did, also where its p is not to be trusted
};
GroupTest test_groups(const std::vector<GroupCount>& groups);

/// Two of the groups, by their places in the list.
struct Pair
{
    std::size_t one = 0;
    std::size_t other = 0;
    Difference difference; ///< one - other, Newcombe, not adjusted
    TestKind kind = TestKind::none;
    double p = 1;
    double p_holm = 1; ///< to be read with all the other pairs
};
/// Every pair of groups with people in them: (0,1), (0,2) ... z, or Fisher's test where an expected count is below 5.
std::vector<Pair> compare_pairs(const std::vector<GroupCount>& groups, const IntervalMethod& method = {});

} // namespace dosah::evaluation
