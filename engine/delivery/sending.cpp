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

bool Sending::Taken::ended() const
{
    return std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.ended; });
}

Sending::Sending(std::shared_ptr<WayRunner> runner, std::vector<Ready> ready)
    : runner_(std::move(runner)), first_(add(std::move(ready)))
{
}

std::span<const OutgoingMessage> Sending::add(std::vector<Ready> ready)
{
    Taken& taken = taken_.emplace_back();
    taken.parts.reserve(ready.size());
    taken.messages.reserve(ready.size());
    for (Ready& one : ready) {
        OutgoingMessage& message = taken.messages.emplace_back();
        message.attempt_id = one.claim.attempt_id;
        message.attempt_reference = one.claim.attempt_reference;
        message.recipient = one.claim.address;
        message.sender = one.composed.sender;
        message.content = std::move(one.composed.content);
        message.unicode = one.composed.unicode;
        message.parts = one.composed.parts;
        if (one.claim.not_after)
            message.validity = std::chrono::ceil<std::chrono::seconds>(*one.claim.not_after - runner_->clock().now());
        taken.parts.push_back({std::move(one.claim), std::move(one.composed), nullptr, 0, false});
    }
    return taken.messages;
}

std::span<const OutgoingMessage> Sending::more()
{
    std::vector<Ready> ready = runner_->take_more();
    if (ready.empty()) return {}; // a stop ends messages that the connector still holds: nothing is freed any more
    const std::lock_guard lock(mutex_);
    taken_.remove_if([](const Taken& taken) { return taken.ended(); });
    return add(std::move(ready));
}

void Sending::run()
{
    std::string problem = "the connector reported no outcome";
    try {
        runner_->way().connector->send(first_, *this);
    } catch (const Poco::Exception& thrown) {
        problem = thrown.displayText();
    } catch (const std::exception& thrown) {
        problem = thrown.what();
    }
    const std::lock_guard lock(mutex_);
    for (Taken& taken : taken_)
        for (Part& part : taken.parts) {
            if (part.ended) continue;
            log_error("connector.misbehaved", {{"account", runner_->way().connector_account_id},
                                               {"attempt", part.claim.attempt_id},
                                               {"problem", problem}});
            end(part, {OutcomeKind::unknown, "connector", problem, "", std::nullopt, part.ticket != nullptr});
        }
}

void Sending::ask(std::span<const OutgoingMessage> messages)
{
    std::vector<Part*> asked;
    std::vector<HandMark> marks;
    for (const OutgoingMessage& message : messages) {
        Part* const part = find(message.attempt_id);
        if (part == nullptr || part->ended || part->ticket) continue;
        if (runner_->stopping()) {
            part->ended = true;
            runner_->ledger().record(ending_of(part->claim, Ending::What::give_back, "stopped"));
            continue;
        }
        part->place = marks.size();
        asked.push_back(part);
        marks.push_back({&part->claim, &part->composed});
    }
    if (marks.empty()) return;
    const auto ticket = runner_->ledger().ask(std::move(marks));
    for (Part* const part : asked)
        part->ticket = ticket;
}

void Sending::begin_hand(std::span<const OutgoingMessage> messages)
{
    const std::lock_guard lock(mutex_);
    ask(messages);
}

std::vector<bool> Sending::hand(std::span<const OutgoingMessage> messages)
{
    std::vector<const Part*> parts;
    {
        const std::lock_guard lock(mutex_);
        ask(messages);
        for (const OutgoingMessage& message : messages) {
            const Part* const part = find(message.attempt_id);
            parts.push_back(part != nullptr && !part->ended ? part : nullptr);
        }
    }
    std::vector<bool> may;
    for (const Part* const part : parts)
        may.push_back(part != nullptr && part->handed());
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (Part* const part = find(messages[i].attempt_id); part != nullptr && !may[i])
            part->ended = true; // a refused one was settled together with the refusal
    return may;
}

void Sending::outcome(const OutgoingMessage& message, const Outcome& outcome)
{
    bool handed = false;
    {
        const std::lock_guard lock(mutex_);
        Part* const part = find(message.attempt_id);
        // One that was marked ahead, and whose connection went before hand() was asked: the ledger may have refused it.
        if (part != nullptr && !part->ended && part->ticket && !part->handed()) {
            part->ended = true;
            return;
        }
        if (part == nullptr || part->ended) {
            log_error("connector.misbehaved", {{"account", runner_->way().connector_account_id},
                                               {"attempt", message.attempt_id},
                                               {"problem", "an outcome that nobody waits for"}});
            return;
        }
        handed = outcome.handed;
        end(*part, outcome);
    }
    if (outcome.kind == OutcomeKind::connector_broken) {
        runner_->broken(outcome);
    } else if (outcome.kind == OutcomeKind::unknown ||
               (outcome.kind == OutcomeKind::later && !handed && speaks_of_the_way(outcome))) {
        runner_->turned_away(outcome);
    } else {
        runner_->worked(outcome.kind == OutcomeKind::accepted);
    }
}

Sending::Part* Sending::find(std::int64_t attempt_id)
{
    for (Taken& taken : taken_)
        for (Part& part : taken.parts)
            if (part.claim.attempt_id == attempt_id) return &part;
    return nullptr;
}

void Sending::end(Part& part, const Outcome& outcome)
{
    part.ended = true;
    Ending ending = ending_of(part.claim, Ending::What::outcome);
    ending.handed = part.handed();
    if (ending.handed) ending.handed_at = part.ticket->answered_at();
    ending.outcome = outcome;
    ending.connector_account_id = runner_->way().connector_account_id;
    if (outcome.kind == OutcomeKind::later && !speaks_of_the_way(outcome)) {
        ending.rest_domain_until = runner_->domain_refused(part.claim.domain);
    } else if (outcome.kind == OutcomeKind::accepted) {
        runner_->domain_took(part.claim.domain);
    }
    runner_->ledger().record(std::move(ending));
}

} // namespace dosah::delivery
