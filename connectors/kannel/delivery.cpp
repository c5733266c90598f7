// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/delivery.h"

namespace dosah::connectors::kannel {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

Outcome trouble(OutcomeKind kind, const std::string& code, const std::string& words)
{
    Outcome outcome;
    outcome.kind = kind;
    outcome.code = code;
    outcome.text = words;
    return outcome;
}

} // namespace

Delivery::Delivery(const Requests& requests, const Settings& settings, std::unique_ptr<Connection> connection,
                   channel::OutcomeSink& outcomes)
    : requests_(requests), settings_(settings), connection_(std::move(connection)), outcomes_(outcomes)
{
}

void Delivery::run(std::span<const OutgoingMessage> messages)
{
    messages_ = messages;
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (const std::optional<Outcome> stop = one(i)) return refuse_from(i + 1, *stop);
}

void Delivery::rest(std::span<const OutgoingMessage> messages)
{
    messages_ = messages;
    refuse_from(0, trouble(OutcomeKind::connector_broken, "timeout", "the gateway left a request without an answer"));
}

std::optional<Outcome> Delivery::one(std::size_t i)
{
    const OutgoingMessage& message = messages_[i];
    if (const std::optional<Outcome> wrong = unsendable(message)) {
        outcomes_.outcome(message, *wrong);
        return std::nullopt;
    }
    bool marked = begun_ == i;
    try {
        if (!marked) connect(); // a gateway that is away costs no mark
        if (!hand(i)) return std::nullopt;
        marked = true;
        connect(); // asking may have taken a while; nothing was written yet
    } catch (const Broken& broken) {
        const Outcome why = trouble(OutcomeKind::connector_broken, broken.code, broken.what());
        not_sent(i, why, marked);
        return why;
    } catch (const std::exception& error) {
        const Outcome why = trouble(OutcomeKind::later, "hand", error.what());
        not_sent(i, why, marked);
        return why;
    }
    Outcome outcome;
    try {
        connection_->write(requests_.sendsms(message));
        begin(i + 1);
        const Answer answer = connection_->read();
        outcome = outcome_of(answer.status, answer.body, answer.retry_after);
    } catch (const Broken& broken) {
        connection_.reset();
        outcome = trouble(OutcomeKind::unknown, broken.code, broken.what());
        outcome.handed = true;
    }
    outcomes_.outcome(message, outcome);
    if (outcome.kind == OutcomeKind::unknown && outcome.code == "timeout") {
        silent_ = i + 1 == messages_.size(); // else those behind it say so
        outcome.kind = OutcomeKind::connector_broken;
    }
    return outcome.kind == OutcomeKind::connector_broken ? std::optional(outcome) : std::nullopt;
}

void Delivery::connect()
{
    if (!connection_ || !connection_->usable()) connection_ = std::make_unique<Connection>(settings_);
}

void Delivery::begin(std::size_t i)
{
    if (i >= messages_.size() || unsendable(messages_[i])) return;
    outcomes_.begin_hand(messages_.subspan(i, 1));
    begun_ = i;
}

bool Delivery::hand(std::size_t i)
{
    const std::vector<bool> allowed = outcomes_.hand(messages_.subspan(i, 1));
    return !allowed.empty() && allowed.front();
}

void Delivery::not_sent(std::size_t i, Outcome why, bool marked)
{
    if (marked) why.kind = OutcomeKind::later;
    why.handed = false;
    outcomes_.outcome(messages_[i], why);
}

void Delivery::refuse_from(std::size_t first, const Outcome& why)
{
    for (std::size_t i = first; i < messages_.size(); ++i) {
        bool refused = false;
        try {
            refused = begun_ == i && !hand(i);
        } catch (const std::exception&) {
            refused = false; // the mark may stand: it is reported
        }
        if (!refused) not_sent(i, why, begun_ == i);
    }
}

} // namespace dosah::connectors::kannel
