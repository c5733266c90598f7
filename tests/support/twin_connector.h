// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace dosah::tests {

/// A connector in memory: does as it is told for each message, remembers what "went out", and can stand still in the
/// middle of a send. Any thread.
class TwinConnector final : public channel::Connector
{
public:
    /// What it does with a message.
    struct Reply
    {
        channel::Outcome outcome{channel::OutcomeKind::accepted, "250", "ok", "", std::nullopt, true};
        bool ask = true;     ///< ask leave before
        bool silent = false; ///< report nothing
    };
    using Script = std::function<Reply(const channel::OutgoingMessage&)>;
    enum class Hold { nowhere, before_hand, after_hand };

    explicit TwinConnector(channel::Limits limits = {1, 1, 0}, channel::Channel channel = channel::Channel::email)
        : limits_(limits), channel_(channel)
    {
    }

    void script(Script script);
    /// From now on send() asks for more until there is nothing; else it never asks.
    void pull();
    /// Makes every send wait at that point until release().
    void hold(Hold where);
    void release();
    /// Waits until so many sends stand still.
    bool wait_held(std::size_t count);

    std::vector<channel::OutgoingMessage> sent() const; ///< those it took after leave was given
    std::map<std::string, int> sent_by_recipient() const;
    std::size_t asked() const { return count(asked_); }
    std::size_t checks() const { return count(checks_); }
    std::size_t sends() const { return count(sends_); } ///< how often send() was called
    std::size_t most_at_once() const { return count(most_at_once_); }
    void health(channel::Health health);

    std::string_view name() const override { return "twin"; }
    channel::Channel channel() const override { return channel_; }
    void send(std::span<const channel::OutgoingMessage> messages, channel::OutcomeSink& outcomes) override;
    channel::Health check() override;
    channel::Limits limits() const override { return limits_; }

private:
    std::size_t count(const std::size_t& number) const;
    void stand_at(Hold where);
    void carry(const channel::OutgoingMessage& message, channel::OutcomeSink& outcomes);

    const channel::Limits limits_;
    const channel::Channel channel_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Script script_;
    channel::Health health_{true, "good"};
    Hold hold_ = Hold::nowhere;
    std::size_t held_ = 0;
    std::size_t asked_ = 0;
    std::size_t checks_ = 0;
    std::size_t at_once_ = 0;
    std::size_t most_at_once_ = 0;
    std::size_t sends_ = 0;
    bool pulls_ = false;
    std::vector<channel::OutgoingMessage> sent_;
};

} // namespace dosah::tests
