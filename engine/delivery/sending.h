// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/way_runner.h"

#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace dosah::delivery {

/// One send() call of a connector and what it reports: the delivery side of the connector's contract. What the
/// connector does against the contract is logged and never loses or doubles a message.
///
/// It takes the next messages from the runner as the connector asks for more, so a call may last as long as there is
/// something to send; what has ended is forgotten with the next question, so it holds a few messages however long that
/// is.
class Sending final : public channel::OutcomeSink
{
public:
    Sending(std::shared_ptr<WayRunner> runner, std::vector<Ready> ready);

    /// Has the connector send them; what it leaves without an outcome is unknown.
    void run();

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override;
    void begin_hand(std::span<const channel::OutgoingMessage> messages) override;
    void outcome(const channel::OutgoingMessage& message, const channel::Outcome& outcome) override;
    std::span<const channel::OutgoingMessage> more() override;

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

    /// What was taken from the runner at once. Stays where it is: the connector and the ledger hold pieces of it.
    struct Taken
    {
        std::vector<Part> parts;
        std::vector<channel::OutgoingMessage> messages; ///< of the parts, in their order

        bool ended() const;
    };

    std::span<const channel::OutgoingMessage> add(std::vector<Ready> ready);
    Part* find(std::int64_t attempt_id);
    /// Asks the ledger for those that nobody has asked for yet. Under the lock.
    void ask(std::span<const channel::OutgoingMessage> messages);
    void end(Part& part, const channel::Outcome& outcome);

    const std::shared_ptr<WayRunner> runner_;
    std::mutex mutex_; ///< a connector may report from threads of its own
    std::list<Taken> taken_;
    const std::span<const channel::OutgoingMessage> first_; ///< what send() is called with
};

} // namespace dosah::delivery
