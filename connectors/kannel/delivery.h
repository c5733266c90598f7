// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/http.h"
#include "connectors/kannel/sendsms.h"

#include <memory>
#include <optional>
#include <span>

namespace dosah::connectors::kannel {

/// One call of send(): its messages, and what the sink has more of, one after another over one connection (and its
/// successor, when that is dropped). The next is asked for, and its mark begun, before this one goes out, so two of a
/// connection at most are unsettled.
///
/// It stops where going on would do harm: the gateway cannot be reached, refuses the login, or left a request without
/// an answer (of each further one nobody would know what became of it either). What it has left is then reported as not
/// tried.
class Delivery
{
public:
    /// `connection` may be null.
    Delivery(const Requests& requests, const Settings& settings, std::unique_ptr<Connection> connection,
             channel::OutcomeSink& outcomes);

    void run(std::span<const channel::OutgoingMessage> messages);
    /// Reports all as not tried, because the gateway left an earlier request without an answer.
    void rest(std::span<const channel::OutgoingMessage> messages);

    /// The last request of run() was left without an answer, and no message was there to say so.
    bool silent() const { return silent_; }
    std::unique_ptr<Connection> connection() { return std::move(connection_); }

private:
    const channel::OutgoingMessage* next();
    /// Sends and reports one message. What it gives is why the ones behind it are not tried.
    std::optional<channel::Outcome> one(const channel::OutgoingMessage& message);
    void connect();
    /// The mark of the one behind is asked for as soon as the one before is over, not when this one goes out: it would
    /// miss the ledger's commit that begins meanwhile.
    void take_ahead();
    void begin(const channel::OutgoingMessage& message);
    bool hand(const channel::OutgoingMessage& message);
    /// Reports a message that was not sent; of one that is marked as handed the word for it is `later`.
    void not_sent(const channel::OutgoingMessage& message, channel::Outcome why, bool marked);
    void refuse_rest(const channel::Outcome& why);

    const Requests& requests_;
    const Settings& settings_;
    std::unique_ptr<Connection> connection_;
    channel::OutcomeSink& outcomes_;
    std::span<const channel::OutgoingMessage> left_;   ///< given, and not yet taken up
    const channel::OutgoingMessage* ahead_ = nullptr;  ///< the next one
    const channel::OutgoingMessage* marked_ = nullptr; ///< the last one that was marked ahead
    bool silent_ = false;
};

} // namespace dosah::connectors::kannel
