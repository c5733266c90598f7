// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/looks.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace dosah::evaluation {

namespace {

double density(double x)
{
    return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

/// Simpson's weights over a grid of an odd number of points.
double simpson(std::size_t i, std::size_t last, double step)
{
    if (i == 0 || i == last) return step / 3;
    return (i % 2 == 1 ? 4 : 2) * step / 3;
}

} // namespace

double false_alarm(int looks, double limit)
{
    assert(looks >= 1 && looks <= 100 && limit > 0);
    // The sum after look k is S_k = S_(k-1) + a normal step; a density over |S_k| < limit sqrt(k) is carried on, and
    // what is left of it at the end never raised an alarm.
    std::vector<double> points;
    std::vector<double> mass; // density x weight
    double still = 0;
    for (int look = 1; look <= looks; ++look) {
        const double bound = limit * std::sqrt(static_cast<double>(look));
        const auto last = static_cast<std::size_t>(2 * std::ceil(bound / 0.02));
        const double step = 2 * bound / static_cast<double>(last);
        std::vector<double> next_points(last + 1);
        std::vector<double> next_mass(last + 1);
        still = 0;
        for (std::size_t i = 0; i <= last; ++i) {
            const double x = -bound + static_cast<double>(i) * step;
            double here = look == 1 ? density(x) : 0;
            for (std::size_t j = 0; j < points.size(); ++j)
                here += mass[j] * density(x - points[j]);
            next_points[i] = x;
            next_mass[i] = here * simpson(i, last, step);
            still += next_mass[i];
        }
        points = std::move(next_points);
        mass = std::move(next_mass);
    }
    return 1 - still;
}

double always_valid_half_width(std::int64_t n, double deviation, double tuning, double alpha)
{
    assert(n > 0 && deviation >= 0 && tuning > 0 && alpha > 0 && alpha < 1);
    const auto people = static_cast<double>(n);
    const double spread = people * tuning * tuning + 1;
    return deviation *
           std::sqrt(2 * spread / (people * people * tuning * tuning) * std::log(std::sqrt(spread) / alpha));
}

} // namespace dosah::evaluation
