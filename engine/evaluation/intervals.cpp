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

/// x1/n1 - x2/n2 without losing digits where the two are nearly equal (Kahan's difference of products).
double difference_of(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2)
{
    const auto a = static_cast<double>(x1);
    const auto b = static_cast<double>(n2);
    const auto c = static_cast<double>(x2);
    const auto d = static_cast<double>(n1);
    const double product = c * d;
    return (std::fma(a, b, -product) + std::fma(-c, d, product)) / (d * b);
}

/// How far the limits are from the share, each computed by itself: of a share near 1 little is left of their
/// difference.
struct Distances
{
    double below = 0;
    double above = 0;
};

Distances distances(std::int64_t x, std::int64_t n, const IntervalMethod& method)
{
    assert(n > 0 && x >= 0 && x <= n);
    const double z = normal_two_sided_quantile(method.level);
    const double p = part(x, n);
    const double q = part(n - x, n);
    const auto total = static_cast<double>(n);
    const double scale = 2 * (total + z * z);
    const double lean = z * z * difference_of(x, n, n - x, n); // towards one half
    Distances out;
    if (method.continuity_correction) {
        const double below = z * std::sqrt(z * z - 2 - 1 / total + 4 * p * (total * q + 1));
        const double above = z * std::sqrt(std::max(0.0, z * z + 2 - 1 / total + 4 * p * (total * q - 1)));
        out = {(lean + 1 + below) / scale, (1 + above - lean) / scale};
    } else {
        const double spread = z * std::sqrt(z * z + 4 * static_cast<double>(x) * q);
        out = {(lean + spread) / scale, (spread - lean) / scale};
    }
    // At the ends the correction's formula has no meaning; elsewhere rounding may leave a hair beside the share.
    out.below = x == 0 ? 0.0 : std::clamp(out.below, 0.0, p);
    out.above = x == n ? 0.0 : std::clamp(out.above, 0.0, q);
    return out;
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
    const Distances from = distances(x, n, method);
    const double share = part(x, n);
    return {x == 0 ? 0.0 : std::max(0.0, share - from.below), x == n ? 1.0 : std::min(1.0, share + from.above)};
}

Difference newcombe(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, const IntervalMethod& method)
{
    const Distances one = distances(x1, n1, method);
    const Distances other = distances(x2, n2, method);
    const double estimate = difference_of(x1, n1, x2, n2);
    return {estimate,
            {std::max(-1.0, estimate - std::hypot(one.below, other.above)),
             std::min(1.0, estimate + std::hypot(one.above, other.below))}};
}

Difference newcombe_paired(std::int64_t both, std::int64_t only_first, std::int64_t only_second, std::int64_t neither,
                           double level)
{
    const std::int64_t n = both + only_first + only_second + neither;
    assert(n > 0 && both >= 0 && only_first >= 0 && only_second >= 0 && neither >= 0);
    const Distances first = distances(both + only_first, n, {level, false});
    const Distances second = distances(both + only_second, n, {level, false});
    const double phi = corrected_phi(static_cast<double>(both), static_cast<double>(only_first),
                                     static_cast<double>(only_second), static_cast<double>(neither));
    const auto arm = [&](double of_first, double of_second) {
        const double square = of_first * of_first - 2 * phi * of_first * of_second + of_second * of_second;
        return std::sqrt(std::max(0.0, square));
    };
    const double estimate = part(only_first - only_second, n);
    return {estimate,
            {std::max(-1.0, estimate - arm(first.below, second.above)),
             std::min(1.0, estimate + arm(first.above, second.below))}};
}

} // namespace dosah::evaluation
