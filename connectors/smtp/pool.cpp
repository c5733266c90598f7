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

/// Those that may be tried now, the best first.
std::vector<Pool::Place*> Pool::order()
{
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    std::vector<Place*> awake;
    Place* next_awake = nullptr;
    for (const std::unique_ptr<Place>& place : places_) {
        if (place->rests_until <= now) awake.push_back(place.get());
        if (next_awake == nullptr || place->rests_until < next_awake->rests_until) next_awake = place.get();
    }
    if (awake.empty()) return {next_awake};
    // A reserve after all others; else by connections for the weight, without dividing.
    std::stable_sort(awake.begin(), awake.end(), [](const Place* a, const Place* b) {
        const auto weight = [](const Place* place) { return place->memory.relay().weight; };
        if (weight(a) == 0 || weight(b) == 0) return weight(a) > weight(b);
        return (a->memory.open() + 1) * weight(b) < (b->memory.open() + 1) * weight(a);
    });
    return awake;
}

std::variant<std::unique_ptr<Session>, Outcome> Pool::open()
{
    std::vector<Outcome> troubles;
    for (Place* place : order()) {
        auto session = std::make_unique<Session>(settings_, place->memory);
        const std::optional<Outcome> trouble = session->open();
        if (!trouble) return session;
        troubles.push_back(*trouble);
        rest(*place, *trouble);
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
