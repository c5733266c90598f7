// SPDX-License-Identifier: EUPL-1.2
#include "delivery/retry.h"

#include <algorithm>

namespace dosah::delivery {

namespace {

/// 0.8 to 1.2
double jitter(Random& random)
{
    const std::string two = random.bytes(2);
    const int drawn = static_cast<unsigned char>(two[0]) * 256 + static_cast<unsigned char>(two[1]);
    return 0.8 + 0.4 * drawn / 65535.0;
}

} // namespace

RetryPolicy retry_policy(const Config& config, channel::Channel channel)
{
    RetryPolicy policy;
    policy.first = config.retry_first;
    policy.window = channel == channel::Channel::email ? config.retry_email : config.retry_sms;
    return policy;
}

std::optional<Instant> next_try(const RetryPolicy& policy, int refusals, Instant first_refusal, Instant now,
                                std::optional<std::chrono::seconds> retry_after, Random& random)
{
    using std::chrono::microseconds;
    const Instant end = first_refusal + policy.window;
    if (now >= end) return std::nullopt;
    microseconds rest = policy.first;
    for (int i = 1; i < refusals && rest < policy.longest; ++i)
        rest *= 2;
    rest = std::min<microseconds>(rest, policy.longest);
    Instant next =
        now + microseconds(static_cast<microseconds::rep>(static_cast<double>(rest.count()) * jitter(random)));
    next = std::min(next, end);
    if (retry_after && *retry_after > std::chrono::seconds(0)) {
        // A remote may ask for any number; compare durations before adding, so that none overflows.
        if (*retry_after > std::chrono::ceil<std::chrono::seconds>(end - now)) return std::nullopt;
        next = std::max(next, now + *retry_after);
    }
    return next;
}

} // namespace dosah::delivery
