// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace dosah::evaluation {

Interval wilson(std::int64_t x, std::int64_t n)
{
    assert(n > 0 && x >= 0 && x <= n);
    constexpr double z = 1.959963984540054;
    const auto count = static_cast<double>(x);
    const auto total = static_cast<double>(n);
    const double share = count / total;
    const double centre = 2 * count + z * z;
    const double spread = z * std::sqrt(z * z + 4 * count * (1 - share));
    const double scale = 2 * (total + z * z);
    // Rounding may leave a hair where the bound is exactly 0 or 1, or beside the share itself.
    return {x == 0 ? 0.0 : std::min(share, (centre - spread) / scale),
            x == n ? 1.0 : std::max(share, (centre + spread) / scale)};
}

} // namespace dosah::evaluation
