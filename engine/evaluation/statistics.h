// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

namespace dosah::evaluation {

struct Interval
{
    double low = 0;
    double high = 1;
};

/// Wilson's score interval for x of n at 95 % (z = 1.959963984540054), without continuity correction; exactly 0 at
/// x = 0 and exactly 1 at x = n. n > 0, 0 <= x <= n. Source: Wilson 1927; Newcombe 1998 (Stat Med 17:857).
Interval wilson(std::int64_t x, std::int64_t n);

} // namespace dosah::evaluation
