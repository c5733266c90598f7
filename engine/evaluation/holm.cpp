// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/holm.h"

#include <algorithm>
#include <numeric>

namespace dosah::evaluation {

std::vector<double> holm(const std::vector<double>& p_values)
{
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> out(p_values.size());
    double highest = 0;
    for (std::size_t step = 0; step < order.size(); ++step) {
        const double adjusted = static_cast<double>(order.size() - step) * p_values[order[step]];
        highest = std::max(highest, std::min(1.0, adjusted));
        out[order[step]] = highest;
    }
    return out;
}

} // namespace dosah::evaluation
