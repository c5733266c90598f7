// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/intervals.h"

#include "evaluation/distributions.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace dosah::evaluation {

namespace {

double part(std::int64_t x, std::int64_t n)
{
    return static_cast<double>(x) / static_cast<double>(n);
}

Interval plain(double x, double n, double z)
{
    const double centre = 2 * x + z * z;
    const double spread = z * std::sqrt(z * z + 4 * x * (1 - x / n));
    const double scale = 2 * (n + z * z);
    return {(centre - spread) / scale, (centre + spread) / scale};
}

Interval corrected(double x, double n, double z)
{
    const double p = x / n;
    const double centre = 2 * x + z * z;
    const double scale = 2 * (n + z * z);
    const double below = z * std::sqrt(z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1));
    const double above = z * std::sqrt(z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1));
    return {(centre - 1 - below) / scale, (centre + 1 + above) / scale};
}

/// Phi of a fourfold table, drawn towards 0 by half a person where it is positive; 0 where a margin is empty.
double corrected_phi(double both, double only_first, double only_second, double neither)
{
    const double margins =
        (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither);
    if (margins <= 0) return 0;
    const double product = both * neither - only_first * only_second;
    const double half = (both + only_first + only_second + neither) / 2;
    return (product > 0 ? std::max(product - half, 0.0) : product) / std::sqrt(margins);
}

} // namespace

double simultaneous_level(double level, std::int64_t comparisons)
{
    assert(comparisons > 0);
    return 1 - (1 - level) / static_cast<double>(comparisons);
}

Interval wilson(std::int64_t x, std::int64_t n, const IntervalMethod& method)
{
    assert(n > 0 && x >= 0 && x <= n);
    const double z = normal_two_sided_quantile(method.level);
    const auto count = static_cast<double>(x);
    const auto total = static_cast<double>(n);
    Interval out = method.continuity_correction ? corrected(count, total, z) : plain(count, total, z);
    // Exact at the ends, where the correction's formula has no meaning; elsewhere rounding may leave a hair beside the
    // share itself.
    const double share = part(x, n);
    out.low = x == 0 ? 0.0 : std::clamp(out.low, 0.0, share);
    out.high = x == n ? 1.0 : std::clamp(out.high, share, 1.0);
    return out;
}

Difference newcombe(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, const IntervalMethod& method)
{
    const Interval one = wilson(x1, n1, method);
    const Interval other = wilson(x2, n2, method);
    const double p1 = part(x1, n1);
    const double p2 = part(x2, n2);
    const double estimate = p1 - p2;
    const double below = std::hypot(p1 - one.low, other.high - p2);
    const double above = std::hypot(one.high - p1, p2 - other.low);
    return {estimate, {std::max(-1.0, estimate - below), std::min(1.0, estimate + above)}};
}

Difference newcombe_paired(std::int64_t both, std::int64_t only_first, std::int64_t only_second, std::int64_t neither,
                           double level)
{
    const std::int64_t n = both + only_first + only_second + neither;
    assert(n > 0 && both >= 0 && only_first >= 0 && only_second >= 0 && neither >= 0);
    const Interval first = wilson(both + only_first, n, {level, false});
    const Interval second = wilson(both + only_second, n, {level, false});
    const double p1 = part(both + only_first, n);
    const double p2 = part(both + only_second, n);
    const double phi = corrected_phi(static_cast<double>(both), static_cast<double>(only_first),
                                     static_cast<double>(only_second), static_cast<double>(neither));
    const auto arm = [&](double of_first, double of_second) {
        const double square = of_first * of_first - 2 * phi * of_first * of_second + of_second * of_second;
        return std::sqrt(std::max(0.0, square));
    };
    const double estimate = part(only_first - only_second, n);
    return {estimate,
            {std::max(-1.0, estimate - arm(p1 - first.low, second.high - p2)),
             std::min(1.0, estimate + arm(first.high - p1, p2 - second.low))}};
}

} // namespace dosah::evaluation
