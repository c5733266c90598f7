// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign_draw_store.h"

#include "base/error.h"
#include "base/text.h"
#include "campaigns/campaign_draw.h"
#include "campaigns/campaign_store.h"
#include "campaigns/freeze_store.h"
#include "campaigns/plan_store.h"
#include "campaigns/wave.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::int64_t most_frozen = 1'000'000; // people whose tokens are held in memory
constexpr std::size_t arms_at_once = 5'000;

CampaignDraw require_draw(store::Session& session, const Campaign& campaign)
{
    if (auto draw = find_campaign_draw(session, campaign.id)) return *draw;
    throw conflict_error("campaign " + campaign.key +
                         (campaign.definition.draw ? ": its audience is not frozen yet; launch it first"
                                                   : ": its audience is not drawn by lot (docs/campaigns.md: draw)"));
}

/// "CASE WHEN ... THEN 'seniors' ... ELSE 'other' END" over invitations i; values are appended.
std::string stratum_sql(const AudienceDraw& draw, std::vector<store::Value>& values)
{
    const auto bind = [&](const std::string& text) {
        values.emplace_back(text);
        return "CAST($" + std::to_string(values.size()) + " AS TEXT)";
    };
    std::string out;
    if (!draw.groups.empty()) {
        out = "CASE";
        for (const std::string& group : draw.groups) {
            out += " WHEN EXISTS (SELECT 1 FROM invitation_groups g WHERE g.invitation_id = invitations.id AND "
                   "g.group_key = " +
                   bind(group) + ")";
            out += " THEN " + bind(group);
        }
        out += " ELSE 'other' END";
    }
    if (!draw.places.empty()) {
        out += out.empty() ? "CASE" : " || '/' || CASE";
        for (const std::string& place : draw.places) {
            out += " WHEN frozen_place = " + bind(text::fold(place));
            out += " THEN " + bind(place);
        }
        out += " ELSE 'elsewhere' END";
    }
    return out.empty() ? "'all'" : out;
}

/// Everybody who is in the audience now, by stratum.
Frame present_frame(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows =
        session.query("SELECT stratum, frame_id FROM invitations WHERE campaign_id = $1", {campaign_id});
    Frame out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.strata[rows.text(row, 0)].push_back(rows.text(row, 1));
    for (auto& [stratum, tokens] : out.strata)
        std::sort(tokens.begin(), tokens.end());
    return out;
}

/// People may have been erased since, nobody can have come.
bool lies_within(const Frame& present, const Frame& frozen)
{
    for (const auto& [stratum, tokens] : present.strata) {
        const auto found = frozen.strata.find(stratum);
        if (found == frozen.strata.end() ||
            !std::includes(found->second.begin(), found->second.end(), tokens.begin(), tokens.end()))
            return false;
    }
    return true;
}

/// The seed is kept before anybody is told by it, so that no second one can be tried.
void keep_seed(Services& services, const Campaign& campaign, const std::string& seed, const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    const CampaignDraw draw = require_draw(session, campaign);
    if (draw.drawn_at)
        throw conflict_error("campaign " + campaign.key + " is drawn already, with the seed \"" + draw.seed + "\"");
    if (!draw.seed.empty() && draw.seed != seed)
        throw conflict_error("campaign " + campaign.key + ": the seed \"" + draw.seed +
                             "\" was given; a draw has one seed");
    if (!hold_campaign(session, campaign, {State::scheduled}))
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
                             "; a draw is run once its audience is frozen");
    if (draw.seed.empty()) {
        session.run("UPDATE campaign_draws SET seed = $1, drawn_by = $2 WHERE campaign_id = $3",
                    {seed, actor, campaign.id});
        organisations::audit(session, now,
                             {campaign.organisation_id, actor, "campaign.draw_seed", "campaign", campaign.id, seed});
    }
    transaction.commit();
}

void store_arms(Services& services, const Campaign& campaign, const Drawn& strata, std::int64_t planning)
{
    std::vector<std::pair<const std::string*, const char*>> arms;
    for (const auto& [name, stratum] : strata)
        for (std::int64_t i = 0; i < stratum.quota.invited + stratum.quota.holdout; ++i)
            arms.emplace_back(&stratum.order[static_cast<std::size_t>(i)],
                              i < stratum.quota.invited ? "invited" : "holdout");
    for (std::size_t first = 0; first < arms.size(); first += arms_at_once) {
        store::Given given{{"frame_id", "TEXT"}, {"arm", "TEXT"}};
        for (std::size_t i = first; i < std::min(arms.size(), first + arms_at_once); ++i)
            given.add({*arms[i].first, arms[i].second});
        store::Transaction transaction(services.database);
        hold_planning(transaction.session(), campaign, planning);
        transaction->run("UPDATE invitations SET arm = given.arm FROM given WHERE invitations.frame_id = "
                         "given.frame_id AND invitations.campaign_id = $1",
                         {campaign.id}, given);
        transaction.commit();
    }
}

