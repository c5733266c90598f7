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
    left_ = messages;
    while (const OutgoingMessage* const message = ahead_ != nullptr ? std::exchange(ahead_, nullptr) : next())
        if (const std::optional<Outcome> stop = one(*message)) return refuse_rest(*stop);
}

void Delivery::rest(std::span<const OutgoingMessage> messages)
{
    left_ = messages;
    refuse_rest(trouble(OutcomeKind::connector_broken, "timeout", "the gateway left a request without an answer"));
}

const OutgoingMessage* Delivery::next()
{
    if (left_.empty()) left_ = outcomes_.more();
    if (left_.empty()) return nullptr;
    const OutgoingMessage* const message = &left_.front();
    left_ = left_.subspan(1);
    return message;
}

std::optional<Outcome> Delivery::one(const OutgoingMessage& message)
{
    bool marked = std::exchange(marked_, nullptr) == &message;
    if (const std::optional<Outcome> wrong = unsendable(message)) {
        outcomes_.outcome(message, *wrong);
        return std::nullopt;
    }
    try {
        if (!marked) {
            connect(); // a gateway that is away costs no mark
            begin(message);
            marked = true;
        }
        take_ahead();
        if (!hand(message)) return std::nullopt;
        connect(); // asking may have taken a while; nothing was written yet
    } catch (const Broken& broken) {
        const Outcome why = trouble(OutcomeKind::connector_broken, broken.code, broken.what());
        not_sent(message, why, marked);
        return why;
    } catch (const std::exception& error) {
        const Outcome why = trouble(OutcomeKind::later, "hand", error.what());
        not_sent(message, why, marked);
        return why;
    }
    Outcome outcome;
    try {
        connection_->write(requests_.sendsms(message));
        const Answer answer = connection_->read();
        outcome = outcome_of(answer.status, answer.body, answer.retry_after);
    } catch (const Broken& broken) {
        connection_.reset();
        outcome = trouble(OutcomeKind::unknown, broken.code, broken.what());
        outcome.handed = true;
    }
    outcomes_.outcome(message, outcome);
    if (outcome.kind == OutcomeKind::unknown && outcome.code == "timeout") {
        // Else one behind it says so, but for one that is marked: that is `later`.
        silent_ = left_.empty() && (ahead_ == nullptr || marked_ == ahead_);
        outcome.kind = OutcomeKind::connector_broken;
    }
    return outcome.kind == OutcomeKind::connector_broken ? std::optional(outcome) : std::nullopt;
}

void Delivery::connect()
{
    if (!connection_ || !connection_->usable()) connection_ = std::make_unique<Connection>(settings_);
}

void Delivery::take_ahead()
{
    ahead_ = next();
    if (ahead_ == nullptr || unsendable(*ahead_)) return;
    begin(*ahead_);
    marked_ = ahead_;
}

void Delivery::begin(const OutgoingMessage& message)
{
    outcomes_.begin_hand({&message, 1});
}

bool Delivery::hand(const OutgoingMessage& message)
{
    const std::vector<bool> allowed = outcomes_.hand({&message, 1});
    return !allowed.empty() && allowed.front();
}

void Delivery::not_sent(const OutgoingMessage& message, Outcome why, bool marked)
{
    if (marked) why.kind = OutcomeKind::later;
    why.handed = false;
    outcomes_.outcome(message, why);
}

void Delivery::refuse_rest(const Outcome& why)
{
    if (ahead_ != nullptr) {
        const bool marked = marked_ == ahead_;
        bool refused = false;
        try {
            refused = marked && !hand(*ahead_);
        } catch (const std::exception&) {
            refused = false; // the mark may stand: it is reported
        }
        if (!refused) not_sent(*ahead_, why, marked);
        ahead_ = nullptr;
    }
    for (const OutgoingMessage& message : left_)
        not_sent(message, why, false);
    left_ = {};
}

} // namespace dosah::connectors::kannel
