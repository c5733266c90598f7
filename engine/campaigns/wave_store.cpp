// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/wave_store.h"

#include "store/tally.h"

#include <algorithm>
#include <array>

namespace dosah::campaigns {

namespace {

const std::string columns = "SELECT wave, state, text, text_hash, in_force_at, approved_by, proposed_text, "
                            "proposed_hash, proposed_by, after_contact, planned, begun_at FROM campaign_waves ";

std::optional<Instant> instant(const store::Rows& rows, std::size_t row, std::size_t column)
{
    const auto micros = rows.optional_integer(row, column);
    return micros ? std::optional(from_micros(*micros)) : std::nullopt;
}

std::optional<std::int64_t> micros(std::optional<Instant> t)
{
    return t ? std::optional(to_micros(*t)) : std::nullopt;
}

WaveRow row_of(const store::Rows& rows, std::size_t at)
{
    WaveRow row;
    row.kind = rows.text(at, 0);
    row.state = rows.text(at, 1);
    row.text = rows.text(at, 2);
    row.text_hash = rows.text(at, 3);
    row.in_force_at = instant(rows, at, 4);
    row.approved_by = rows.text(at, 5);
    row.proposed_text = rows.text(at, 6);
    row.proposed_hash = rows.text(at, 7);
    row.proposed_by = rows.text(at, 8);
    row.after_contact = rows.integer(at, 9);
    row.planned = rows.integer(at, 10);
    row.begun_at = instant(rows, at, 11);
    return row;
}

void add_count(std::vector<delivery::Progress>& progress, channel::Channel channel, const std::string& state,
               std::int64_t count)
{
    auto found = std::find_if(progress.begin(), progress.end(),
                              [&](const delivery::Progress& one) { return one.channel == channel; });
    if (found == progress.end()) found = progress.insert(progress.end(), {channel, {}});
    found->by_state[state] += count;
}

} // namespace

std::vector<WaveRow> read_wave_rows(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(columns + "WHERE campaign_id = $1", {campaign_id});
    std::vector<WaveRow> out;
    for (std::size_t at = 0; at < rows.size(); ++at)
        out.push_back(row_of(rows, at));
    return out;
}

WaveRow read_wave_row(store::Session& session, std::int64_t campaign_id, const std::string& kind)
{
    const store::Rows rows = session.query(columns + "WHERE campaign_id = $1 AND wave = $2", {campaign_id, kind});
    if (!rows.empty()) return row_of(rows, 0);
    WaveRow row;
    row.kind = kind;
    return row;
}

void save_wave_row(store::Session& session, std::int64_t campaign_id, const WaveRow& row)
{
    session.run("INSERT INTO campaign_waves (campaign_id, wave, state, text, text_hash, in_force_at, approved_by, "
                "proposed_text, proposed_hash, proposed_by, after_contact, planned, begun_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
                "ON CONFLICT (campaign_id, wave) DO UPDATE SET state = excluded.state, text = excluded.text, "
                "text_hash = excluded.text_hash, in_force_at = excluded.in_force_at, approved_by = "
                "excluded.approved_by, proposed_text = excluded.proposed_text, proposed_hash = excluded.proposed_hash, "
                "proposed_by = excluded.proposed_by, after_contact = excluded.after_contact, planned = "
                "excluded.planned, begun_at = excluded.begun_at",
                {campaign_id, row.kind, row.state, row.text, row.text_hash, micros(row.in_force_at), row.approved_by,
                 row.proposed_text, row.proposed_hash, row.proposed_by, row.after_contact, row.planned,
                 micros(row.begun_at)});
}

void raise_waves_version(store::Session& session, std::int64_t campaign_id)
{
    session.run("UPDATE campaigns SET waves_version = waves_version + 1 WHERE id = $1", {campaign_id});
}

void discard_waves(store::Session& session, std::int64_t campaign_id)
{
    session.run("DELETE FROM campaign_waves WHERE campaign_id = $1", {campaign_id});
    raise_waves_version(session, campaign_id);
}

void lay_over(store::Session& session, std::int64_t campaign_id, std::vector<Wave>& waves)
{
    for (const WaveRow& row : read_wave_rows(session, campaign_id)) {
        if (row.text.empty()) continue;
        const Wave wave = read_wave_file(row.text, row.kind, "UTC"); // the canonical text has UTC times
        const auto held =
            std::find_if(waves.begin(), waves.end(), [&](const Wave& one) { return one.kind == row.kind; });
        if (held == waves.end()) {
            waves.push_back(wave);
        } else {
            *held = wave;
        }
    }
    const auto order = [](const Wave& wave) { return std::find(wave_kinds().begin(), wave_kinds().end(), wave.kind); };
    std::stable_sort(waves.begin(), waves.end(),
                     [&](const Wave& one, const Wave& other) { return order(one) < order(other); });
}

bool hold_campaign(store::Session& session, const Campaign& campaign, const std::vector<State>& states)
{
    const store::Rows rows = session.query("UPDATE campaigns SET updated_at = updated_at WHERE id = $1 AND "
                                           "definition_hash = $2 RETURNING state",
                                           {campaign.id, campaign.definition_hash});
    return !rows.empty() && std::find(states.begin(), states.end(), state_from(rows.text(0, 0))) != states.end();
}

std::vector<std::string> invited_locales(store::Session& session, std::int64_t campaign_id, const std::string& own)
{
    const store::Rows rows =
        session.query("SELECT DISTINCT CASE c.locale WHEN '' THEN CAST($1 AS TEXT) ELSE c.locale END AS locale FROM "
                      "invitations i JOIN contacts c ON c.id = i.contact_id WHERE i.campaign_id = $2 ORDER BY locale",
                      {own, campaign_id});
    std::vector<std::string> out;
    for (std::size_t at = 0; at < rows.size(); ++at)
        out.push_back(rows.text(at, 0));
    return out;
}

void write_wave_move(store::Session& session, const Campaign& campaign, const std::string& kind,
                     const std::string& what, const std::string& actor, const std::string& reason, Instant now)
{
    session.run("INSERT INTO wave_moves (campaign_id, wave, what, at, actor, reason) VALUES ($1, $2, $3, $4, $5, $6)",
                {campaign.id, kind, what, to_micros(now), actor, reason});
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign.wave_" + what, "campaign", campaign.id,
                          kind + (reason.empty() ? "" : ": " + reason)});
}

