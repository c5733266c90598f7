// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace dosah::tests {

/// A twin of delivery's sink that holds a connector to its contract: every breach is a line in breaches(). A thread
/// that calls send() counts as one connection: it may have at most two messages begun and not reported. Any thread.
///
/// With a supply it has more for who asks: pieces in memory of their own, gone as early as the contract allows, so that
/// the address sanitizer tells of a connector that still looks at them.
class LedgerSink final : public channel::OutcomeSink
{
public:
    std::function<bool(const channel::OutgoingMessage&)> allow;         ///< empty: yes
    std::function<void(const channel::OutgoingMessage&)> before_hand;   ///< runs inside hand(), without the lock
    std::function<void(const channel::OutgoingMessage&)> after_outcome; ///< runs inside outcome(), without the lock

    /// more() gives these, at most `piece` at once; and nothing each `gap`th time (0: never), as when others take them.
    void supply(std::vector<channel::OutgoingMessage> messages, std::size_t piece, std::size_t gap = 0)
    {
        const std::lock_guard lock(mutex_);
        supply_.assign(std::make_move_iterator(messages.begin()), std::make_move_iterator(messages.end()));
        piece_ = piece;
        gap_ = gap;
    }
    /// Calls send() with the first of the supply, again and again until there is nothing left, or so often. A thread
    /// for each connection calls it.
    void drain(channel::Connector& connector, int times = std::numeric_limits<int>::max())
    {
        for (; times > 0; --times) {
            const auto first = next_piece();
            if (first.empty()) return;
            connector.send(first, *this);
            const std::lock_guard lock(mutex_);
            ++sends_;
        }
    }

    std::span<const channel::OutgoingMessage> more() override
    {
        {
            const std::lock_guard lock(mutex_);
            if (gap_ != 0 && ++questions_ % gap_ == 0) return {};
        }
        return next_piece();
    }

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

    /// The most that one thread had of the supply and not ended.
    std::size_t most_held() const
    {
        const std::lock_guard lock(mutex_);
        return most_held_;
    }
    std::size_t supply_left() const
    {
        const std::lock_guard lock(mutex_);
        return supply_.size();
    }
    /// How often drain() called send().
    std::size_t sends() const
    {
        const std::lock_guard lock(mutex_);
        return sends_;
    }

private:
    std::span<const channel::OutgoingMessage> next_piece()
    {
        const std::lock_guard lock(mutex_);
        auto& mine = pieces_[std::this_thread::get_id()];
        mine.remove_if([this](const std::vector<channel::OutgoingMessage>& piece) {
            return std::all_of(piece.begin(), piece.end(),
                               [this](const channel::OutgoingMessage& message) { return ended(message); });
        });
        if (supply_.empty()) return {};
        const auto end = supply_.begin() + static_cast<std::ptrdiff_t>(std::min(piece_, supply_.size()));
        mine.emplace_back(std::make_move_iterator(supply_.begin()), std::make_move_iterator(end));
        supply_.erase(supply_.begin(), end);
        std::size_t held = 0;
        for (const auto& piece : mine)
            held += static_cast<std::size_t>(std::count_if(
                piece.begin(), piece.end(), [this](const channel::OutgoingMessage& one) { return !ended(one); }));
        most_held_ = std::max(most_held_, held);
        return mine.back();
    }

    bool ended(const channel::OutgoingMessage& message) const
    {
        return outcomes_.contains(message.attempt_id) || refused_.contains(message.attempt_id);
    }
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
    std::deque<channel::OutgoingMessage> supply_;
    std::map<std::thread::id, std::list<std::vector<channel::OutgoingMessage>>> pieces_;
    std::size_t piece_ = 1;
    std::size_t gap_ = 0;
    std::size_t questions_ = 0;
    std::size_t sends_ = 0;
    std::size_t most_held_ = 0;
};

} // namespace dosah::tests
