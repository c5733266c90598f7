// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace dosah::tests {

/// A twin of delivery's sink that holds a connector to its contract: every breach is a line in breaches(). A thread
/// that calls send() counts as one connection: it may have at most two messages begun and not reported. Any thread.
class LedgerSink final : public channel::OutcomeSink
{
public:
    std::function<bool(const channel::OutgoingMessage&)> allow;         ///< empty: yes
    std::function<void(const channel::OutgoingMessage&)> before_hand;   ///< runs inside hand(), without the lock
    std::function<void(const channel::OutgoingMessage&)> after_outcome; ///< runs inside outcome(), without the lock

    void begin_hand(std::span<const channel::OutgoingMessage> messages) override
    {
        const std::lock_guard lock(mutex_);
        for (const channel::OutgoingMessage& message : messages) {
            if (!begun_.insert(message.attempt_id).second) breach(message, "begun twice");
            order_.push_back("begin " + std::to_string(message.attempt_id));
            open(message);
        }
    }

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override
    {
        std::vector<bool> answers;
        for (const channel::OutgoingMessage& message : messages) {
            if (before_hand) before_hand(message);
            const std::lock_guard lock(mutex_);
            if (!asked_.insert(message.attempt_id).second) breach(message, "asked for twice");
            order_.push_back("hand " + std::to_string(message.attempt_id));
            answers.push_back(!allow || allow(message));
            if (answers.back()) {
                open(message);
            } else {
                refused_.insert(message.attempt_id);
                open_[std::this_thread::get_id()].erase(message.attempt_id);
            }
        }
        return answers;
    }

    void outcome(const channel::OutgoingMessage& message, const channel::Outcome& outcome) override
    {
        {
            const std::lock_guard lock(mutex_);
            if (refused_.contains(message.attempt_id)) breach(message, "reported though refused");
            if (!outcomes_.emplace(message.attempt_id, outcome).second) breach(message, "reported twice");
            if (begun_.contains(message.attempt_id) && !asked_.contains(message.attempt_id))
                breach(message, "begun but never asked for");
            if (outcome.handed && !asked_.contains(message.attempt_id)) breach(message, "sent without leave");
            order_.push_back("outcome " + std::to_string(message.attempt_id));
            open_[std::this_thread::get_id()].erase(message.attempt_id);
        }
        if (after_outcome) after_outcome(message);
    }

    std::map<std::int64_t, channel::Outcome> outcomes() const
    {
        const std::lock_guard lock(mutex_);
        return outcomes_;
    }
    std::set<std::int64_t> refused() const
    {
        const std::lock_guard lock(mutex_);
        return refused_;
    }
    /// "begin 2", "hand 1", "outcome 1" ... as they came.
    std::vector<std::string> order() const
    {
        const std::lock_guard lock(mutex_);
        return order_;
    }
    std::vector<std::string> breaches() const
    {
        const std::lock_guard lock(mutex_);
        return breaches_;
    }
    /// The most that one thread had begun and not reported.
    std::size_t most_open() const
    {
        const std::lock_guard lock(mutex_);
        return most_open_;
    }

private:
    void open(const channel::OutgoingMessage& message)
    {
        std::set<std::int64_t>& mine = open_[std::this_thread::get_id()];
        mine.insert(message.attempt_id);
        most_open_ = std::max(most_open_, mine.size());
        if (mine.size() > 2) breach(message, "more than two are open on one connection");
    }
    void breach(const channel::OutgoingMessage& message, const std::string& what)
    {
        breaches_.push_back(std::to_string(message.attempt_id) + ": " + what);
    }

    mutable std::mutex mutex_;
    std::set<std::int64_t> begun_;
    std::set<std::int64_t> asked_;
    std::set<std::int64_t> refused_;
    std::map<std::int64_t, channel::Outcome> outcomes_;
    std::map<std::thread::id, std::set<std::int64_t>> open_;
    std::vector<std::string> order_;
    std::vector<std::string> breaches_;
    std::size_t most_open_ = 0;
};

} // namespace dosah::tests
