// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/log.h"
#include "campaigns/wave.h"
#include "campaigns/wave_advance.h"
#include "campaigns/wave_people_store.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

using std::chrono::days;

constexpr std::chrono::minutes between_looks(1);
/// A receipt or a late answer of the relay may still say what became of it.
constexpr std::chrono::minutes doubt_rests(5);
constexpr std::int64_t bounces_at_once = 500; // some tenths of a second of a store's one writer
constexpr const char* policy = "policy";

/// The waves that have begun and may still be sent by another channel.
std::vector<WavePlan> open_waves(Services& services, const Campaign& campaign,
                                 const organisations::Organisation& organisation, const Ways& ways, Instant now)
{
    std::vector<WavePlan> plans;
    store::Session session = services.database.session();
    for (const Wave& wave : campaign.definition.waves) {
        const WaveRow row = read_wave_row(session, campaign.id, wave.kind);
        if (wave.kind != "invitation" && row.state != "begun") continue;
        const auto end =
            fallback_end(campaign.definition, wave,
                         wave_begin(campaign.definition, wave, campaign.starts_at, organisation.time_zone));
        if (end <= now) continue;
        WavePlan plan;
        plan.kind = wave.kind;
        plan.ways = ways;
        plan.due_at = now;
        plan.not_after = end;
        plans.push_back(std::move(plan));
    }
    return plans;
}

void note_fallback(Services& services, const Campaign& campaign, const std::string& kind, std::int64_t planned,
                   Instant now)
{
    if (planned == 0) return;
    store::Transaction transaction(services.database);
    write_wave_move(transaction.session(), campaign, kind, "fallback", "system",
                    planned == 1 ? "1 message" : std::to_string(planned) + " messages", now);
    transaction.commit();
}

/// Those whose message came back, a few hundred people a transaction.
void follow_bounces(Services& services, const Campaign& campaign, WavePlan wave, Instant now)
{
    std::int64_t planned = 0;
    for (std::int64_t after = 0;;) {
        std::vector<std::int64_t> people;
        {
            store::Session session = services.database.session();
            people = bounced_people(session, campaign, wave, after, bounces_at_once);
        }
        if (people.empty()) break;
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        if (!hold_campaign(session, campaign, {State::running, State::finished})) break;
        for (const std::int64_t contact : people) {
            wave.after_contact = contact - 1;
            wave.last_contact = contact;
            planned += plan_fallback(session, campaign, {wave, true, std::nullopt}, now);
        }
        transaction.commit();
        after = people.back();
    }
    note_fallback(services, campaign, wave.kind, planned, now);
}

/// Those without an answer, portion by portion. False when somebody else has moved the campaign meanwhile.
bool follow_silence(Services& services, const Campaign& campaign, WavePlan wave, Instant since, Instant now)
{
    std::int64_t planned = 0;
    wave.after_contact = 0;
    while (true) {
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        if (!hold_campaign(session, campaign, {State::running, State::finished})) return false;
        const auto last = last_of_next_invited(session, campaign.id, wave.after_contact);
        if (last) {
            wave.last_contact = *last;
            planned += plan_fallback(session, campaign, {wave, false, since}, now);
            wave.after_contact = *last;
        }
        transaction.commit();
        if (!last) break;
    }
    note_fallback(services, campaign, wave.kind, planned, now);
    return true;
}

/// When to look for answers again.
FallbackLooks next_look(store::Session& session, const Campaign& campaign, const std::vector<WavePlan>& waves,
                        FallbackLooks looks, Instant now)
{
    const days enough(campaign.definition.fallback.after_days);
    Instant next = now + enough; // what is sent after this look comes of age no sooner
    looks.awaits_answers = false;
    for (const WavePlan& wave : waves) {
        const Unanswered found = find_unanswered(session, campaign, wave);
        looks.awaits_answers = looks.awaits_answers || found.any;
        if (found.oldest) next = std::min<Instant>(next, *found.oldest + enough);
        if (wave.not_after) next = std::min(next, *wave.not_after);
    }
    looks.answer = std::max<Instant>(next, now + between_looks);
    return looks;
}

} // namespace

void apply_fallback(Services& services, const Campaign& campaign, Instant now)
{
    const Fallback& fallback = campaign.definition.fallback;
    if (fallback == Fallback{} || campaign.definition.channels.size() < 2 || campaign.event_cancelled_at) return;
    FallbackLooks looks;
    {
        store::Session session = services.database.session();
        looks = read_fallback_looks(session, campaign.id);
    }
    const bool look_at_bounces = fallback.on_bounce && (!looks.bounce || *looks.bounce <= now);
    const bool look_at_answers = fallback.after_days > 0 && (!looks.answer || *looks.answer <= now);
    if (!look_at_bounces && !look_at_answers) return;

    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const Ways ways = ways_of(campaign.definition, choose_accounts(services, campaign.organisation_id), organisation);
    const std::vector<WavePlan> waves = open_waves(services, campaign, organisation, ways, now);
    for (const WavePlan& wave : waves) {
        if (look_at_bounces) follow_bounces(services, campaign, wave, now);
        if (look_at_answers && !follow_silence(services, campaign, wave, now - days(fallback.after_days), now)) return;
    }
    store::Session session = services.database.session();
    if (look_at_bounces) looks.bounce = now + between_looks;
    if (look_at_answers) looks = next_look(session, campaign, waves, looks, now);
    save_fallback_looks(session, campaign.id, looks);
}

bool awaits_answers(store::Session& session, const Campaign& campaign)
{
    if (campaign.definition.fallback.after_days == 0 || campaign.definition.channels.size() < 2 ||
        campaign.event_cancelled_at)
        return false;
    const FallbackLooks looks = read_fallback_looks(session, campaign.id);
    return !looks.answer || looks.awaits_answers;
}

void settle_doubts(Services& services, const Campaign& campaign, Instant now)
{
    const std::string& word = campaign.definition.in_doubt;
    if (word == "ask") return;
    std::vector<std::int64_t> messages;
    {
        store::Session session = services.database.session();
        messages = rested_doubts(session, campaign, now - doubt_rests, word == "resend" ? now : Instant::min());
    }
    for (const std::int64_t message : messages) {
        try {
            store::Transaction transaction(services.database);
            if (word == "resend") {
                delivery::resend(transaction.session(), campaign.organisation_id, message, policy, now);
            } else {
                delivery::assume_sent(transaction.session(), campaign.organisation_id, message, policy, now);
            }
            transaction.commit();
        } catch (const Error& problem) {
            if (problem.kind() != ErrorKind::conflict) throw;
            log_info("campaign.doubt", {{"message", message}, {"problem", problem.what()}}); // settled by somebody else
        }
    }
}

} // namespace dosah::campaigns
