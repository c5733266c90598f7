// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/event_change_store.h"

#include "base/error.h"
#include "campaigns/campaign_store.h"
#include "campaigns/definition_parts.h"
#include "campaigns/plan_store.h"
#include "campaigns/wave.h"
#include "delivery/carried.h"
#include "delivery/moves_store.h"

namespace dosah::campaigns {

namespace {

constexpr int batch = 1000;
constexpr std::size_t version_digits = 16; // of a hash: what a message keeps of what it was written from

/// States in which a message's words are known to its person, or must be taken to be.
const std::string sent = "('handed', 'accepted', 'delivered', 'in_doubt', 'assumed_sent')";
/// Likewise, with those that a connector may be about to hand over.
const std::string sent_or_claimed = "('claimed', 'handed', 'accepted', 'delivered', 'in_doubt', 'assumed_sent')";

std::string note_text(const Localised& note)
{
    return json::write(texts_json(note));
}

Localised note_of(const std::string& text)
{
    Localised note;
    json::Reader reader(json::parse_object(text, "note"), "note");
    for (const std::string& locale : reader.names())
        note[locale] = reader.text(locale);
    return note;
}

void write_history(store::Session& session, const Campaign& campaign, const std::string& what, const std::string& actor,
                   const std::string& reason, Instant now)
{
    session.run("INSERT INTO campaign_moves (campaign_id, from_state, to_state, at, actor, reason) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                {campaign.id, to_string(campaign.state), what, to_micros(now), actor, reason});
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "campaign." + what, "campaign", campaign.id, reason});
}

} // namespace

Definition stored_definition(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT definition FROM campaigns WHERE id = $1", {campaign_id});
    if (rows.empty()) throw missing_error("there is no campaign " + std::to_string(campaign_id));
    return read_definition(rows.text(0, 0), "UTC"); // the canonical text has UTC times
}

std::int64_t insert_proposal(store::Session& session, const EventChange& change, const Campaign& base)
{
    const std::int64_t id = session.insert(
        "INSERT INTO event_changes (campaign_id, kind, state, base_hash, definition, previous, note, urgent, sequence, "
        "told, planned_to, planned, proposed_by, proposed_at, decided_by) VALUES ($1, $2, 'proposed', $3, $4, $5, $6, "
        "$7, $8, FALSE, 0, FALSE, $9, $10, '') RETURNING id",
        {base.id, change.cancellation ? "cancellation" : "change", base.definition_hash,
         write_definition(change.definition), write_definition(stored_definition(session, base.id)),
         note_text(change.note), change.urgent, base.calendar_sequence, change.proposed_by,
         to_micros(change.proposed_at)});
    organisations::audit(session, change.proposed_at,
                         {base.organisation_id, change.proposed_by,
                          change.cancellation ? "campaign.propose_cancellation" : "campaign.propose_change", "campaign",
                          base.id, ""});
    return id;
}

bool withdraw_proposal(store::Session& session, std::int64_t campaign_id, const std::string& actor, Instant now)
{
    const store::Rows rows = session.query("UPDATE event_changes SET state = 'withdrawn', decided_by = $1, decided_at "
                                           "= $2 WHERE campaign_id = $3 AND state = 'proposed' RETURNING id",
                                           {actor, to_micros(now), campaign_id});
    if (rows.empty()) return false;
    const store::Rows owner = session.query("SELECT organisation_id FROM campaigns WHERE id = $1", {campaign_id});
    organisations::audit(session, now,
                         {owner.integer(0, 0), actor, "campaign.withdraw_change", "campaign", campaign_id, ""});
    return true;
}

std::optional<EventChange> proposed_event_change(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT id, kind, definition, note, urgent, proposed_by, proposed_at FROM "
                                           "event_changes WHERE campaign_id = $1 AND state = 'proposed'",
                                           {campaign_id});
    if (rows.empty()) return std::nullopt;
    EventChange change;
    change.id = rows.integer(0, 0);
    change.campaign_id = campaign_id;
    change.cancellation = rows.text(0, 1) == "cancellation";
    change.definition = read_definition(rows.text(0, 2), "UTC"); // the canonical text has UTC times
    change.note = note_of(rows.text(0, 3));
    change.urgent = rows.boolean(0, 4);
    change.proposed_by = rows.text(0, 5);
    change.proposed_at = from_micros(rows.integer(0, 6));
    return change;
}

