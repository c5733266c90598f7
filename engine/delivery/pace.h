// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <chrono>

namespace dosah::delivery {

/// A token bucket: `rate` tokens come in a second, at most `burst` are kept. What was spent in advance (a message that
/// turned out to be three SMS parts) makes it negative and is waited for.
struct Bucket
{
    double tokens = 0;
    Instant updated_at;

    /// A clock that jumped back gives nothing, and what comes counts from then on.
    void refill(double rate, double burst, Instant now)
    {
        const std::chrono::duration<double> passed = now - updated_at;
        if (passed.count() > 0) tokens = std::min(burst, tokens + passed.count() * rate);
        updated_at = now;
    }

    /// When `wanted` tokens will be there.
    Instant ready_at(double wanted, double rate) const
    {
        if (tokens >= wanted) return updated_at;
        return updated_at +
               std::chrono::ceil<std::chrono::microseconds>(std::chrono::duration<double>((wanted - tokens) / rate));
    }
};

/// How much is kept for a burst: a quarter of a second's worth, but one message at least.
inline double burst_of(double rate)
{
    return std::max(1.0, rate / 4);
}

} // namespace dosah::delivery
