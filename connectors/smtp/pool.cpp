// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/pool.h"

#include "base/log.h"

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;

Pool::Pool(const Settings& settings) : settings_(settings)
{
    for (const Relay& relay : settings.relays)
        places_.push_back(std::make_unique<Place>(relay));
}

std::unique_ptr<Session> Pool::kept()
{
    std::vector<Idle> dropped; // closed after the lock is gone
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
        Idle candidate = std::move(idle_.back());
        idle_.pop_back();
        if (Clock::now() - candidate.since < settings_.idle && !candidate.session->spent() &&
            !candidate.session->stale())
            return std::move(candidate.session);
        dropped.push_back(std::move(candidate));
    }
    return nullptr;
}

void Pool::keep(std::unique_ptr<Session> session)
{
    if (!session || !session->usable() || session->spent()) return;
    const std::lock_guard lock(mutex_);
    if (idle_.size() < static_cast<std::size_t>(settings_.connections))
        idle_.push_back({std::move(session), Clock::now()});
}

/// A session with the best of those that may be tried now. It counts at once, so that threads that begin together are
/// shared too.
Pool::Begun Pool::begin(const std::vector<Place*>& tried)
{
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    // By connections for the weight, without dividing; a reserve after all others.
    const auto better = [](const Place& a, const Place& b) {
        const int weight_a = a.memory.relay().weight;
        const int weight_b = b.memory.relay().weight;
        if (weight_a == 0 || weight_b == 0) return weight_a > weight_b;
        return (a.memory.open() + 1) * weight_b < (b.memory.open() + 1) * weight_a;
    };
    Place* best = nullptr;
    Place* next_awake = nullptr;
    for (const std::unique_ptr<Place>& place : places_) {
        if (std::find(tried.begin(), tried.end(), place.get()) != tried.end()) continue;
        if (place->rests_until <= now && (best == nullptr || better(*place, *best))) best = place.get();
        if (next_awake == nullptr || place->rests_until < next_awake->rests_until) next_awake = place.get();
    }
    if (best == nullptr && tried.empty()) best = next_awake;
    if (best == nullptr) return {};
    return {best, std::make_unique<Session>(settings_, best->memory)};
}

std::variant<std::unique_ptr<Session>, Outcome> Pool::open()
{
    std::vector<Outcome> troubles;
    std::vector<Place*> tried;
    for (;;) {
        Begun begun = begin(tried);
        if (begun.place == nullptr) break;
        const std::optional<Outcome> trouble = begun.session->open();
        if (!trouble) return std::move(begun.session);
        troubles.push_back(*trouble);
        tried.push_back(begun.place);
        rest(*begun.place, *trouble);
    }
    if (places_.size() == 1) return troubles.front();
    Outcome outcome = troubles.front();
    const bool all_broken =
        troubles.size() == places_.size() && std::all_of(troubles.begin(), troubles.end(), [](const Outcome& trouble) {
            return trouble.kind == OutcomeKind::connector_broken;
        });
    if (!all_broken) {
        outcome.kind = OutcomeKind::later;
        outcome.code = "connect";
        outcome.retry_after.reset();
    }
    outcome.text = "no relay can be used";
    const std::lock_guard lock(mutex_);
    for (const std::unique_ptr<Place>& place : places_)
        outcome.text += "; " + place->memory.relay().name() + ": " + place->trouble;
    return outcome;
}

void Pool::distrust(const RelayMemory& relay, const Outcome& outcome)
{
    for (const std::unique_ptr<Place>& place : places_)
        if (&place->memory == &relay) rest(*place, outcome);
}

void Pool::rest(Place& place, const Outcome& trouble)
{
    if (places_.size() == 1) return;
    const std::lock_guard lock(mutex_);
    place.trouble = trouble.code + " " + trouble.text;
    const Clock::time_point now = Clock::now();
    if (place.rests_until <= now)
        log_warning("smtp_relay_rests", {{"relay", place.memory.relay().name()},
                                         {"seconds", settings_.relay_rest.count()},
                                         {"problem", place.trouble}});
    place.rests_until = now + settings_.relay_rest;
}

channel::Health Pool::check()
{
    channel::Health health;
    for (const std::unique_ptr<Place>& place : places_) {
        Session session(settings_, place->memory);
        const std::optional<Outcome> trouble = session.open();
        if (!health.text.empty()) health.text += "; ";
        if (trouble && places_.size() > 1) health.text += place->memory.relay().name() + ": ";
        health.text += trouble ? trouble->code + ": " + trouble->text : session.description();
        health.good = health.good || !trouble;
    }
    return health;
}

} // namespace dosah::connectors::smtp
