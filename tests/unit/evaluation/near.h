// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cmath>

namespace dosah::tests {

/// Equal to a relative error under 1e-9; of 0, and of values that are near 0 by cancellation, to 1e-12 absolute.
inline bool near(double found, double expected)
{
    return std::abs(found - expected) <= std::max(1e-9 * std::abs(expected), 1e-12);
}

} // namespace dosah::tests
