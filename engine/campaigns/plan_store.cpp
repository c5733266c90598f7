// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/plan_store.h"

#include "contacts/preferences.h"
#include "delivery/carried.h"

namespace dosah::campaigns {

namespace {

/// One channel of a route as SQL: the columns and joins it needs.
struct Channel
{
    explicit Channel(channel::Channel channel)
        : word("'" + std::string(channel::to_string(channel)) + "'"), address(address_column(channel)),
          has(address + " IS NOT NULL AND " + address + " <> ''")
    {
        if (channel ==
            channel::Channel::letter) { // a postal address has no suppressions, its person may have opted out
            open = has + " AND c.opted_out_at IS NULL";
            return;
        }
        const std::string stop = "stop_" + std::string(channel::to_string(channel));
        open = has + " AND " + stop + ".id IS NULL";
        // at most one row: a suppression is unique
        join = " LEFT JOIN suppressions " + stop + " ON " + stop + ".organisation_id = c.organisation_id AND " + stop +
               ".channel = " + word + " AND " + stop + ".address = " + address;
    }

    std::string word;
    std::string address;
    std::string has;
    std::string open;
    std::string join;
};

/// As SQL's list.
std::string words_for(channel::Channel channel)
{
    std::string list;
    for (const std::string_view word : contacts::words_for(channel))
        list += (list.empty() ? "'" : ", '") + std::string(word) + "'";
    return "(" + list + ")";
}

} // namespace

std::string address_column(channel::Channel channel)
{
    switch (channel) {
    case channel::Channel::email:
        return "c.email";
    case channel::Channel::sms:
        return "c.phone";
    case channel::Channel::letter:
        return "c.postal_address";
    }
    return "";
}

bool has_preferences(store::Session& session, std::int64_t organisation_id)
{
    return !session
                .query("SELECT 1 FROM contact_attributes a JOIN contacts c ON c.id = a.contact_id WHERE a.name = $1 "
                       "AND c.organisation_id = $2 LIMIT 1",
                       {contacts::channel_attribute, organisation_id})
                .empty();
}

std::string random_hex(store::Dialect dialect)
{
    return dialect == store::Dialect::postgresql ? "replace(CAST(gen_random_uuid() AS TEXT), '-', '')"
                                                 : "lower(hex(randomblob(16)))";
}

Ways ways_of(const Definition& definition, const AccountChoice& accounts,
             const organisations::Organisation& organisation)
{
    return {definition.channels, accounts, organisation.locale, definition.kind == "commercial"};
}

std::string select_routes(const Ways& ways, const std::string& locale, const std::string& more, const std::string& from,
                          const std::string& where)
{
    const std::string lawful = ways.consent_needed ? "c.legal_basis = 'consent'" : "c.legal_basis <> ''";
    std::string preferred_way;
    std::string preferred_address;
    std::string way;
    std::string blocked_way;
    std::string address;
    std::string blocked_address;
    std::string open;
    std::string blocked;
    std::string joins;
    for (const channel::Channel named : ways.channels) {
        if (!ways.accounts.out.contains(named)) continue;
        const Channel channel(named);
        if (ways.own_preference) {
            const std::string preferred = " WHEN " + channel.open + " AND prefers.folded_value IN " + words_for(named);
            preferred_way += preferred + " THEN " + channel.word;
            preferred_address += preferred + " THEN " + channel.address;
        }
        way += " WHEN " + channel.open + " THEN " + channel.word;
        blocked_way += " WHEN " + channel.has + " THEN " + channel.word;
        address += " WHEN " + channel.open + " THEN " + channel.address;
        blocked_address += " WHEN " + channel.has + " THEN " + channel.address;
        open += " WHEN " + channel.open + " THEN CASE WHEN " + lawful + " THEN '' ELSE 'no_legal_basis' END";
        blocked += " WHEN " + channel.has + " THEN 'suppressed'";
        joins += channel.join;
    }
    if (ways.own_preference)
        joins += " LEFT JOIN contact_attributes prefers ON prefers.contact_id = c.id AND prefers.name = '" +
                 std::string(contacts::channel_attribute) + "'";
    const bool nowhere = way.empty();
    return "SELECT c.id AS contact_id, CASE c.locale WHEN '' THEN CAST(" + locale +
           " AS TEXT) ELSE c.locale END AS locale, c.given_name AS given_name, " +
           (nowhere ? "CAST(NULL AS TEXT)" : "CASE" + preferred_way + way + blocked_way + " END") + " AS way, " +
           (nowhere ? "CAST(NULL AS TEXT)" : "CASE" + preferred_address + address + blocked_address + " END") +
           " AS address, " + (nowhere ? "'no_channel'" : "CASE" + open + blocked + " ELSE 'no_channel' END") +
           " AS reason" + more + " " + from + joins + " WHERE " + where;
}

std::int64_t plan_wave(store::Session& session, const Campaign& campaign, const PlannedWave& wave, Instant now)
{
    if (wave.ways.accounts.out.empty()) return 0; // nobody can be reached
    std::vector<store::Value> values{wave.ways.locale, campaign.id, wave.after_contact, wave.last_contact};
    values.insert(values.end(), wave.values.begin(), wave.values.end());
    const auto bind = [&](store::Value value, const char* type) {
        values.push_back(std::move(value));
        return "CAST($" + std::to_string(values.size()) + " AS " + type + ")";
    };
    // A CROSS JOIN keeps SQLite to this order: invitations by their unique index, each with its contact by id.
    const std::string people =
        select_routes(wave.ways, "$1", ", i.id AS invitation_id", "FROM invitations i CROSS JOIN contacts c",
                      "i.campaign_id = $2 AND i.contact_id > $3 AND i.contact_id <= $4 AND c.id = i.contact_id AND "
                      "i.arm = 'invited' AND i.ineligible_at IS NULL" +
                          (wave.condition.empty() ? std::string() : " AND (" + wave.condition + ")"));
    const std::string organisation = bind(campaign.organisation_id, "BIGINT");
    const std::string lane = bind(campaign.lane_id, "BIGINT");
    std::string account = "CASE way";
    for (const auto& [channel, id] : wave.ways.accounts.out)
        account += " WHEN '" + std::string(channel::to_string(channel)) + "' THEN " + bind(id, "BIGINT");
    account += " END";
    const std::string kind = bind(wave.kind, "TEXT");
    const std::string dedupe = bind(std::to_string(campaign.id) + "/" + wave.kind + "/", "TEXT");
    const std::string not_after =
        bind(wave.not_after ? store::Value(to_micros(*wave.not_after)) : store::Value(), "BIGINT");
    const std::string at = bind(to_micros(now), "BIGINT");
    const std::int64_t before = session.query("SELECT COALESCE(MAX(id), 0) FROM messages").integer(0, 0);
    const std::size_t planned = session.run(
        "INSERT INTO messages (organisation_id, lane_id, contact_id, invitation_id, connector_account_id, purpose, "
        "wave, channel, address, domain, locale, dedupe_key, reference, state, state_reason, not_after, "
        "attempts, content_version, sms_parts, created_at, updated_at) WITH people AS (" +
            people + ") SELECT " + organisation + ", " + lane + ", contact_id, invitation_id, " + account +
            ", 'wave', " + kind +
            ", way, address, "
            // what stands behind the last @, as in migration 0008
            "CASE way WHEN 'email' THEN substr(address, 1 + length(rtrim(address, replace(address, '@', '')))) "
            "ELSE '' END, locale, " +
            dedupe + " || contact_id || '/' || way, " + random_hex(session.dialect()) +
            ", CASE reason WHEN '' THEN 'planned' ELSE 'skipped' END, reason, " + not_after + ", 0, '', 0, " + at +
            ", " + at + " FROM people WHERE way IS NOT NULL ORDER BY contact_id ON CONFLICT (dedupe_key) DO NOTHING",
        values);
    if (campaign.definition.one_per_address) put_together(session, campaign, {before, "wave", wave.kind});
    // Ids rise, so those just made are above what there was. The plus keeps SQLite from looking through the whole lane.
    const std::string made = "FROM messages WHERE id > $2 AND +lane_id = $3 AND wave = $4";
    const std::vector<store::Value> which{to_micros(now), before, campaign.lane_id, wave.kind};
    session.run("INSERT INTO queue (due_at, message_id, lane_id, connector_account_id, keeps_hours, stage, claim_id, "
                "lease_until) SELECT CAST($1 AS BIGINT), id, lane_id, connector_account_id, TRUE, 'planned', '', 0 " +
                    made + " AND state = 'planned' ORDER BY id",
                {to_micros(wave.due_at), before, campaign.lane_id, wave.kind});
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                "SELECT id, '', 'planned', CAST($1 AS BIGINT), '', '' " +
                    made + " ORDER BY id",
                which);
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                "SELECT id, 'planned', 'skipped', CAST($1 AS BIGINT), state_reason, '' " +
                    made + " AND state = 'skipped' ORDER BY id",
                which);
    return static_cast<std::int64_t>(planned);
}