std::vector<TimelineEntry> wave_timeline(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(
        "SELECT at, wave, what, actor, reason FROM wave_moves WHERE campaign_id = $1 ORDER BY id", {campaign_id});
    std::vector<TimelineEntry> out;
    for (std::size_t at = 0; at < rows.size(); ++at)
        out.push_back({from_micros(rows.integer(at, 0)), rows.text(at, 1) + "_" + rows.text(at, 2), rows.text(at, 3),
                       rows.text(at, 4)});
    return out;
}

FallbackLooks read_fallback_looks(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(
        "SELECT bounce_look_at, answer_look_at, awaits_answers FROM campaigns WHERE id = $1", {campaign_id});
    return {instant(rows, 0, 0), instant(rows, 0, 1), rows.boolean(0, 2)};
}

void save_fallback_looks(store::Session& session, std::int64_t campaign_id, const FallbackLooks& looks)
{
    session.run("UPDATE campaigns SET bounce_look_at = $1, answer_look_at = $2, awaits_answers = $3 WHERE id = $4",
                {micros(looks.bounce), micros(looks.answer), looks.awaits_answers, campaign_id});
}

void look_for_answers(store::Session& session, std::int64_t campaign_id)
{
    session.run("UPDATE campaigns SET answer_look_at = NULL WHERE id = $1", {campaign_id});
}

std::vector<std::int64_t> rested_doubts(store::Session& session, const Campaign& campaign, Instant since, Instant late)
{
    const store::Rows rows = session.query(
        "SELECT messages.id FROM queue CROSS JOIN messages WHERE queue.stage = 'in_doubt' AND messages.id = "
        "queue.message_id AND messages.lane_id = $1 AND messages.state = 'in_doubt' AND purpose = 'wave' AND "
        "updated_at "
        "<= $2 AND state_reason <> 'restored' AND (not_after IS NULL OR not_after > $3) ORDER BY queue.message_id "
        "LIMIT "
        "1000",
        {campaign.lane_id, to_micros(since), to_micros(late)});
    std::vector<std::int64_t> out;
    for (std::size_t at = 0; at < rows.size(); ++at)
        out.push_back(rows.integer(at, 0));
    return out;
}

LaneCounts count_lane(store::Session& session, std::int64_t lane_id)
{
    const store::Rows rows = store::tally(session, "", {"channel", "state", "purpose", "wave"},
                                          "FROM messages WHERE lane_id = $1", {lane_id});
    std::map<std::array<std::string, 4>, std::int64_t> sorted;
    for (std::size_t at = 0; at < rows.size(); ++at)
        sorted[{rows.text(at, 0), rows.text(at, 1), rows.text(at, 2), rows.text(at, 3)}] = rows.integer(at, 4);
    LaneCounts counts;
    for (const auto& [words, count] : sorted) {
        const auto& [way, state, purpose, wave] = words;
        const channel::Channel channel = channel::channel_from(way);
        add_count(counts.lane, channel, state, count);
        if (purpose == "wave") add_count(counts.waves[wave], channel, state, count);
    }
    return counts;
}

} // namespace dosah::campaigns