namespace {

/// What waits and was not to be sent after the event had begun (wave_end) goes by the event as it is now.
void move_ends(store::Session& session, const Campaign& before, const Campaign& after)
{
    for (const Wave& wave : after.definition.waves) {
        if (wave.not_after || (wave.kind != "invitation" && wave.kind != "reminder")) continue;
        session.run("UPDATE messages SET not_after = $1 WHERE lane_id = $2 AND purpose = 'wave' AND wave = $3 AND "
                    "not_after = $4 AND state IN ('planned', 'queued', 'claimed')",
                    {to_micros(wave_end(after.definition, wave, std::nullopt)), after.lane_id, wave.kind,
                     to_micros(wave_end(before.definition, wave, std::nullopt))});
    }
}

} // namespace

void apply_change(store::Session& session, const EventChange& change, Campaign& campaign, bool told,
                  const std::string& actor, Instant now)
{
    const Campaign base = campaign;
    campaign.definition.event = change.definition.event;
    const std::string text = write_definition(change.definition);
    campaign.definition_hash = sha256_hex(text);
    campaign.calendar_sequence += told ? 1 : 0;
    if (change.cancellation) campaign.event_cancelled_at = now;
    const std::optional<std::int64_t> cancelled_at = change.cancellation ? std::optional(to_micros(now)) : std::nullopt;
    const bool taken =
        session.run(
            "UPDATE event_changes SET state = 'applied', sequence = $1, told = $2, planned = $3, decided_by = $4, "
            "decided_at = $5 WHERE id = $6 AND state = 'proposed' AND base_hash = $7",
            {campaign.calendar_sequence, told, !told, actor, to_micros(now), change.id, base.definition_hash}) == 1 &&
        session.run("UPDATE campaigns SET definition = $1, definition_hash = $2, approved_hash = $2, "
                    "calendar_sequence = $3, event_cancelled_at = $4, updated_at = $5 WHERE id = $6 AND state = $7 "
                    "AND definition_hash = $8 AND event_cancelled_at IS NULL",
                    {text, campaign.definition_hash, campaign.calendar_sequence, cancelled_at, to_micros(now),
                     campaign.id, to_string(base.state), base.definition_hash}) == 1;
    if (!taken)
        throw conflict_error("campaign " + campaign.key +
                             ": it has changed since this was proposed; look again and propose it anew");
    move_ends(session, base, campaign);
    write_history(session, campaign, change.cancellation ? "event_cancelled" : "event_changed", actor,
                  "definition " + campaign.definition_hash, now);
}

void skip_purpose(store::Session& session, const Campaign& campaign, const std::string& purpose,
                  const std::string& reason, Instant now)
{
    while (true) {
        const store::Rows rows =
            session.query("SELECT messages.id, messages.state FROM queue CROSS JOIN messages WHERE messages.id = "
                          "queue.message_id AND queue.lane_id = $1 AND messages.purpose = $2 AND messages.state IN "
                          "('planned', 'queued', 'claimed') ORDER BY queue.message_id LIMIT $3",
                          {campaign.lane_id, purpose, batch});
        if (rows.empty()) return;
        std::map<delivery::State, std::vector<std::int64_t>> by_state;
        for (std::size_t row = 0; row < rows.size(); ++row)
            by_state[delivery::state_from(rows.text(row, 1))].push_back(rows.integer(row, 0));
        for (const auto& [state, ids] : by_state)
            delivery::move_messages(session, ids, state, delivery::State::skipped, reason, now);
    }
}

namespace {

/// The people of a range who were told of the event and have not said no, each with the last message of their own that
/// told them, or was carried by one that did (a confirmation goes by the channel they answered on, which may be
/// another): of campaign $1, above contact $2, up to contact $3. The carrier's address is gone once its person is
/// erased, theirs is not.
std::string told_people(const Campaign& campaign)
{
    const std::string whom = " AND m.purpose IN ('wave', 'confirmation') AND m.state IN " + sent_or_claimed +
                             " WHERE i.campaign_id = $1 AND i.contact_id > $2 AND i.contact_id <= $3 AND i.arm = "
                             "'invited' AND (i.answer IS NULL OR i.answer <> 'no') GROUP BY i.id, i.contact_id";
    const auto what = [](const std::string& message) {
        return "SELECT i.id AS invitation_id, i.contact_id AS contact_id, MAX(" + message +
               ") AS message_id FROM invitations i JOIN ";
    };
    const std::string own = what("m.id") + "messages m ON m.invitation_id = i.id" + whom;
    if (!campaign.definition.one_per_address) return own;
    return "SELECT invitation_id, contact_id, MAX(message_id) AS message_id FROM (" + own + " UNION ALL " +
           what("k.message_id") +
           "carried_messages k ON k.invitation_id = i.id JOIN messages m ON m.id = k.carrier_id" + whom +
           ") ways GROUP BY invitation_id, contact_id";
}

} // namespace