PlannedWave invitation_wave(const Campaign& campaign, const AccountChoice& accounts,
                            const organisations::Organisation& organisation, store::Session& session, Instant due_at)
{
    PlannedWave wave;
    wave.kind = campaign.definition.waves.front().kind;
    wave.ways = ways_of(campaign.definition, accounts, organisation);
    wave.ways.own_preference = has_preferences(session, organisation.id);
    wave.due_at = due_at;
    wave.not_after = wave_end(campaign.definition, campaign.definition.waves.front(), due_at);
    return wave;
}

void plan_invited(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                  Instant due_at, Instant now, std::int64_t planning)
{
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    for (std::int64_t after = 0;;) {
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        hold_planning(session, campaign, planning);
        const auto last = last_of_next_invited(session, campaign.id, after);
        if (!last) return;
        PlannedWave wave = invitation_wave(campaign, accounts, organisation, session, due_at);
        wave.after_contact = after;
        wave.last_contact = *last;
        plan_wave(session, campaign, wave, now);
        transaction.commit();
        after = *last;
    }
}

} // namespace

void freeze_strata(store::Session& session, const Campaign& campaign, std::int64_t after_contact,
                   std::int64_t last_contact)
{
    std::vector<store::Value> values;
    const std::string stratum = stratum_sql(*campaign.definition.draw, values);
    const auto next = [&](std::int64_t value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    };
    std::string sql = "UPDATE invitations SET stratum = " + stratum + " WHERE campaign_id = " + next(campaign.id);
    sql += " AND contact_id > " + next(after_contact);
    sql += " AND contact_id <= " + next(last_contact);
    session.run(sql, values);
}

DrawPlan freeze_draw(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
                     std::optional<std::int64_t> expected, const std::string& actor, Instant now)
{
    const AudienceDraw& draw = *campaign.definition.draw;
    const std::int64_t people =
        session.query("SELECT COUNT(*) FROM invitations WHERE campaign_id = $1", {campaign.id}).integer(0, 0);
    if (people > most_frozen)
        throw input_error("campaign.audience.draw: " + std::to_string(people) + " people; at most " +
                          std::to_string(most_frozen) + " can be drawn from, narrow the query");
    const Frame frame = present_frame(session, campaign.id);
    DrawPlan plan;
    try {
        plan = make_plan(frame, organisation.key + "/" + campaign.key, draw.seed_source, draw.plan);
    } catch (const Error& problem) {
        throw input_error(std::string("campaign.audience.draw: ") + problem.what());
    }
    if (expected && *expected != plan.invited())
        throw conflict_error("campaign " + campaign.key + ": the draw invites " + std::to_string(plan.invited()) +
                             " people, not " + std::to_string(*expected) + "; nothing was launched");
    discard_draw(session, campaign.id);
    session.run("INSERT INTO campaign_draws (campaign_id, plan, frame) VALUES ($1, $2, $3)",
                {campaign.id, write_plan(plan), frame.canonical()});
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign.draw_frozen", "campaign", campaign.id,
                          "plan sha256 " + plan.sha256() + ", frame sha256 " + plan.frame_sha256});
    return plan;
}