std::string most_together_sql(const std::string& channel)
{
    return "(CASE " + channel + " WHEN 'sms' THEN " + std::to_string(most_together_by_sms) + " ELSE " +
           std::to_string(most_together_by_email) + " END)";
}

void put_together(store::Session& session, const Campaign& campaign, const MadeMessages& made)
{
    const std::string alike = "m.lane_id = $2 AND m.purpose = $3 AND m.wave = $4 AND m.channel IN ('email', 'sms')";
    const std::string room = most_together_sql("channel");
    // SQLite has one writer; elsewhere nobody is to claim or skip one that is being given more to carry. The rows that
    // are locked, as they are then, are the only ones that are looked at.
    const std::string lock = session.dialect() == store::Dialect::postgresql ? " FOR UPDATE" : "";
    // The plus keeps SQLite from looking through the whole lane. Of one that was tried already, a late receipt of that
    // attempt would say that those who join it now were written to.
    session.run("INSERT INTO carried_messages (message_id, carrier_id, invitation_id) WITH fresh AS MATERIALIZED "
                "(SELECT m.id, m.invitation_id, m.channel, m.address FROM messages m WHERE m.id > $1 AND m.state = "
                "'planned' AND m.address <> '' AND +" +
                    alike +
                    "), waiting AS MATERIALIZED (SELECT w.id AS id, w.channel AS channel, w.address AS address FROM "
                    "messages w WHERE w.id IN (SELECT m.id FROM fresh f CROSS JOIN messages m WHERE m.organisation_id "
                    "= $5 AND m.channel = f.channel AND m.address = f.address AND m.id <= $1 AND +" +
                    alike + ") AND w.state IN ('planned', 'queued') AND w.attempts = 0 ORDER BY w.id" + lock +
                    "), open AS (SELECT channel, address, MAX(id) AS id FROM waiting GROUP BY channel, address), "
                    "seated AS (SELECT channel, address, id, " +
                    room +
                    " - 1 - (SELECT COUNT(*) FROM carried_messages k WHERE k.carrier_id = open.id) AS seats FROM "
                    "open), placed AS (SELECT f.id AS id, f.invitation_id AS invitation_id, f.channel AS channel, "
                    "f.address AS address, seated.id AS open_id, ROW_NUMBER() OVER (PARTITION BY f.channel, f.address "
                    "ORDER BY f.id) - 1 - COALESCE(seated.seats, 0) AS place FROM fresh f LEFT JOIN seated ON "
                    "seated.channel = f.channel AND seated.address = f.address), grouped AS (SELECT id, invitation_id, "
                    "CASE WHEN place < 0 THEN open_id ELSE MIN(id) OVER (PARTITION BY channel, address, CASE WHEN "
                    "place < 0 THEN -1 ELSE place / " +
                    room +
                    " END) END AS carrier FROM placed) SELECT id, carrier, invitation_id FROM grouped WHERE carrier "
                    "<> id",
                {made.above, campaign.lane_id, made.purpose, made.wave, campaign.organisation_id});
    session.run("UPDATE messages SET state = 'skipped', state_reason = $1 WHERE id IN (SELECT k.message_id FROM "
                "carried_messages k WHERE k.message_id > $2) AND +lane_id = $3",
                {delivery::carried_reason, made.above, campaign.lane_id});
}

std::optional<std::int64_t> last_of_next_invited(store::Session& session, std::int64_t campaign_id,
                                                 std::int64_t after_contact)
{
    return session
        .query("SELECT MAX(contact_id) FROM (SELECT contact_id FROM invitations WHERE campaign_id = $1 "
               "AND contact_id > $2 ORDER BY contact_id LIMIT $3) next",
               {campaign_id, after_contact, people_at_once})
        .optional_integer(0, 0);
}

} // namespace dosah::campaigns
