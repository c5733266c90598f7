// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/log.h"
#include "campaigns/wave.h"
#include "campaigns/wave_advance.h"
#include "campaigns/wave_people_store.h"
#include "campaigns/wave_store.h"

#include <algorithm>
#include <limits>

namespace dosah::campaigns {

namespace {

using std::chrono::days;

constexpr std::chrono::minutes between_looks(1);
/// A receipt or a late answer of the relay may still say what became of it.
constexpr std::chrono::minutes doubt_rests(5);
constexpr const char* policy = "policy";

/// The waves that have begun and may still be sent by another channel.
std::vector<WavePlan> open_waves(Services& services, const Campaign& campaign,
                                 const organisations::Organisation& organisation, Instant now)
{
    std::vector<WavePlan> plans;
    store::Session session = services.database.session();
    for (const Wave& wave : campaign.definition.waves) {
        const WaveRow row = read_wave_row(session, campaign.id, wave.kind);
        if (wave.kind != "invitation" && row.state != "begun") continue;
        const auto end =
            fallback_end(campaign.definition, wave,
                         wave_begin(campaign.definition, wave, campaign.starts_at, organisation.time_zone));
        if (end && *end <= now) continue;
        WavePlan plan;
        plan.kind = wave.kind;
        plan.due_at = now;
        plan.not_after = end;
        plan.last_contact = std::numeric_limits<std::int64_t>::max();
        plans.push_back(std::move(plan));
    }
    return plans;
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
    std::vector<WavePlan> plans = open_waves(services, campaign, organisation, now);
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    if (!hold_campaign(session, campaign, {State::running, State::finished})) return;
    Instant next = now + days(fallback.after_days); // what is sent after this look comes of age no sooner
    bool awaits = false;
    for (WavePlan& plan : plans) {
        plan.ways = ways;
        FallbackPlan one{plan, look_at_bounces, std::nullopt};
        if (look_at_answers) one.unanswered_since = now - days(fallback.after_days);
        const std::int64_t planned = plan_fallback(session, campaign, one, now);
        if (planned > 0)
            write_wave_move(session, campaign, plan.kind, "fallback", "system",
                            planned == 1 ? "1 message" : std::to_string(planned) + " messages", now);
        if (!look_at_answers) continue;
        const Unanswered found = find_unanswered(session, campaign, plan);
        awaits = awaits || found.any;
        if (found.oldest) next = std::min<Instant>(next, *found.oldest + days(fallback.after_days));
        if (plan.not_after) next = std::min(next, *plan.not_after);
    }
    if (look_at_bounces) looks.bounce = now + between_looks;
    if (look_at_answers) {
        looks.answer = awaits ? std::max<Instant>(next, now + between_looks) : now + between_looks;
        looks.awaits_answers = awaits;
    }
    save_fallback_looks(session, campaign.id, looks);
    transaction.commit();
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
