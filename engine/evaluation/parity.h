// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/share.h"

#include <cstdint>
#include <optional>
#include <vector>

/// The people reached beside the people who live there. Pure functions, any thread. A benchmark must exist: for groups
/// that no register knows (disability by town, social exclusion) none of this may be shown.
namespace dosah::evaluation {

/// A group of the population that was reached; each person is in exactly one of a list.
struct PopulationGroup
{
    std::int64_t reached = 0;
    double population = 0; ///< people, or any number in proportion to them
};

struct Parity
{
    Share reached_share; ///< of all reached
    std::optional<double> population_share;
    std::optional<double> parity;     ///< reached share / population share: 1 is as many as there live
    std::optional<Interval> interval; ///< Wilson's, over a population share that is known exactly
};

struct Benchmarked
{
    std::vector<Parity> groups; ///< in the order given
    /// Half the sum of |reached share - population share|: the part of the reached that would have to be others.
    std::optional<double> dissimilarity;
    std::optional<double> similarity; ///< 1 - dissimilarity
};
Benchmarked against_population(const std::vector<PopulationGroup>& groups, const IntervalMethod& method = {});

/// What Go Vocal shows as representativeness: the smallest of reached/population over the largest; for comparison only
/// and with its groups named, because one rare empty group makes it 0. Groups without population are left out; nothing
/// when nobody was reached or no group is left.
std::optional<double> go_vocal_score(const std::vector<PopulationGroup>& groups);
/// Likewise the smallest over the mean.
std::optional<double> smallest_over_mean(const std::vector<PopulationGroup>& groups);

} // namespace dosah::evaluation
