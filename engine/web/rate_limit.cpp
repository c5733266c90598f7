// SPDX-License-Identifier: EUPL-1.2
#include "web/rate_limit.h"

#include <algorithm>

namespace dosah::web {

RateLimit::RateLimit(const Clock& clock, double burst, std::chrono::microseconds refill, std::size_t clients)
    : clock_(clock), burst_(burst), refill_(refill), clients_(clients)
{
}

RateLimit::Bucket& RateLimit::bucket(const std::string& client)
{
    const Instant now = clock_.now();
    const auto known = buckets_.find(client);
    if (known != buckets_.end()) {
        order_.splice(order_.begin(), order_, known->second);
        Bucket& found = order_.front();
        const double waited = static_cast<double>((now - found.seen).count()) / static_cast<double>(refill_.count());
        found.left = std::min(burst_, found.left + std::max(0.0, waited));
        found.seen = now;
        return found;
    }
    if (buckets_.size() >= clients_) {
        buckets_.erase(order_.back().client);
        order_.pop_back();
    }
    order_.push_front({client, burst_, now});
    buckets_.emplace(client, order_.begin());
    return order_.front();
}

bool RateLimit::allows(const std::string& client, double amount)
{
    const std::lock_guard lock(mutex_);
    return bucket(client).left >= amount - 1e-9; // shares of one add up with rounding
}

void RateLimit::charge(const std::string& client, double amount)
{
    const std::lock_guard lock(mutex_);
    Bucket& found = bucket(client);
    found.left = std::max(0.0, found.left - amount);
}

bool RateLimit::is_full(const std::string& client)
{
    const std::lock_guard lock(mutex_);
    return bucket(client).left >= burst_;
}

std::size_t RateLimit::size() const
{
    const std::lock_guard lock(mutex_);
    return buckets_.size();
}

} // namespace dosah::web
