// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/parity.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace dosah::evaluation {

namespace {

/// reached/population of each group that has a population; empty when nobody was reached.
std::vector<double> penetration(const std::vector<PopulationGroup>& groups)
{
    std::vector<double> out;
    bool any = false;
    for (const PopulationGroup& group : groups) {
        if (group.population <= 0) continue;
        any = any || group.reached > 0;
        out.push_back(static_cast<double>(group.reached) / group.population);
    }
    if (!any) out.clear();
    return out;
}

} // namespace

Benchmarked against_population(const std::vector<PopulationGroup>& groups, const IntervalMethod& method)
{
    std::int64_t reached = 0;
    double population = 0;
    for (const PopulationGroup& group : groups) {
        assert(group.reached >= 0 && group.population >= 0);
        reached += group.reached;
        population += group.population;
    }
    Benchmarked out;
    double apart = 0;
    for (const PopulationGroup& group : groups) {
        Parity one;
        one.reached_share = share(group.reached, reached, method);
        if (population > 0) one.population_share = group.population / population;
        if (one.reached_share.estimate && one.population_share) {
            apart += std::abs(*one.reached_share.estimate - *one.population_share);
            if (const double known = *one.population_share; known > 0) {
                one.parity = *one.reached_share.estimate / known;
                one.interval =
                    Interval{one.reached_share.interval->low / known, one.reached_share.interval->high / known};
            }
        }
        out.groups.push_back(one);
    }
    if (reached > 0 && population > 0) {
        out.dissimilarity = apart / 2;
        out.similarity = 1 - apart / 2;
    }
    return out;
}

std::optional<double> go_vocal_score(const std::vector<PopulationGroup>& groups)
{
    const std::vector<double> rates = penetration(groups);
    if (rates.empty()) return std::nullopt;
    const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
    return *least / *most;
}

std::optional<double> smallest_over_mean(const std::vector<PopulationGroup>& groups)
{
    const std::vector<double> rates = penetration(groups);
    if (rates.empty()) return std::nullopt;
    const double mean = std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(rates.size());
    return *std::min_element(rates.begin(), rates.end()) / mean;
}

} // namespace dosah::evaluation
