// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/intervals.h"

#include <cstdint>
#include <optional>
#include <vector>

/// What the invitation itself did, by a random holdout that was not invited. Pure functions, any thread.
///
/// By intention to treat: people count in the arm they were drawn into, bounces included, and the act is measured in
/// both arms the same way. Interim figures are shown without p value and without the word significant.
namespace dosah::evaluation {

struct Arm
{
    std::int64_t acted = 0;
    std::int64_t drawn = 0;
    std::int64_t delivered = 0; ///< who had the invitation; 0 in a clean holdout
};

struct Uplift
{
    Difference difference;  ///< invited - holdout, Newcombe
    double incremental = 0; ///< people: drawn into the invited arm x difference
    Interval incremental_interval;
    double p = 1; ///< Fisher's exact test, two-sided
    /// Difference over the difference in delivery: what the invitation did to those it came to. Approximate (its
    /// interval scales the other's); nothing where no more had it than in the holdout.
    std::optional<Difference> of_delivered;
};
/// Nothing when an arm is empty.
std::optional<Uplift> uplift(const Arm& invited, const Arm& holdout, const IntervalMethod& method = {});

struct UpliftStratum
{
    Arm invited;
    Arm holdout;
    std::int64_t people = 0; ///< of the frame, drawn or not; at least those drawn
};
/// Over strata with allocations of their own: the mean of their differences, weighted by their people in the frame (as
/// a stratified estimate weights by N_h, not by how many were drawn), with the limits squared and added (MOVER; Zou
/// and Donner 2008, Stat Med 27:1693). Of one stratum it is Newcombe's. Strata with an empty arm cannot be compared
/// and are left out; nothing when none is left.
struct PooledUplift
{
    Difference difference;
    std::optional<Difference> of_delivered; ///< like Uplift's, by the weighted mean of delivery
    std::int64_t people = 0;                ///< of the frame, in the strata that count
    std::size_t left_out = 0;               ///< strata
    std::int64_t people_left_out = 0;       ///< of the frame, in those strata
};
std::optional<PooledUplift> pooled_uplift(const std::vector<UpliftStratum>& strata, const IntervalMethod& method = {});

/// The smallest difference that arms of this size would find with the power given, when a share `base` acts uninvited
/// (normal approximation, variance of the base in both arms). Sizes > 0; base, power and level within 0 and 1.
double least_detectable(std::int64_t invited, std::int64_t holdout, double base, double power = 0.8,
                        double level = 0.95);

} // namespace dosah::evaluation
