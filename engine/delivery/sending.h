// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/way_runner.h"

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace dosah::delivery {

/// One send() call of a connector and what it reports: the delivery side of the connector's contract. What the
/// connector does against the contract is logged and never loses or doubles a message.
class Sending final : public channel::OutcomeSink
{
public:
    Sending(std::shared_ptr<WayRunner> runner, std::vector<Ready> ready);

    /// Has the connector send them; what it leaves without an outcome is unknown.
    void run();

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override;
    void begin_hand(std::span<const channel::OutgoingMessage> messages) override;
    void outcome(const channel::OutgoingMessage& message, const channel::Outcome& outcome) override;

private:
    struct Part
    {
        Claim claim;
        Composed composed;                        ///< but its content, which is the message's
        std::shared_ptr<const HandTicket> ticket; ///< once it was asked for
        std::size_t place = 0;                    ///< in the ticket
        bool ended = false;

        bool handed() const { return ticket && ticket->wait()[place]; }
    };

    Part* find(std::int64_t attempt_id);
    /// Asks the ledger for those that nobody has asked for yet. Under the lock.
    void ask(std::span<const channel::OutgoingMessage> messages);
    void end(Part& part, const channel::Outcome& outcome);

    const std::shared_ptr<WayRunner> runner_;
    std::mutex mutex_; ///< a connector may report from threads of its own
    std::vector<Part> parts_;
    std::unordered_map<std::int64_t, std::size_t> places_; ///< attempt -> part
    std::vector<channel::OutgoingMessage> messages_;
};

} // namespace dosah::delivery
