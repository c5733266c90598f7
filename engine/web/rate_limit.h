// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace dosah::web {

/// A token bucket for each client address; the longest unseen are forgotten when there are too many. Any thread.
/// It counts failures (wrong tokens, wrong passwords), so that a whole village behind one address may still answer.
class RateLimit
{
public:
    /// `burst` at once, then one more each `refill`.
    RateLimit(const Clock& clock, double burst, std::chrono::microseconds refill, std::size_t clients = 10000);

    /// Has this client so much left? Takes nothing.
    bool allows(const std::string& client, double amount = 1);
    /// Takes it; below zero it does not go.
    void charge(const std::string& client, double amount = 1);
    /// Nothing was taken of it lately.
    bool is_full(const std::string& client);
    std::size_t size() const;

private:
    struct Bucket
    {
        std::string client;
        double left = 0;
        Instant seen;
    };
    Bucket& bucket(const std::string& client);

    const Clock& clock_;
    const double burst_;
    const std::chrono::microseconds refill_;
    const std::size_t clients_;
    mutable std::mutex mutex_;
    std::list<Bucket> order_; ///< the last seen first
    std::unordered_map<std::string, std::list<Bucket>::iterator> buckets_;
};

} // namespace dosah::web
