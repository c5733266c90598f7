// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign_store.h"

#include "base/error.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

const std::string columns =
    "SELECT id, organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
    "calendar_sequence, created_by, submitted_by, approved_by, frozen_at, starts_at, "
    "finished_at, event_cancelled_at, waves_version FROM campaigns ";

std::optional<Instant> instant(const store::Rows& rows, std::size_t row, std::size_t column)
{
    const auto micros = rows.optional_integer(row, column);
    return micros ? std::optional(from_micros(*micros)) : std::nullopt;
}

std::optional<std::int64_t> micros(std::optional<Instant> t)
{
    return t ? std::optional(to_micros(*t)) : std::nullopt;
}

Campaign campaign_of(store::Session& session, const store::Rows& rows, std::size_t row)
{
    Campaign campaign;
    campaign.id = rows.integer(row, 0);
    campaign.organisation_id = rows.integer(row, 1);
    campaign.key = rows.text(row, 2);
    campaign.state = state_from(rows.text(row, 3));
    campaign.definition = read_definition(rows.text(row, 4), "UTC"); // the canonical text has UTC times
    campaign.definition_hash = rows.text(row, 5);
    campaign.lane_id = rows.integer(row, 6);
    campaign.calendar_uid = rows.text(row, 7);
    campaign.calendar_sequence = static_cast<int>(rows.integer(row, 8));
    campaign.created_by = rows.text(row, 9);
    campaign.submitted_by = rows.text(row, 10);
    campaign.approved_by = rows.text(row, 11);
    campaign.frozen_at = instant(rows, row, 12);
    campaign.starts_at = instant(rows, row, 13);
    campaign.finished_at = instant(rows, row, 14);
    campaign.event_cancelled_at = instant(rows, row, 15);
    campaign.waves_version = rows.integer(row, 16);
    if (campaign.waves_version > 0) lay_over(session, campaign.id, campaign.definition.waves);
    return campaign;
}

std::optional<Campaign> first(store::Session& session, const store::Rows& rows)
{
    return rows.empty() ? std::nullopt : std::optional(campaign_of(session, rows, 0));
}

std::vector<Campaign> all(store::Session& session, const store::Rows& rows)
{
    std::vector<Campaign> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(campaign_of(session, rows, row));
    return out;
}

void write_history(store::Session& session, const Campaign& campaign, std::string_view from, const std::string& actor,
                   const std::string& reason, Instant now)
{
    session.run("INSERT INTO campaign_moves (campaign_id, from_state, to_state, at, actor, reason) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                {campaign.id, from, to_string(campaign.state), to_micros(now), actor, reason});
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign." + std::string(to_string(campaign.state)),
                          "campaign", campaign.id, reason});
}

std::string possible_from(State state)
{
    std::string out;
    for (const Move& one : moves())
        if (one.from == state) out += (out.empty() ? "" : ", ") + std::string(to_string(one.to));
    return out.empty() ? "nothing more is possible" : "from there it can become: " + out;
}

} // namespace

std::optional<Campaign> read_campaign(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id)
{
    return first(session,
                 session.query(columns + "WHERE organisation_id = $1 AND id = $2", {organisation_id, campaign_id}));
}

std::optional<Campaign> read_campaign(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    return first(session, session.query(columns + "WHERE organisation_id = $1 AND key = $2", {organisation_id, key}));
}

std::optional<Campaign> read_campaign(store::Session& session, std::int64_t campaign_id)
{
    return first(session, session.query(columns + "WHERE id = $1", {campaign_id}));
}

CampaignVersion campaign_version(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(
        "SELECT state, definition_hash, calendar_sequence, waves_version FROM campaigns WHERE id = $1", {campaign_id});
    if (rows.empty()) throw missing_error("there is no campaign " + std::to_string(campaign_id));
    return {state_from(rows.text(0, 0)), rows.text(0, 1), static_cast<int>(rows.integer(0, 2)), rows.integer(0, 3)};
}

std::vector<Campaign> read_campaigns(store::Session& session, std::int64_t organisation_id)
{
    return all(session, session.query(columns + "WHERE organisation_id = $1 ORDER BY id DESC", {organisation_id}));
}

