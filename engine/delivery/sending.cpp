// SPDX-License-Identifier: EUPL-1.2
#include "delivery/sending.h"

#include "base/log.h"

#include <Poco/Exception.h>

namespace dosah::delivery {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

/// "connect", "http 503" or SMTP's 421 (RFC 5321, 3.8) are said to whoever comes; another 4xx is said of one message.
bool speaks_of_the_way(const Outcome& outcome)
{
    return outcome.code.empty() || outcome.code.starts_with("421") || outcome.code[0] < '0' || outcome.code[0] > '9';
}

} // namespace

void Sending::add(Claim claim, Composed composed, Instant now)
{
    OutgoingMessage message;
    message.attempt_id = claim.attempt_id;
    message.attempt_reference = claim.attempt_reference;
    message.recipient = claim.address;
    message.sender = composed.sender;
    message.content = std::move(composed.content);
    message.unicode = composed.unicode;
    message.parts = composed.parts;
    if (claim.not_after) message.validity = std::chrono::ceil<std::chrono::seconds>(*claim.not_after - now);
    messages_.push_back(std::move(message));
    parts_.push_back({std::move(claim), std::move(composed)});
}

int Sending::units() const
{
    int units = 0;
    for (const OutgoingMessage& message : messages_)
        units += std::max(1, message.parts);
    return units;
}

void Sending::run()
{
    std::string problem = "the connector reported no outcome";
    try {
        runner_->way().connector->send(messages_, *this);
    } catch (const Poco::Exception& thrown) {
        problem = thrown.displayText();
    } catch (const std::exception& thrown) {
        problem = thrown.what();
    }
    for (Part& part : parts_) {
        const std::lock_guard lock(mutex_);
        if (part.ended) continue;
        log_error("connector.misbehaved", {{"account", runner_->way().connector_account_id},
                                           {"attempt", part.claim.attempt_id},
                                           {"problem", problem}});
        end(part, {OutcomeKind::unknown, "connector", problem, "", std::nullopt, part.handed});
    }
}

void Sending::give_back(const std::string& reason)
{
    for (const Part& part : parts_)
        runner_->ledger().record(ending_of(part.claim, Ending::What::give_back, reason));
}

std::vector<bool> Sending::hand(std::span<const OutgoingMessage> messages)
{
    std::vector<Part*> asked;
    std::vector<HandMark> marks;
    {
        const std::lock_guard lock(mutex_);
        for (const OutgoingMessage& message : messages) {
            Part* part = find(message.attempt_id);
            const bool open = part != nullptr && !part->ended;
            if (open && runner_->stopping()) {
                part->ended = true;
                runner_->ledger().record(ending_of(part->claim, Ending::What::give_back, "stopped"));
            }
            asked.push_back(open && !part->ended ? part : nullptr);
            if (asked.back() != nullptr) marks.push_back({&part->claim, &part->composed});
        }
    }
    const std::vector<bool> answers = marks.empty() ? std::vector<bool>() : runner_->ledger().hand(marks);
    const std::lock_guard lock(mutex_);
    std::vector<bool> may;
    auto next = answers.begin();
    for (Part* part : asked) {
        may.push_back(part != nullptr && *next++);
        if (part == nullptr) continue;
        part->handed = part->handed || may.back();
        part->ended = part->ended || !may.back(); // a refused one was settled together with the refusal
    }
    return may;
}

void Sending::begin_hand(std::span<const OutgoingMessage>) {}

void Sending::outcome(const OutgoingMessage& message, const Outcome& outcome)
{
    bool handed = false;
    {
        const std::lock_guard lock(mutex_);
        Part* part = find(message.attempt_id);
        if (part == nullptr || part->ended) {
            log_error("connector.misbehaved", {{"account", runner_->way().connector_account_id},
                                               {"attempt", message.attempt_id},
                                               {"problem", "an outcome that nobody waits for"}});
            return;
        }
        handed = part->handed;
        end(*part, outcome);
    }
    if (outcome.kind == OutcomeKind::connector_broken) {
        runner_->broken(outcome);
    } else if (outcome.kind == OutcomeKind::later && !handed && speaks_of_the_way(outcome)) {
        runner_->turned_away(outcome);
    } else {
        runner_->worked(outcome.kind == OutcomeKind::accepted);
    }
}

Sending::Part* Sending::find(std::int64_t attempt_id)
{
    for (Part& part : parts_)
        if (part.claim.attempt_id == attempt_id) return &part;
    return nullptr;
}

void Sending::end(Part& part, const Outcome& outcome)
{
    part.ended = true;
    Ending ending = ending_of(part.claim, Ending::What::outcome);
    ending.handed = part.handed;
    ending.outcome = outcome;
    runner_->ledger().record(std::move(ending));
}

} // namespace dosah::delivery
