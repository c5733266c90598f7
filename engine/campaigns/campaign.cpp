// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/log.h"
#include "campaigns/account_choice.h"
#include "campaigns/campaign_draw_store.h"
#include "campaigns/campaign_store.h"
#include "campaigns/freeze_store.h"
#include "campaigns/letters.h"
#include "campaigns/own_texts.h"
#include "campaigns/wave.h"
#include "campaigns/wave_advance.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

void refuse_problems(const Campaign& campaign, const CheckReport& report)
{
    if (report.problems.empty()) return;
    std::string text;
    for (const std::string& problem : report.problems)
        text += (text.empty() ? "campaign " + campaign.key + " has problems: " : "; ") + problem;
    throw input_error(text);
}

constexpr const char* cancelled = "campaign_cancelled"; // why messages are skipped
constexpr const char* too_late = "too_late";

bool is_editable(State state)
{
    return state == State::draft || state == State::submitted || state == State::approved;
}

std::string domain_of(const std::string& address)
{
    const std::size_t at = address.rfind('@');
    return at == std::string::npos ? "localhost" : address.substr(at + 1);
}

void submit(store::Session& session, Campaign& campaign, const std::string& actor, const std::string& author,
            Instant now)
{
    move(session, campaign, State::submitted, actor, "", now);
    set_submitted(session, campaign, author);
}

void approve(store::Session& session, Campaign& campaign, const std::string& actor, Instant now)
{
    move(session, campaign, State::approved, actor, "definition " + campaign.definition_hash, now);
    set_approved(session, campaign, actor);
}

void schedule(store::Session& session, Campaign& campaign, const std::string& actor, Instant now)
{
    if (campaign.state == State::draft) submit(session, campaign, actor, actor, now);
    if (campaign.state == State::submitted) approve(session, campaign, actor, now);
    move(session, campaign, State::scheduled, actor, "launched", now);
    if (approved_hash(session, campaign.id) != campaign.definition_hash)
        throw conflict_error("campaign " + campaign.key +
                             ": what was approved is not what it says now; approve it again");
}

/// Refuses before the audience is frozen what would be refused after it.
std::int64_t begin_launch(Services& services, const Campaign& campaign, const std::string& actor, Instant now)
{
    {
        Campaign trial = campaign;
        store::Transaction rolled_back(services.database);
        schedule(rolled_back.session(), trial, actor, now);
    }
    store::Transaction transaction(services.database);
    const std::int64_t planning = begin_planning(transaction.session(), campaign);
    transaction.commit();
    return planning;
}

void refuse_audience(const Campaign& campaign, std::int64_t invited, std::optional<std::int64_t> expected)
{
    if (invited == 0) throw conflict_error("campaign " + campaign.key + ": the audience query matches nobody");
    if (expected && *expected != invited)
        throw conflict_error("campaign " + campaign.key + ": the audience is " + std::to_string(invited) +
                             " people, not " + std::to_string(*expected) + "; nothing was launched");
}

/// After a launch that failed: what it planned goes, unless it is somebody else's by now.
void take_back(Services& services, const Campaign& campaign, std::int64_t planning)
{
    try {
        discard_audience(services.database, campaign, planning);
    } catch (const Error& problem) {
        log_warning("campaign.discard", {{"campaign", campaign.id}, {"problem", problem.what()}});
    }
}

} // namespace

Campaign find_campaign(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id)
{
    if (auto found = read_campaign(session, organisation_id, campaign_id)) return *found;
    throw missing_error("the organisation has no campaign " + std::to_string(campaign_id));
}

Campaign find_campaign(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    if (auto found = read_campaign(session, organisation_id, key)) return *found;
    const std::string near = nearest_name(key, campaign_keys(session, organisation_id));
    throw missing_error("the organisation has no campaign \"" + key + "\"" +
                        (near.empty() ? std::string() : " (did you mean \"" + near + "\"?)"));
}

std::vector<Campaign> all_campaigns(store::Session& session, std::int64_t organisation_id)
{
    return read_campaigns(session, organisation_id);
}