void check_draw(store::Session& session, const Campaign& campaign, CheckReport& report)
{
    const AudienceDraw& draw = *campaign.definition.draw;
    const store::Rows rows =
        session.query("SELECT key FROM target_groups WHERE organisation_id = $1", {campaign.organisation_id});
    std::vector<std::string> known;
    for (std::size_t row = 0; row < rows.size(); ++row)
        known.push_back(rows.text(row, 0));
    for (const std::string& group : draw.groups) {
        if (std::find(known.begin(), known.end(), group) != known.end()) continue;
        const std::string near = nearest_name(group, known);
        report.problems.push_back("campaign.audience.draw.groups: the organisation has no target group \"" + group +
                                  "\"" + (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
    }
    std::int64_t wanted = draw.plan.size.value_or(0) + draw.plan.holdout.value_or(0);
    for (const auto* numbers : {&draw.plan.sizes, &draw.plan.holdouts})
        for (const auto& [stratum, people] : *numbers)
            wanted += people;
    if (wanted > report.audience)
        report.problems.push_back("campaign.audience.draw: " + std::to_string(wanted) +
                                  " people are to be invited and held out, the query matches " +
                                  std::to_string(report.audience));
}

void discard_draw(store::Session& session, std::int64_t campaign_id)
{
    session.run("DELETE FROM campaign_draws WHERE campaign_id = $1", {campaign_id});
}

std::optional<CampaignDraw> find_campaign_draw(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(
        "SELECT plan, seed, drawn_by, drawn_at FROM campaign_draws WHERE campaign_id = $1", {campaign_id});
    if (rows.empty()) return std::nullopt;
    CampaignDraw out{read_plan(rows.text(0, 0), "plan"), rows.text(0, 1), rows.text(0, 2), {}};
    if (const auto at = rows.optional_integer(0, 3)) out.drawn_at = from_micros(*at);
    return out;
}

Frame campaign_frame(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT frame FROM campaign_draws WHERE campaign_id = $1", {campaign_id});
    if (rows.empty()) throw conflict_error("campaign " + std::to_string(campaign_id) + " has no frozen frame");
    return read_frame(rows.text(0, 0), "frame of campaign " + std::to_string(campaign_id));
}

Certificate campaign_certificate(store::Session& session, const Campaign& campaign)
{
    const CampaignDraw draw = require_draw(session, campaign);
    if (!draw.drawn_at)
        throw conflict_error("campaign " + campaign.key + " is not drawn yet (dosah draw run --campaign " +
                             campaign.key + " --org KEY --seed TEXT)");
    return make_certificate(campaign_frame(session, campaign.id), draw.plan.campaign, draw.seed, draw.plan.quotas());
}

Certificate run_campaign_draw(Services& services, const Campaign& campaign, const std::string& seed,
                              const std::string& actor)
{
    check_text("seed", seed);
    keep_seed(services, campaign, seed, actor);
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    Certificate certificate;
    std::int64_t planning = 0;
    {
        store::Transaction transaction(services.database);
        const CampaignDraw draw = require_draw(transaction.session(), campaign);
        const Frame frame = campaign_frame(transaction.session(), campaign.id);
        if (frame.sha256() != draw.plan.frame_sha256 ||
            !lies_within(present_frame(transaction.session(), campaign.id), frame))
            throw conflict_error("campaign " + campaign.key +
                                 ": its frame is not the one that was published (SHA-256 " + draw.plan.frame_sha256 +
                                 "); recall it and launch it anew");
        certificate = make_certificate(frame, draw.plan.campaign, seed, draw.plan.quotas());
        planning = begin_planning(transaction.session(), campaign);
        transaction.commit();
    }
    store_arms(services, campaign, certificate.strata, planning);
    const Instant now = services.clock.now();
    const Instant due_at = std::max<Instant>(now + services.config.campaign_cancel_window,
                                             campaign.definition.waves.front().starts.value_or(Instant::min()));
    plan_invited(services, campaign, organisation, due_at, now, planning);

    Campaign drawn = campaign;
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    hold_planning(session, campaign, planning);
    session.run("UPDATE campaign_draws SET drawn_at = $1 WHERE campaign_id = $2", {to_micros(now), campaign.id});
    set_frozen(session, drawn, campaign.frozen_at, due_at);
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign.drawn", "campaign", campaign.id,
                          "frame sha256 " + certificate.frame_sha256});
    transaction.commit();
    return certificate;
}

std::vector<std::string> move_up(Services& services, const Campaign& campaign, const std::string& stratum,
                                 std::int64_t people, const std::string& actor)
{
    const Instant now = services.clock.now();
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    if (campaign.definition.event.starts <= now)
        throw conflict_error("campaign " + campaign.key + ": its event has begun; nobody can be invited any more");
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    if (!hold_campaign(session, campaign, {State::scheduled, State::running, State::paused, State::finished}))
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
                             "; nobody can be invited any more");
    const Certificate certificate = campaign_certificate(session, campaign);
    const auto found = certificate.strata.find(stratum);
    if (found == certificate.strata.end()) {
        std::vector<std::string> known;
        for (const auto& [name, drawn] : certificate.strata)
            known.push_back(name);
        const std::string near = nearest_name(stratum, known);
        throw input_error("the draw has no stratum \"" + stratum + "\"" +
                          (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
    }
    const store::Rows waiting =
        session.query("SELECT i.frame_id, i.contact_id FROM invitations i JOIN contacts c ON c.id = i.contact_id WHERE "
                      "i.campaign_id = "
                      "$1 AND i.stratum = $2 AND i.arm = 'reserve' AND i.ineligible_at IS NULL AND c.erased_at IS NULL",
                      {campaign.id, stratum});
    std::map<std::string, std::int64_t> contacts;
    for (std::size_t row = 0; row < waiting.size(); ++row)
        contacts[waiting.text(row, 0)] = waiting.integer(row, 1);
    std::vector<std::string> out;
    PlannedWave wave =
        invitation_wave(campaign, accounts, organisation, session, std::max(now, campaign.starts_at.value_or(now)));
    for (const std::string& token : found->second.order) {
        if (static_cast<std::int64_t>(out.size()) >= people) break;
        const auto contact = contacts.find(token);
        if (contact == contacts.end()) continue;
        const store::Rows moved = session.query("UPDATE invitations SET arm = 'invited', moved_up_at = $1 WHERE "
                                                "frame_id = $2 RETURNING id",
                                                {to_micros(now), token});
        wave.after_contact = contact->second - 1;
        wave.last_contact = contact->second;
        plan_wave(session, campaign, wave, now);
        organisations::audit(session, now,
                             {campaign.organisation_id, actor, "invitation.moved_up", "invitation", moved.integer(0, 0),
                              "from the reserve of " + stratum});
        out.push_back(token);
    }
    transaction.commit();
    return out;
}

} // namespace dosah::campaigns
