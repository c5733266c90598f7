// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/fisher.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace dosah::evaluation {

double fisher_exact(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2)
{
    assert(x1 >= 0 && x1 <= n1 && x2 >= 0 && x2 <= n2);
    const std::int64_t done = x1 + x2;
    const std::int64_t lowest = std::max<std::int64_t>(0, done - n2);
    const std::int64_t highest = std::min(done, n1);
    if (lowest == highest) return 1;

    // Weights relative to one near the mode, each out of its neighbour by a ratio: no logarithms of large factorials,
    // whose rounding would show in the tenth digit. Those too small for a double are 0, which is what they add.
    const auto ratio = [&](std::int64_t k) { // weight(k + 1) / weight(k)
        return static_cast<double>(n1 - k) / static_cast<double>(k + 1) * static_cast<double>(done - k) /
               static_cast<double>(n2 - done + k + 1);
    };
    const double mode = static_cast<double>(n1 + 1) * static_cast<double>(done + 1) / static_cast<double>(n1 + n2 + 2);
    const std::int64_t middle = std::clamp(static_cast<std::int64_t>(mode), lowest, highest);
    std::vector<double> weights(static_cast<std::size_t>(highest - lowest + 1));
    const auto at = [&](std::int64_t k) -> double& { return weights[static_cast<std::size_t>(k - lowest)]; };
    at(middle) = 1;
    for (std::int64_t k = middle; k < highest; ++k)
        at(k + 1) = at(k) * ratio(k);
    for (std::int64_t k = middle; k > lowest; --k)
        at(k - 1) = at(k) / ratio(k - 1);

    const double limit = at(x1) * (1 + 1e-7);
    std::sort(weights.begin(), weights.end()); // small ones first: nothing is lost in the sums
    double all = 0;
    double as_unlikely = 0;
    for (const double weight : weights) {
        all += weight;
        if (weight <= limit) as_unlikely = all;
    }
    return std::min(1.0, as_unlikely / all);
}

} // namespace dosah::evaluation
