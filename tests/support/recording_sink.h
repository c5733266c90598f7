// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "channel/connector.h"

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace dosah::tests {

/// The twin of delivery's sink: says yes (or what `allow` says) and keeps what is reported.
class RecordingOutcomes final : public channel::OutcomeSink
{
public:
    std::function<bool(const channel::OutgoingMessage&)> allow;
    std::function<void()> before_answer; ///< runs inside hand()

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override
    {
        if (before_answer) before_answer();
        const std::lock_guard lock(mutex_);
        std::vector<bool> answer;
        for (const channel::OutgoingMessage& message : messages) {
            answer.push_back(!allow || allow(message));
            if (answer.back()) handed_.insert(message.attempt_id);
        }
        return answer;
    }

    void begin_hand(std::span<const channel::OutgoingMessage> messages) override
    {
        const std::lock_guard lock(mutex_);
        for (const channel::OutgoingMessage& message : messages)
            begun_.insert(message.attempt_id);
    }

    void outcome(const channel::OutgoingMessage& message, const channel::Outcome& outcome) override
    {
        const std::lock_guard lock(mutex_);
        outcomes_[message.attempt_id].push_back(outcome);
    }

    /// Every outcome reported for each attempt; more than one is a fault of the connector.
    std::map<std::int64_t, std::vector<channel::Outcome>> outcomes() const
    {
        const std::lock_guard lock(mutex_);
        return outcomes_;
    }
    /// The only outcome of an attempt; throws std::out_of_range unless there is exactly one.
    channel::Outcome only(std::int64_t attempt) const
    {
        const std::lock_guard lock(mutex_);
        const auto& all = outcomes_.at(attempt);
        if (all.size() != 1) throw std::out_of_range("not exactly one outcome");
        return all.front();
    }
    std::set<std::int64_t> begun() const
    {
        const std::lock_guard lock(mutex_);
        return begun_;
    }
    std::set<std::int64_t> handed() const
    {
        const std::lock_guard lock(mutex_);
        return handed_;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::vector<channel::Outcome>> outcomes_;
    std::set<std::int64_t> handed_;
    std::set<std::int64_t> begun_;
};

/// The twin of responses' sink, in memory; keeps each provider_key once.
class RecordingInbound final : public channel::InboundSink
{
public:
    bool away = false; ///< take() throws Error(unavailable)

    void take(std::int64_t, const channel::InboundItem& item) override
    {
        const std::lock_guard lock(mutex_);
        if (away) throw unavailable_error("the store is away");
        ++taken_;
        if (keys_.insert(item.provider_key).second) items_.push_back(item);
    }
    std::string position(std::int64_t) override
    {
        const std::lock_guard lock(mutex_);
        return position_;
    }
    void save_position(std::int64_t, const std::string& position) override
    {
        const std::lock_guard lock(mutex_);
        position_ = position;
    }

    std::vector<channel::InboundItem> items() const
    {
        const std::lock_guard lock(mutex_);
        return items_;
    }
    std::size_t taken() const
    {
        const std::lock_guard lock(mutex_);
        return taken_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<channel::InboundItem> items_;
    std::set<std::string> keys_;
    std::string position_;
    std::size_t taken_ = 0;
};

} // namespace dosah::tests