Campaign load_campaign(Services& services, const organisations::Organisation& organisation, const std::string& json,
                       const std::string& actor, const std::optional<std::string>& edited)
{
    Campaign loaded;
    loaded.definition = read_definition(json, organisation.time_zone);
    refuse_own_texts(services, loaded.definition); // told whoever writes them, not whoever launches
    loaded.definition_hash = sha256_hex(write_definition(loaded.definition));
    loaded.organisation_id = organisation.id;
    loaded.key = loaded.definition.key;
    const Instant now = services.clock.now();

    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    auto held = read_campaign(session, organisation.id, loaded.key);
    if (edited && (!held || held->definition_hash != *edited))
        throw conflict_error("campaign " + loaded.key + ": it was edited meanwhile; look again");
    if (!held) {
        loaded.created_by = actor;
        loaded.calendar_uid = to_hex(services.random.bytes(16)) + "@" + domain_of(organisation.sender_email);
        loaded.lane_id = delivery::open_lane(session, organisation.id, false);
        loaded.id = insert_campaign(session, loaded, now);
        transaction.commit();
        return loaded;
    }
    if (!is_editable(held->state))
        throw conflict_error("campaign " + held->key + " is " + std::string(to_string(held->state)) +
                             " and its text stands; " +
                             (held->state == State::scheduled ? "recall it first" : "load it under another key"));
    if (held->definition_hash == loaded.definition_hash) return *held; // nothing was edited: an approval stands
    if (held->state != State::draft) move(session, *held, State::draft, actor, "edited", now);
    const std::string before = held->definition_hash;
    held->definition = loaded.definition;
    held->definition_hash = loaded.definition_hash;
    held->created_by = actor;
    replace_definition(session, *held, before, actor, now);
    clear_approval(session, *held);
    transaction.commit();
    return *held;
}

Campaign submit_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    Campaign moved = campaign;
    if (campaign.state == State::draft) refuse_problems(campaign, check_campaign(services, campaign));
    store::Transaction transaction(services.database);
    submit(transaction.session(), moved, actor, actor, services.clock.now());
    transaction.commit();
    return moved;
}

Campaign approve_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    if (organisation.approval_required && (actor == campaign.created_by || actor == campaign.submitted_by))
        throw conflict_error("campaign " + campaign.key + ": " + organisation.name +
                             " wants a second person to approve, and " + actor +
                             " wrote or submitted it; somebody else has to approve it");
    Campaign moved = campaign;
    if (campaign.state == State::draft) refuse_problems(campaign, check_campaign(services, campaign));
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    // Whoever approves a draft has not written it: it counts as submitted by its author.
    if (campaign.state == State::draft) submit(transaction.session(), moved, actor, campaign.created_by, now);
    approve(transaction.session(), moved, actor, now);
    transaction.commit();
    return moved;
}

Campaign launch_campaign(Services& services, const Campaign& campaign, const std::string& actor,
                         std::optional<std::int64_t> expected_recipients)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    if (is_editable(campaign.state)) {
        if (organisation.approval_required && campaign.state != State::approved)
            throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) + "; " +
                                 organisation.name + " wants a second person to approve it before it is launched");
        const CheckReport report = check_campaign(services, campaign);
        refuse_problems(campaign, report);
        refuse_audience(campaign, report.audience,
                        campaign.definition.draw ? std::nullopt : expected_recipients); // the quotas say how many
    }
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    const Instant now = services.clock.now();
    const Wave& wave = campaign.definition.waves.front();
    const Instant due_at =
        std::max<Instant>(now + services.config.campaign_cancel_window, wave.starts.value_or(Instant::min()));
    if (const Instant end = wave_end(campaign.definition, wave, due_at); end <= due_at)
        throw input_error("campaign.waves[invitation].not_after: " + to_iso(end) + " is before sending could begin (" +
                          to_iso(due_at) + ")");

    const std::int64_t planning = begin_launch(services, campaign, actor, now);
    try {
        const std::int64_t invited =
            freeze_audience(services.database, campaign, organisation, accounts, now, due_at, planning);
        const bool drawn = campaign.definition.draw.has_value();
        refuse_audience(campaign, invited, drawn ? std::nullopt : expected_recipients);
        Campaign moved = campaign;
        store::Transaction transaction(services.database);
        hold_planning(transaction.session(), campaign, planning);
        schedule(transaction.session(), moved, actor, now);
        if (drawn) freeze_draw(transaction.session(), moved, organisation, expected_recipients, actor, now);
        // Without a beginning it stays scheduled: the draw gives it one.
        set_frozen(transaction.session(), moved, now, drawn ? std::nullopt : std::optional(due_at));
        transaction.commit();
        return moved;
    } catch (...) {
        take_back(services, campaign, planning);
        throw;
    }
}