std::vector<std::int64_t> moving_campaigns(store::Session& session)
{
    const store::Rows rows =
        session.query("SELECT id FROM campaigns WHERE state IN ('scheduled', 'running', 'finished') ORDER BY id");
    std::vector<std::int64_t> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(rows.integer(row, 0));
    return out;
}

std::vector<Leftover> read_leftovers(store::Session& session)
{
    const store::Rows rows = session.query(
        "SELECT k.lane_id, k.state FROM campaigns k WHERE k.state IN ('cancelled', 'missed') AND (EXISTS (SELECT 1 "
        "FROM queue WHERE stage = 'planned' AND lane_id = k.lane_id) OR EXISTS (SELECT 1 FROM queue WHERE stage = "
        "'queued' AND lane_id = k.lane_id) OR EXISTS (SELECT 1 FROM queue CROSS JOIN messages WHERE queue.stage = "
        "'held' AND queue.lane_id = k.lane_id AND messages.id = queue.message_id AND messages.state = 'claimed')) "
        "ORDER "
        "BY k.id");
    std::vector<Leftover> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back({rows.integer(row, 0), state_from(rows.text(row, 1))});
    return out;
}

std::vector<std::string> campaign_keys(store::Session& session, std::int64_t organisation_id)
{
    std::vector<std::string> out;
    const store::Rows rows =
        session.query("SELECT key FROM campaigns WHERE organisation_id = $1 ORDER BY id", {organisation_id});
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(rows.text(row, 0));
    return out;
}

std::int64_t insert_campaign(store::Session& session, const Campaign& campaign, Instant now)
{
    Campaign made = campaign;
    made.state = State::draft;
    made.id = session.insert(
        "INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
        "calendar_sequence, created_by, submitted_by, approved_by, approved_hash, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, '', '', '', $9, $9) RETURNING id",
        {made.organisation_id, made.key, to_string(made.state), write_definition(made.definition), made.definition_hash,
         made.lane_id, made.calendar_uid, made.created_by, to_micros(now)});
    write_history(session, made, "", made.created_by, "loaded", now);
    return made.id;
}

void replace_definition(store::Session& session, const Campaign& campaign, const std::string& before,
                        const std::string& actor, Instant now)
{
    const std::size_t touched = session.run(
        "UPDATE campaigns SET definition = $1, definition_hash = $2, created_by = $3, submitted_by = '', "
        "approved_by = '', approved_hash = '', updated_at = $4 WHERE id = $5 AND state = 'draft' AND definition_hash = "
        "$6",
        {write_definition(campaign.definition), campaign.definition_hash, actor, to_micros(now), campaign.id, before});
    if (touched != 1)
        throw conflict_error("campaign " + campaign.key + ": somebody else has just moved or edited it; look again");
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign.edit", "campaign", campaign.id,
                          "definition " + campaign.definition_hash});
}

void move(store::Session& session, Campaign& campaign, State to, const std::string& actor, const std::string& reason,
          Instant now)
{
    const State from = campaign.state;
    const bool moved =
        may_move(from, to) &&
        session.run("UPDATE campaigns SET state = $1, updated_at = $2 WHERE id = $3 AND state = $4 "
                    "AND definition_hash = $5",
                    {to_string(to), to_micros(now), campaign.id, to_string(from), campaign.definition_hash}) == 1;
    if (!moved) {
        const store::Rows rows =
            session.query("SELECT state, definition_hash FROM campaigns WHERE id = $1", {campaign.id});
        if (rows.empty()) throw missing_error("campaign " + campaign.key + ": does not exist any more");
        const State held = state_from(rows.text(0, 0));
        if (held == from && rows.text(0, 1) != campaign.definition_hash)
            throw conflict_error("campaign " + campaign.key + ": it was edited meanwhile; look again");
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(held)) +
                             " and cannot become " + std::string(to_string(to)) + "; " + possible_from(held));
    }
    campaign.state = to;
    write_history(session, campaign, to_string(from), actor, reason, now);
}