std::vector<OpenNotices> open_notices(store::Session& session)
{
    std::vector<OpenNotices> out;
    const store::Rows rows = session.query("SELECT id, campaign_id, kind, sequence, planned_to FROM event_changes "
                                           "WHERE state = 'applied' AND NOT planned ORDER BY id");
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back({rows.integer(row, 0), rows.integer(row, 1), rows.text(row, 2) == "cancellation",
                       rows.integer(row, 3), rows.integer(row, 4)});
    return out;
}

std::int64_t insert_notices(store::Session& session, const Campaign& campaign, const NoticePlan& plan, bool last,
                            Instant now)
{
    const std::string purpose = plan.notices.cancellation ? "cancellation" : "change";
    const std::int64_t before = session.query("SELECT COALESCE(MAX(id), 0) FROM messages").integer(0, 0);
    const auto account = [&](channel::Channel channel) -> std::int64_t {
        const auto found = plan.accounts.out.find(channel);
        return found == plan.accounts.out.end() ? 0 : found->second; // 0: the one it went by
    };
    const std::int64_t planned = static_cast<std::int64_t>(session.run(
        "INSERT INTO messages (organisation_id, lane_id, contact_id, invitation_id, connector_account_id, purpose, "
        "wave, channel, address, domain, locale, dedupe_key, reference, state, state_reason, not_after, "
        "attempts, content_version, sms_parts, created_at, updated_at) "
        "WITH told AS (" +
            told_people(campaign) +
            "), "
            "notices AS (SELECT t.invitation_id AS invitation_id, t.contact_id AS contact_id, m.organisation_id AS "
            "organisation_id, " +
            std::to_string(campaign.lane_id) +
            " AS lane_id, m.connector_account_id AS account, m.channel AS channel, m.address "
            "AS address, m.domain AS domain, m.locale AS locale, CASE WHEN EXISTS (SELECT 1 FROM suppressions s WHERE "
            "s.organisation_id = m.organisation_id AND s.channel = m.channel AND s.address = m.address) THEN "
            "'suppressed' ELSE '' END AS reason FROM told t JOIN messages m ON m.id = t.message_id JOIN contacts c ON "
            "c.id = t.contact_id AND c.erased_at IS NULL WHERE m.address <> '') "
            "SELECT organisation_id, lane_id, contact_id, invitation_id, COALESCE(NULLIF(CASE channel WHEN 'email' "
            "THEN CAST($4 AS BIGINT) WHEN 'sms' THEN CAST($5 AS BIGINT) END, 0), account), CAST($6 AS TEXT), '', "
            "channel, "
            "address, domain, locale, CAST($7 AS TEXT) || contact_id, " +
            random_hex(session.dialect()) +
            ", CASE reason WHEN '' THEN 'planned' ELSE 'skipped' END, reason, CAST($8 AS BIGINT), 0, '', 0, CAST($9 AS "
            "BIGINT), CAST($9 AS BIGINT) FROM notices WHERE contact_id > 0 ORDER BY contact_id ON CONFLICT "
            "(dedupe_key) DO NOTHING",
        {campaign.id, plan.notices.planned_to, plan.last_contact, account(channel::Channel::email),
         account(channel::Channel::sms), purpose,
         purpose + "/" + std::to_string(campaign.id) + "/" + std::to_string(plan.notices.sequence) + "/",
         to_micros(plan.not_after), to_micros(now)}));
    if (campaign.definition.one_per_address) put_together(session, campaign, {before, purpose, ""});
    // Ids rise, and nobody else plans in a locked campaign.
    const std::string made = "FROM messages WHERE id > $2 AND +lane_id = $3 AND purpose = $4";
    const std::vector<store::Value> which{to_micros(now), before, campaign.lane_id, purpose};
    for (const auto& [channel, due_at] : plan.due_at)
        session.run(
            "INSERT INTO queue (due_at, message_id, lane_id, connector_account_id, keeps_hours, stage, claim_id, "
            "lease_until) SELECT CAST($1 AS BIGINT), id, lane_id, connector_account_id, CAST($2 AS BOOLEAN), "
            "'planned', '', 0 FROM messages WHERE id > $3 AND +lane_id = $4 AND purpose = $5 AND state = "
            "'planned' AND channel = $6 ORDER BY id",
            {to_micros(due_at), !plan.urgent, before, campaign.lane_id, purpose, to_string(channel)});
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) SELECT id, '', "
                "'planned', CAST($1 AS BIGINT), purpose, '' " +
                    made + " ORDER BY id",
                which);
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) SELECT id, "
                "'planned', 'skipped', CAST($1 AS BIGINT), state_reason, '' " +
                    made + " AND state = 'skipped' ORDER BY id",
                which);
    session.run("UPDATE event_changes SET planned_to = $1, planned = $2 WHERE id = $3",
                {plan.last_contact, last, plan.notices.change_id});
    return planned;
}

