// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace dosah::delivery {

/// Counts how often in a row a recipient domain refused for now (4xx), and says how long to leave it alone: nothing
/// for the first two, then 30 s, 1 min, 2 min ... 30 min. What was under way when a rest began and is refused too says
/// nothing new. Any thread.
class DomainRefusals
{
public:
    std::optional<Instant> refused(const std::string& domain, Instant now)
    {
        constexpr int patience = 3;
        constexpr std::chrono::seconds first{30};
        constexpr std::chrono::seconds longest{1800};
        if (domain.empty()) return std::nullopt;
        const std::lock_guard lock(mutex_);
        Domain& its = domains_[domain];
        any_ = true;
        if (now < its.rest_until || ++its.in_a_row < patience) return std::nullopt;
        const int doublings = std::min(its.in_a_row - patience, 6);
        its.rest_until = now + std::min(first * (1 << doublings), longest);
        return its.rest_until;
    }

    void took(const std::string& domain)
    {
        if (!any_) return; // the rule: nobody refuses, and no lock is taken
        const std::lock_guard lock(mutex_);
        domains_.erase(domain);
        any_ = !domains_.empty();
    }

private:
    struct Domain
    {
        int in_a_row = 0;
        Instant rest_until{};
    };

    std::mutex mutex_;
    std::unordered_map<std::string, Domain> domains_;
    std::atomic<bool> any_{false};
};

} // namespace dosah::delivery
