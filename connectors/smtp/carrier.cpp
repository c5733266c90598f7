// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/carrier.h"

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int careful_after_refusal = 8;
constexpr int losses_to_give_up = 2;

/// A server may have ended the connection while the sink took its time; looking costs a system call.
constexpr std::chrono::milliseconds long_wait{2};

} // namespace

void Carrier::run(std::span<const OutgoingMessage> messages)
{
    left_ = messages;
    session_ = pool_.kept();
    kept_ = session_ != nullptr;
    try {
        while (fetch())
            carry();
    } catch (const HandFailed& failed) {
        if (session_) session_->withdraw();
        session_.reset();
        Outcome outcome;
        outcome.kind = OutcomeKind::later;
        outcome.code = "hand";
        outcome.text = failed.problem;
        give_up(outcome);
    }
    pool_.keep(std::move(session_));
}

/// The next message, or none.
const OutgoingMessage* Carrier::next()
{
    if (left_.empty() && !given_up_) left_ = outcomes_.more();
    if (left_.empty()) return nullptr;
    const OutgoingMessage* const message = &left_.front();
    left_ = left_.subspan(1);
    return message;
}

/// Brings the current message to the point where its content may follow. False when there is none left.
bool Carrier::fetch()
{
    for (;;) {
        if (!current_) {
            if (ahead_) {
                current_ = std::exchange(ahead_, std::nullopt);
            } else {
                const OutgoingMessage* const message = next();
                if (message == nullptr) return false;
                current_.emplace(*message);
            }
        }
        if (session_ && !current_->begun && session_->spent()) hang_up();
        if (!session_ && !connect()) return false;
        if (!current_->begun && !begin(*current_)) {
            current_.reset();
            continue;
        }
        const Step step = session_->envelope();
        if (step.what == Step::What::go) return true;
        if (step.what == Step::What::lost) {
            lose(step);
        } else {
            losses_ = 0;
            report(*current_, step.outcome);
            current_.reset();
        }
        if (session_ && !session_->usable()) hang_up();
    }
}

bool Carrier::connect()
{
    std::variant<std::unique_ptr<Session>, Outcome> opened = pool_.open();
    if (const auto* trouble = std::get_if<Outcome>(&opened)) {
        give_up(*trouble);
        return false;
    }
    session_ = std::move(std::get<std::unique_ptr<Session>>(opened));
    kept_ = false;
    return true;
}

/// False when the message is over without the server.
bool Carrier::begin(Item& item)
{
    if (const std::optional<Outcome> outcome = session_->unfit(item.mail)) {
        report(item, *outcome);
        return false;
    }
    if (caution_ > 0) {
        mark();
        if (!allowed(item)) return false;
        --caution_;
    }
    session_->begin(item.mail);
    item.begun = true;
    return true;
}

void Carrier::take_ahead()
{
    if (ahead_ || caution_ > 0 || session_->spent()) return;
    while (const OutgoingMessage* const message = next()) {
        ahead_.emplace(*message);
        const std::optional<Outcome> outcome = session_->unfit(ahead_->mail);
        if (!outcome) return;
        report(*ahead_, *outcome);
        ahead_.reset();
    }
}

/// The next one's mark is asked for before the current one leaves, so that the ledger's disk works while the server
/// does. One question where both need one and are neighbours in memory.
void Carrier::mark()
{
    try {
        const OutgoingMessage* const first = current_->mail.message;
        if (!current_->marked) {
            const bool both = ahead_ && !ahead_->marked && ahead_->mail.message == first + 1;
            outcomes_.begin_hand({first, both ? 2U : 1U});
            current_->marked = true;
            if (both) ahead_->marked = true;
        }
        if (ahead_ && !ahead_->marked) {
            outcomes_.begin_hand({ahead_->mail.message, 1});
            ahead_->marked = true;
        }
    } catch (const std::exception& error) {
        throw HandFailed{error.what()};
    }
}

/// The server waits for the current message's content.
void Carrier::carry()
{
    take_ahead();
    mark();
    const Clock::time_point asked = Clock::now();
    if (!allowed(*current_)) {
        current_.reset();
        session_->withdraw();
        if (!session_->usable()) hang_up();
        return;
    }
    if (Clock::now() - asked >= long_wait && session_->stale()) {
        hang_up();
        return;
    }
    session_->content(current_->mail);
    if (ahead_ && !ahead_->begun && !session_->spent()) {
        session_->begin(ahead_->mail);
        ahead_->begun = true;
    }
    const Step step = session_->ending();
    if (step.what == Step::What::lost) {
        lose(step);
        return;
    }
    const bool answered = step.outcome.kind != OutcomeKind::unknown;
    losses_ = answered ? 0 : losses_ + 1;
    if (!answered) pool_.distrust(session_->relay(), step.outcome);
    report(*current_, step.outcome);
    current_.reset();
    if (!session_->usable()) hang_up();
    if (losses_ >= losses_to_give_up) {
        Outcome rest = step.outcome;
        rest.kind = OutcomeKind::later;
        rest.handed = false;
        give_up(rest);
    }
}

bool Carrier::allowed(Item& item)
{
    if (!item.allowed) {
        try {
            const std::vector<bool> answer = outcomes_.hand(std::span(item.mail.message, 1));
            item.allowed = !answer.empty() && answer.front();
        } catch (const std::exception& error) {
            throw HandFailed{error.what()};
        }
        if (!*item.allowed) caution_ = careful_after_refusal;
    }
    return *item.allowed;
}

/// A mark that was begun may have been refused: then nobody waits for an outcome.
void Carrier::report(Item& item, const Outcome& outcome)
{
    bool wanted = true;
    try {
        if (item.marked) wanted = allowed(item);
    } catch (const HandFailed&) {
        // It was not refused, so it gets its outcome.
    }
    if (wanted) outcomes_.outcome(*item.mail.message, outcome);
}

/// The connection is of no more use; what was begun on it must be begun anew.
void Carrier::hang_up()
{
    session_.reset();
    if (current_) current_->begun = false;
    if (ahead_) ahead_->begun = false;
}

/// The current message goes on by a new connection if this one had worked before.
void Carrier::lose(const Step& step)
{
    const bool had_worked = kept_ || session_->used();
    const RelayMemory& relay = session_->relay();
    hang_up();
    if (had_worked) return;
    pool_.distrust(relay, step.outcome);
    report(*current_, step.outcome);
    current_.reset();
    if (++losses_ >= losses_to_give_up) give_up(step.outcome);
}

/// All that is left.
void Carrier::give_up(const Outcome& outcome)
{
    given_up_ = true;
    for (std::optional<Item>* item : {&current_, &ahead_})
        if (*item) {
            report(**item, outcome);
            item->reset();
        }
    for (const OutgoingMessage& message : left_)
        outcomes_.outcome(message, outcome);
    left_ = {};
}

} // namespace dosah::connectors::smtp