Campaign recall_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    if (campaign.state != State::scheduled)
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
                             "; only a scheduled one can be recalled");
    Campaign moved = campaign;
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    move(session, moved, State::draft, actor, "recalled", services.clock.now());
    discard_waves(session, moved.id);
    discard_draw(session, moved.id);
    clear_approval(session, moved);
    set_frozen(session, moved, std::nullopt, std::nullopt);
    const std::int64_t planning = begin_planning(session, moved);
    transaction.commit();
    take_back(services, moved, planning);
    return moved;
}

Campaign pause_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    Campaign moved = campaign;
    store::Transaction transaction(services.database);
    move(transaction.session(), moved, State::paused, actor, "", services.clock.now());
    delivery::set_lane(transaction.session(), moved.lane_id, false);
    transaction.commit();
    return moved;
}

Campaign resume_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    if (campaign.state != State::paused)
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
                             "; only a paused one can be resumed");
    Campaign moved = campaign;
    store::Transaction transaction(services.database);
    move(transaction.session(), moved, State::running, actor, "resumed", services.clock.now());
    delivery::set_lane(transaction.session(), moved.lane_id, true);
    transaction.commit();
    return moved;
}

Campaign cancel_campaign(Services& services, const Campaign& campaign, const std::string& actor)
{
    Campaign moved = campaign;
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    move(transaction.session(), moved, State::cancelled, actor, "", now);
    delivery::set_lane(transaction.session(), moved.lane_id, false);
    delivery::skip_lane(transaction.session(), moved.lane_id, cancelled, now);
    transaction.commit();
    return moved;
}

namespace {

constexpr const char* scheduler = "system";

bool advance(Services& services, Campaign& campaign, Instant now)
{
    const Wave& wave = campaign.definition.waves.front();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    if (campaign.state == State::scheduled && wave_end(campaign.definition, wave, campaign.starts_at) <= now) {
        move(session, campaign, State::missed, scheduler, "not_after passed", now);
        delivery::skip_lane(session, campaign.lane_id, too_late, now);
    } else if (campaign.state == State::scheduled && campaign.starts_at && *campaign.starts_at <= now) {
        move(session, campaign, State::running, scheduler, "", now);
        delivery::set_lane(session, campaign.lane_id, true);
    } else if (campaign.state == State::running && delivery::lane_finished(session, campaign.lane_id) &&
               !has_waves_to_come(session, campaign) && !awaits_answers(session, campaign)) {
        move(session, campaign, State::finished, scheduler, "", now);
        set_finished(session, campaign, now);
    } else if (campaign.state == State::finished &&
               (!delivery::lane_finished(session, campaign.lane_id) || has_waves_to_come(session, campaign))) {
        move(session, campaign, State::running, scheduler, "something to send again", now);
    } else if (campaign.state == State::finished && closing_time(campaign.definition) <= now) {
        move(session, campaign, State::closed, scheduler, "", now);
    } else {
        return false;
    }
    transaction.commit();
    return true;
}

} // namespace

std::size_t advance_campaigns(Services& services)
{
    const Instant now = services.clock.now();
    std::vector<std::int64_t> ids;
    std::vector<Leftover> leftovers;
    {
        store::Session session = services.database.session();
        ids = moving_campaigns(session);
        leftovers = read_leftovers(session);
    }
    for (const Leftover& leftover : leftovers) {
        store::Transaction transaction(services.database);
        delivery::skip_lane(transaction.session(), leftover.lane_id,
                            leftover.state == State::missed ? too_late : cancelled, now);
        transaction.commit();
    }
    std::size_t moved = 0;
    for (const std::int64_t id : ids) {
        try {
            std::optional<Campaign> campaign;
            {
                store::Session session = services.database.session();
                campaign = read_campaign(session, id);
            }
            if (!campaign) continue;
            if (campaign->state == State::running) {
                advance_waves(services, *campaign, now);
                skip_late_letters(services, *campaign, now);
            }
            if (campaign->state == State::running || campaign->state == State::finished) {
                apply_fallback(services, *campaign, now);
                settle_doubts(services, *campaign, now);
            }
            moved += advance(services, *campaign, now) ? 1 : 0;
        } catch (const Error& problem) {
            // A conflict is a person who was quicker; whatever it is, the other campaigns go on.
            log_warning("campaign.advance", {{"campaign", id}, {"problem", problem.what()}});
            if (problem.kind() == ErrorKind::unavailable) throw;
        }
    }
    return moved;
}

} // namespace dosah::campaigns
