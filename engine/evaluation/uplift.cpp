// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/uplift.h"

#include "evaluation/distributions.h"
#include "evaluation/fisher.h"

#include <cassert>
#include <cmath>

namespace dosah::evaluation {

namespace {

double squared(double value)
{
    return value * value;
}

double delivered_share(const Arm& arm)
{
    assert(arm.delivered >= 0 && arm.delivered <= arm.drawn);
    return static_cast<double>(arm.delivered) / static_cast<double>(arm.drawn);
}

/// How many more of the invited had the invitation.
double more_delivered(const Arm& invited, const Arm& holdout)
{
    return delivered_share(invited) - delivered_share(holdout);
}

Difference scaled(const Difference& difference, double by)
{
    return {difference.estimate * by, {difference.interval.low * by, difference.interval.high * by}};
}

} // namespace

std::optional<Uplift> uplift(const Arm& invited, const Arm& holdout, const IntervalMethod& method)
{
    if (invited.drawn == 0 || holdout.drawn == 0) return std::nullopt;
    Uplift out;
    out.difference = newcombe(invited.acted, invited.drawn, holdout.acted, holdout.drawn, method);
    const Difference people = scaled(out.difference, static_cast<double>(invited.drawn));
    out.incremental = people.estimate;
    out.incremental_interval = people.interval;
    out.p = fisher_exact(invited.acted, invited.drawn, holdout.acted, holdout.drawn);
    const double more = more_delivered(invited, holdout);
    if (more > 0) out.of_delivered = scaled(out.difference, 1 / more);
    return out;
}

std::optional<PooledUplift> pooled_uplift(const std::vector<UpliftStratum>& strata, const IntervalMethod& method)
{
    PooledUplift out;
    const auto comparable = [](const UpliftStratum& one) { return one.invited.drawn > 0 && one.holdout.drawn > 0; };
    for (const UpliftStratum& one : strata) {
        if (comparable(one)) {
            out.people += one.people;
            continue;
        }
        ++out.left_out;
        out.people_left_out += one.people;
    }
    if (out.people == 0) return std::nullopt;
    double below = 0;
    double above = 0;
    double estimate = 0;
    double more = 0;
    for (const UpliftStratum& one : strata) {
        if (!comparable(one)) continue;
        const double weight = static_cast<double>(one.people) / static_cast<double>(out.people);
        const Difference own =
            newcombe(one.invited.acted, one.invited.drawn, one.holdout.acted, one.holdout.drawn, method);
        estimate += weight * own.estimate;
        more += weight * more_delivered(one.invited, one.holdout);
        below += squared(weight * (own.estimate - own.interval.low));
        above += squared(weight * (own.interval.high - own.estimate));
    }
    out.difference = {estimate, {estimate - std::sqrt(below), estimate + std::sqrt(above)}};
    if (more > 0) out.of_delivered = scaled(out.difference, 1 / more);
    return out;
}

double least_detectable(std::int64_t invited, std::int64_t holdout, double base, double power, double level)
{
    assert(invited > 0 && holdout > 0 && base >= 0 && base <= 1);
    const double z = normal_two_sided_quantile(level) + normal_quantile(power);
    return z * std::sqrt(base * (1 - base) * (1 / static_cast<double>(invited) + 1 / static_cast<double>(holdout)));
}

} // namespace dosah::evaluation