bool is_urgent(store::Session& session, std::int64_t change_id)
{
    return session.query("SELECT urgent FROM event_changes WHERE id = $1", {change_id}).boolean(0, 0);
}

bool anything_sent(store::Session& session, std::int64_t campaign_id)
{
    const std::string sent_to = " WHERE i.campaign_id = $1 AND m.purpose = 'wave' AND m.state IN " + sent_or_claimed;
    return !session
                .query("SELECT 1 FROM messages m JOIN invitations i ON i.id = m.invitation_id" + sent_to +
                           " UNION ALL SELECT 1 FROM carried_messages k JOIN messages m ON m.id = k.carrier_id JOIN "
                           "invitations i ON i.id = k.invitation_id" +
                           sent_to + " LIMIT 1",
                       {campaign_id})
                .empty();
}

Localised cancellation_reason(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT note FROM event_changes WHERE campaign_id = $1 AND state = "
                                           "'applied' AND kind = 'cancellation' ORDER BY id DESC LIMIT 1",
                                           {campaign_id});
    return rows.empty() ? Localised() : note_of(rows.text(0, 0));
}

std::map<std::int64_t, LastTold> last_told(store::Session& session, const Campaign& campaign,
                                           std::span<const std::int64_t> invitation_ids)
{
    std::map<std::int64_t, LastTold> out;
    store::Given given{{"invitation", "BIGINT"}};
    for (const std::int64_t id : invitation_ids) {
        out[id];
        given.add({id});
    }
    // What each version of the event was called in the messages, and what it said.
    std::map<std::string, Event> versions;
    Localised note;
    const store::Rows changes = session.query("SELECT base_hash, previous, note FROM event_changes WHERE campaign_id = "
                                              "$1 AND state = 'applied' ORDER BY id",
                                              {campaign.id});
    for (std::size_t row = 0; row < changes.size(); ++row) {
        versions[changes.text(row, 0).substr(0, version_digits)] = read_definition(changes.text(row, 1), "UTC").event;
        note = note_of(changes.text(row, 2));
    }
    const std::string current = campaign.definition_hash.substr(0, version_digits);
    const bool carried = campaign.definition.one_per_address;
    const std::string own_or_carrier =
        carried ? "m.id IN (SELECT o.id FROM messages o WHERE o.invitation_id = given.invitation UNION ALL SELECT "
                  "k.carrier_id FROM carried_messages k WHERE k.invitation_id = given.invitation)"
                : "m.invitation_id = given.invitation";
    const store::Rows told = session.query(
        "SELECT given.invitation, COALESCE((SELECT m.content_version FROM messages m JOIN attempts a ON a.message_id = "
        "m.id AND a.handed_at IS NOT NULL WHERE " +
            own_or_carrier + " AND m.purpose IN ('wave', 'change') AND m.state IN " + sent +
            " ORDER BY a.handed_at DESC, a.id DESC LIMIT 1), ''), " +
            delivery::wrote_to("given.invitation", "m.purpose = 'wave' AND m.state = 'claimed'", carried) +
            " FROM given",
        {}, given);
    for (std::size_t row = 0; row < told.size(); ++row) {
        LastTold& one = out[told.integer(row, 0)];
        const std::string version = told.text(row, 1);
        one.note = note;
        if (version.empty()) {
            one.state = told.boolean(row, 2) ? LastTold::State::under_way : LastTold::State::nothing;
            continue;
        }
        one.version = version;
        const auto found = versions.find(version);
        if (version != current && !versions.empty())
            one.event = found != versions.end() ? found->second : versions.begin()->second;
        const bool same = version == current || versions.empty() || !differs(one.event, campaign.definition.event);
        one.state = same ? LastTold::State::current : LastTold::State::known;
    }
    return out;
}

} // namespace dosah::campaigns