void clear_approval(store::Session& session, Campaign& campaign)
{
    session.run("UPDATE campaigns SET submitted_by = '', approved_by = '', approved_hash = '' WHERE id = $1",
                {campaign.id});
    campaign.submitted_by.clear();
    campaign.approved_by.clear();
}

void set_submitted(store::Session& session, Campaign& campaign, const std::string& actor)
{
    session.run("UPDATE campaigns SET submitted_by = $1 WHERE id = $2", {actor, campaign.id});
    campaign.submitted_by = actor;
}

void set_approved(store::Session& session, Campaign& campaign, const std::string& actor)
{
    session.run("UPDATE campaigns SET approved_by = $1, approved_hash = $2 WHERE id = $3",
                {actor, campaign.definition_hash, campaign.id});
    campaign.approved_by = actor;
}

std::string approved_hash(store::Session& session, std::int64_t campaign_id)
{
    return session.query("SELECT approved_hash FROM campaigns WHERE id = $1", {campaign_id}).text(0, 0);
}

void set_frozen(store::Session& session, Campaign& campaign, std::optional<Instant> frozen_at,
                std::optional<Instant> starts_at)
{
    session.run("UPDATE campaigns SET frozen_at = $1, starts_at = $2 WHERE id = $3",
                {micros(frozen_at), micros(starts_at), campaign.id});
    campaign.frozen_at = frozen_at;
    campaign.starts_at = starts_at;
}

void set_finished(store::Session& session, Campaign& campaign, Instant finished_at)
{
    session.run("UPDATE campaigns SET finished_at = $1 WHERE id = $2", {to_micros(finished_at), campaign.id});
    campaign.finished_at = finished_at;
}

std::map<std::string, std::int64_t> count_answers(store::Session& session, std::int64_t campaign_id)
{
    std::map<std::string, std::int64_t> out{{"yes", 0}, {"no", 0}, {"maybe", 0}, {"none", 0}};
    const store::Rows rows =
        session.query("SELECT COALESCE(answer, 'none'), COUNT(*) FROM invitations "
                      "WHERE campaign_id = $1 AND arm = 'invited' GROUP BY COALESCE(answer, 'none')",
                      {campaign_id});
    for (std::size_t row = 0; row < rows.size(); ++row)
        out[rows.text(row, 0)] = rows.integer(row, 1);
    return out;
}

std::int64_t count_opt_outs(store::Session& session, const Campaign& campaign)
{
    if (!campaign.frozen_at) return 0;
    // From those who opted out to the audience: the other way round each person of it is looked up. CROSS JOIN: SQLite
    // keeps to that order.
    const std::string gone = "SELECT i.id FROM suppressions s CROSS JOIN contacts c CROSS JOIN invitations i WHERE "
                             "s.organisation_id = $1 AND s.reason = 'opt_out' AND s.since >= $2 AND i.campaign_id = $3 "
                             "AND i.contact_id = c.id AND i.arm = 'invited' AND c.organisation_id = s.organisation_id ";
    return session
        .query("SELECT COUNT(*) FROM (" + gone + "AND s.channel = 'email' AND c.email = s.address UNION " + gone +
                   "AND s.channel = 'sms' AND c.phone = s.address) people",
               {campaign.organisation_id, to_micros(*campaign.frozen_at), campaign.id})
        .integer(0, 0);
}

std::vector<TimelineEntry> campaign_timeline(store::Session& session, std::int64_t campaign_id)
{
    std::vector<TimelineEntry> out;
    const store::Rows rows = session.query(
        "SELECT at, to_state, actor, reason FROM campaign_moves WHERE campaign_id = $1 ORDER BY id", {campaign_id});
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back({from_micros(rows.integer(row, 0)), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3)});
    for (TimelineEntry& entry : wave_timeline(session, campaign_id))
        out.push_back(std::move(entry));
    std::stable_sort(out.begin(), out.end(),
                     [](const TimelineEntry& one, const TimelineEntry& other) { return one.at < other.at; });
    return out;
}

} // namespace dosah::campaigns
