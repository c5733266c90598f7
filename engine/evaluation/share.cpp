// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/share.h"

namespace dosah::evaluation {

Share share(std::int64_t numerator, std::int64_t denominator, const IntervalMethod& method)
{
    Share out{numerator, denominator, std::nullopt, std::nullopt};
    if (denominator <= 0) return out;
    out.estimate = static_cast<double>(numerator) / static_cast<double>(denominator);
    out.interval = wilson(numerator, denominator, method);
    return out;
}

} // namespace dosah::evaluation
