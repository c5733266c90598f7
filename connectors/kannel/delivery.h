// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/http.h"
#include "connectors/kannel/sendsms.h"

#include <memory>
#include <optional>
#include <span>

namespace dosah::connectors::kannel {

/// One call of send(): its messages one after another over one connection (and its successor, when that is dropped).
/// The mark of the next is begun while the gateway answers for this one, so two of a connection at most are unsettled.
///
/// It stops where going on would do harm: the gateway cannot be reached, refuses the login, or left a request without
/// an answer (of each further one nobody would know what became of it either). The rest is then reported as not tried.
class Delivery
{
public:
    /// `connection` may be null.
    Delivery(const Requests& requests, const Settings& settings, std::unique_ptr<Connection> connection,
             channel::OutcomeSink& outcomes);

    void run(std::span<const channel::OutgoingMessage> messages);
    /// Reports all as not tried, because the gateway left an earlier request without an answer.
    void rest(std::span<const channel::OutgoingMessage> messages);

    bool silent() const { return silent_; } ///< the last request of run() was left without an answer
    std::unique_ptr<Connection> connection() { return std::move(connection_); }

private:
    /// Sends and reports one message. What it gives is why the ones behind it are not tried.
    std::optional<channel::Outcome> one(std::size_t i);
    void connect();
    void begin(std::size_t i);
    bool hand(std::size_t i);
    /// Reports a message that was not sent; of one that is marked as handed the word for it is `later`.
    void not_sent(std::size_t i, channel::Outcome why, bool marked);
    void refuse_from(std::size_t first, const channel::Outcome& why);

    const Requests& requests_;
    const Settings& settings_;
    std::unique_ptr<Connection> connection_;
    channel::OutcomeSink& outcomes_;
    std::span<const channel::OutgoingMessage> messages_;
    std::optional<std::size_t> begun_; ///< the last one that was marked ahead
    bool silent_ = false;
};

} // namespace dosah::connectors::kannel
