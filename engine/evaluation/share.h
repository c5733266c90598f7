// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/intervals.h"

#include <cstdint>
#include <optional>

namespace dosah::evaluation {

/// A share with everything needed to print it: 0/0 is undefined, never 0.
struct Share
{
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<double> estimate;
    std::optional<Interval> interval; ///< Wilson's
};

/// 0 <= numerator <= denominator.
Share share(std::int64_t numerator, std::int64_t denominator, const IntervalMethod& method = {});

} // namespace dosah::evaluation
