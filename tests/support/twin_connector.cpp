// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/twin_connector.h"

namespace dosah::tests {

using channel::OutgoingMessage;

void TwinConnector::script(Script script)
{
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
}

void TwinConnector::hold(Hold where)
{
    const std::lock_guard lock(mutex_);
    hold_ = where;
}

void TwinConnector::release()
{
    {
        const std::lock_guard lock(mutex_);
        hold_ = Hold::nowhere;
    }
    changed_.notify_all();
}

bool TwinConnector::wait_held(std::size_t count)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return held_ >= count; });
}

std::vector<OutgoingMessage> TwinConnector::sent() const
{
    const std::lock_guard lock(mutex_);
    return sent_;
}

std::map<std::string, int> TwinConnector::sent_by_recipient() const
{
    const std::lock_guard lock(mutex_);
    std::map<std::string, int> counts;
    for (const OutgoingMessage& message : sent_)
        ++counts[message.recipient];
    return counts;
}

void TwinConnector::health(channel::Health health)
{
    const std::lock_guard lock(mutex_);
    health_ = std::move(health);
}

std::size_t TwinConnector::count(const std::size_t& number) const
{
    const std::lock_guard lock(mutex_);
    return number;
}

void TwinConnector::stand_at(Hold where)
{
    std::unique_lock lock(mutex_);
    if (hold_ != where) return;
    ++held_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return hold_ != where; });
    --held_;
}

void TwinConnector::pull()
{
    const std::lock_guard lock(mutex_);
    pulls_ = true;
}

void TwinConnector::send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes)
{
    bool pulls = false;
    {
        const std::lock_guard lock(mutex_);
        most_at_once_ = std::max(most_at_once_, ++at_once_);
        ++sends_;
        pulls = pulls_;
    }
    while (!messages.empty()) {
        for (const OutgoingMessage& message : messages)
            carry(message, outcomes);
        messages = pulls ? outcomes.more() : std::span<const OutgoingMessage>();
    }
    const std::lock_guard lock(mutex_);
    --at_once_;
}

void TwinConnector::carry(const OutgoingMessage& message, channel::OutcomeSink& outcomes)
{
    Script script;
    {
        const std::lock_guard lock(mutex_);
        script = script_;
    }
    const Reply reply = script ? script(message) : Reply{};
    stand_at(Hold::before_hand);
    if (reply.ask) {
        {
            const std::lock_guard lock(mutex_);
            ++asked_;
        }
        if (!outcomes.hand({&message, 1}).at(0)) return;
    }
    if (reply.outcome.kind == channel::OutcomeKind::accepted || reply.outcome.kind == channel::OutcomeKind::unknown) {
        const std::lock_guard lock(mutex_);
        sent_.push_back(message);
    }
    stand_at(Hold::after_hand);
    if (!reply.silent) outcomes.outcome(message, reply.outcome);
}

channel::Health TwinConnector::check()
{
    const std::lock_guard lock(mutex_);
    ++checks_;
    return health_;
}

} // namespace dosah::tests
