// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"
#include "delivery/composer.h"
#include "delivery/way_runner.h"

#include <memory>
#include <mutex>
#include <vector>

namespace dosah::delivery {

/// One call of a connector's send(): its messages, and the sink through which it asks leave and reports. Whatever the
/// connector does, each message is ended exactly once.
class Sending final : public channel::OutcomeSink
{
public:
    explicit Sending(std::shared_ptr<WayRunner> runner) : runner_(std::move(runner)) {}

    void add(Claim claim, Composed composed, Instant now);
    bool empty() const { return parts_.empty(); }
    int units() const; ///< messages; SMS: parts
    /// Has the connector send them; what it leaves without an outcome is unknown.
    void run();
    /// Nothing was sent: all go back to queued.
    void give_back(const std::string& reason);

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override;
    void begin_hand(std::span<const channel::OutgoingMessage> messages) override;
    void outcome(const channel::OutgoingMessage& message, const channel::Outcome& outcome) override;

private:
    struct Part
    {
        Claim claim;
        Composed composed;
        bool handed = false;
        bool ended = false;
    };

    Part* find(std::int64_t attempt_id);
    void end(Part& part, const channel::Outcome& outcome);

    const std::shared_ptr<WayRunner> runner_;
    std::mutex mutex_; ///< a connector may report from threads of its own
    std::vector<Part> parts_;
    std::vector<channel::OutgoingMessage> messages_;
};

} // namespace dosah::delivery
