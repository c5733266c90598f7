// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "channel/message.h"

#include <chrono>
#include <optional>

namespace dosah::delivery {

/// When a message that was refused for now is tried again.
struct RetryPolicy
{
    std::chrono::seconds first{120}; ///< rest after the first refusal; doubles with each further one
    std::chrono::seconds longest = std::chrono::hours(4); ///< but never longer than this
    std::chrono::seconds window = std::chrono::hours(48); ///< from the first refusal to the end
};

RetryPolicy retry_policy(const Config& config, channel::Channel channel);

/// The next try after `refusals` refusals (1: the first just came), of which the first came at `first_refusal`.
/// first * 2^(refusals-1), at most `longest`, times 0.8 to 1.2 drawn from `random` so that a refused crowd does not
/// come back as one; not before the remote's own `retry_after`. What would fall behind the end is tried once more at
/// the end; nothing when the end is reached or the remote wants it later than that: the message expires.
std::optional<Instant> next_try(const RetryPolicy& policy, int refusals, Instant first_refusal, Instant now,
                                std::optional<std::chrono::seconds> retry_after, Random& random);

} // namespace dosah::delivery
