// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/freeze_store.h"

#include "base/error.h"
#include "campaigns/campaign_draw_store.h"
#include "campaigns/plan_store.h"
#include "campaigns/wave.h"
#include "segments/segment.h"

namespace dosah::campaigns {

namespace {

constexpr std::string_view rule = "prior/1";

/// The people of a portion first, by their ids, and only then whom the query means: left to choose, SQLite takes an
/// index of the organisation and looks through all of it for each portion.
constexpr std::string_view portion = "WITH c AS MATERIALIZED (SELECT * FROM contacts WHERE id > $1 AND id <= $2) ";

/// As claimed_store.cpp reads it: what somebody is to be greeted with, whatever the rules say.
std::string own_greeting(const std::string& contact)
{
    return "(SELECT a.value FROM contact_attributes a WHERE a.contact_id = " + contact +
           " AND a.name IN ('greeting', 'osloveni', 'tiltale') ORDER BY a.name LIMIT 1)";
}

std::vector<store::Value> with(std::vector<store::Value> values, const std::vector<store::Value>& more)
{
    values.insert(values.end(), more.begin(), more.end());
    return values;
}

std::int64_t invite(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
                    Instant frozen_at, std::int64_t after_contact, std::int64_t last_contact)
{
    const LookBack window = look_back(organisation, frozen_at);
    const bool covered = organisation.register_start && *organisation.register_start <= window.from;
    const segments::Condition audience =
        segments::compile(session, organisation.id, campaign.definition.audience, frozen_at, 8);
    return static_cast<std::int64_t>(session.run(
        "INSERT INTO invitations (organisation_id, campaign_id, rule_version, contact_id, frame_id, prior, arm, "
        "token_version, companions, first_time, frozen_gender, frozen_birth_year, frozen_place) " +
            std::string(portion) + "SELECT c.organisation_id, CAST($3 AS BIGINT), CAST($4 AS TEXT), c.id, " +
            random_hex(session.dialect()) +
            ", CASE WHEN EXISTS (SELECT 1 FROM involvements v WHERE v.contact_id = c.id AND v.occurred_at >= $5 "
            "AND v.occurred_at < $6) THEN 'prior' ELSE '" +
            (covered ? "none" : "unobservable") +
            "' END, CAST($7 AS TEXT), 1, 0, '', c.gender, c.birth_year, c.folded_place FROM c WHERE " + audience.sql +
            " ORDER BY c.id",
        with({after_contact, last_contact, campaign.id, rule, to_micros(window.from), to_micros(window.to),
              campaign.definition.draw ? "reserve" : "invited"},
             audience.values)));
}

/// Membership is frozen too: listed members as they stand, rule-based groups as their query finds them now. The order
/// of the CROSS JOINs is SQLite's order too.
void freeze_groups(store::Session& session, const Campaign& campaign, Instant now, std::int64_t after_contact,
                   std::int64_t last_contact)
{
    const std::vector<store::Value> which{campaign.id, after_contact, last_contact};
    session.run("INSERT INTO invitation_groups (invitation_id, group_key) "
                "SELECT i.id, g.key FROM invitations i CROSS JOIN group_members m CROSS JOIN target_groups g "
                "WHERE i.campaign_id = $1 AND i.contact_id > $2 AND i.contact_id <= $3 "
                "AND m.contact_id = i.contact_id AND g.id = m.group_id AND g.organisation_id = i.organisation_id "
                "ON CONFLICT (invitation_id, group_key) DO NOTHING",
                which);
    const store::Rows groups = session.query("SELECT key, query FROM target_groups WHERE organisation_id = $1 "
                                             "AND query IS NOT NULL AND query <> '' ORDER BY id",
                                             {campaign.organisation_id});
    for (std::size_t row = 0; row < groups.size(); ++row) {
        const segments::Condition members =
            segments::compile(session, campaign.organisation_id, groups.text(row, 1), now, 5);
        session.run("INSERT INTO invitation_groups (invitation_id, group_key) "
                    "SELECT i.id, CAST($1 AS TEXT) FROM invitations i CROSS JOIN contacts c "
                    "WHERE i.campaign_id = $2 AND i.contact_id > $3 AND i.contact_id <= $4 "
                    "AND c.id = i.contact_id AND (" +
                        members.sql + ") ON CONFLICT (invitation_id, group_key) DO NOTHING",
                    with(with({groups.text(row, 0)}, which), members.values));
    }
}

} // namespace

void count_audience(store::Database& database, const Campaign& campaign,
                    const organisations::Organisation& organisation, const AccountChoice& accounts, Instant now,
                    bool by_name, const TakePart& take)
{
    store::Session session = database.session();
    const segments::Condition audience =
        segments::compile(session, organisation.id, campaign.definition.audience, now, 4);
    Ways ways = ways_of(campaign.definition, accounts, organisation);
    ways.own_preference = has_preferences(session, organisation.id);
    const std::string easy = ", CASE c.format WHEN 'easy_to_read' THEN 1 ELSE 0 END AS easy";
    const std::string names =
        by_name ? ", c.family_name AS family_name, c.gender AS gender, " + own_greeting("c.id") + " AS own_greeting"
                : "";
    const std::string routes = select_routes(ways, "$3", easy + names, "FROM c", audience.sql);
    std::string columns = "COALESCE(way, ''), reason, locale, easy";
    std::string groups = "3, 4, 5, 6";
    if (by_name) {
        for (const char* column : {"given_name", "family_name", "gender", "COALESCE(own_greeting, '')"})
            columns += std::string(", CASE WHEN way = 'sms' AND reason = '' THEN ") + column + " ELSE '' END";
        groups += ", 7, 8, 9, 10";
    }
    for (std::int64_t after = 0;;) {
        const auto last = last_of_next_contacts(session, after);
        if (!last) return;
        const store::Rows rows = session.query(std::string(portion) + "SELECT COUNT(*), MIN(contact_id), " + columns +
                                                   " FROM (" + routes + ") people GROUP BY " + groups,
                                               with({after, *last, organisation.locale}, audience.values));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            AudiencePart part{rows.text(row, 2),    rows.text(row, 3),    rows.text(row, 4),        {},
                              rows.integer(row, 0), rows.integer(row, 1), rows.integer(row, 5) == 1};
            if (by_name) part.person = {rows.text(row, 6), rows.text(row, 7), rows.text(row, 8), rows.text(row, 9)};
            take(part);
        }
        after = *last;
    }
}

std::map<std::string, Together> count_together(store::Database& database, const Campaign& campaign,
                                               const organisations::Organisation& organisation,
                                               const AccountChoice& accounts, Instant now)
{
    store::Session session = database.session();
    const segments::Condition audience =
        segments::compile(session, organisation.id, campaign.definition.audience, now, 2);
    Ways ways = ways_of(campaign.definition, accounts, organisation);
    ways.own_preference = has_preferences(session, organisation.id);
    const std::string room = most_together_sql("way");
    const store::Rows rows = session.query_once(
        "SELECT way, COUNT(*), SUM(people - (people + " + room + " - 1) / " + room + "), SUM(CASE WHEN people > " +
            room + " THEN 1 ELSE 0 END), MAX(CASE WHEN people > " + room + " THEN " + room +
            " ELSE people END) FROM (SELECT way, address, COUNT(*) AS people FROM (" +
            select_routes(ways, "$1", "", "FROM contacts c", audience.sql) +
            ") routes WHERE reason = '' AND way IN ('email', 'sms') GROUP BY way, address HAVING COUNT(*) > 1) shared "
            "GROUP BY way",
        with({organisation.locale}, audience.values));
    std::map<std::string, Together> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out[rows.text(row, 0)] = {rows.integer(row, 2), rows.integer(row, 3), rows.integer(row, 4)};
    return out;
}

std::int64_t begin_planning(store::Session& session, const Campaign& campaign)
{
    return session.query("UPDATE campaigns SET planning = planning + 1 WHERE id = $1 RETURNING planning", {campaign.id})
        .integer(0, 0);
}

void hold_planning(store::Session& session, const Campaign& campaign, std::int64_t planning)
{
    const std::size_t held =
        session.run("UPDATE campaigns SET planning = $1 WHERE id = $2 AND planning = $1 AND state = $3 "
                    "AND definition_hash = $4",
                    {planning, campaign.id, to_string(campaign.state), campaign.definition_hash});
    if (held != 1)
        throw conflict_error("campaign " + campaign.key +
                             ": somebody else has moved, edited or launched it meanwhile; look again");
}

std::int64_t freeze_people(store::Session& session, const Campaign& campaign,
                           const organisations::Organisation& organisation, const AccountChoice& accounts,
                           Instant frozen_at, Instant due_at, std::int64_t after_contact, std::int64_t last_contact)
{
    const std::int64_t invited = invite(session, campaign, organisation, frozen_at, after_contact, last_contact);
    if (invited == 0) return 0;
    if (campaign.definition.draw) {
        freeze_groups(session, campaign, frozen_at, after_contact, last_contact);
        freeze_strata(session, campaign, after_contact, last_contact);
        return invited; // the lot says later for whom messages are planned
    }
    PlannedWave wave;
    wave.kind = campaign.definition.waves.front().kind;
    wave.ways = ways_of(campaign.definition, accounts, organisation);
    wave.ways.own_preference = has_preferences(session, organisation.id);
    wave.due_at = due_at;
    wave.not_after = wave_end(campaign.definition, campaign.definition.waves.front(), due_at);
    wave.after_contact = after_contact;
    wave.last_contact = last_contact;
    plan_wave(session, campaign, wave, frozen_at);
    freeze_groups(session, campaign, frozen_at, after_contact, last_contact);
    return invited;
}

std::optional<std::int64_t> last_of_next_contacts(store::Session& session, std::int64_t after_contact)
{
    return session
        .query("SELECT MAX(id) FROM (SELECT id FROM contacts WHERE id > $1 ORDER BY id LIMIT $2) next",
               {after_contact, people_at_once})
        .optional_integer(0, 0);
}

bool discard_people(store::Session& session, const Campaign& campaign)
{
    const auto last = last_of_next_invited(session, campaign.id, 0);
    if (!last) return false;
    const std::vector<store::Value> which{campaign.id, *last};
    const std::string invited = "SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id <= $2";
    // Messages before their rows of the queue: the order in which all moves lock them.
    const store::Rows deleted =
        session.query("DELETE FROM messages WHERE invitation_id IN (" + invited + ") RETURNING id", which);
    store::Given messages{{"id", "BIGINT"}};
    for (std::size_t i = 0; i < deleted.size(); ++i)
        messages.add({deleted.integer(i, 0)});
    session.run("DELETE FROM queue WHERE message_id IN (SELECT id FROM given)", {}, messages);
    session.run("DELETE FROM carried_messages WHERE message_id IN (SELECT id FROM given)", {}, messages);
    session.run("DELETE FROM message_moves WHERE message_id IN (SELECT id FROM given)", {}, messages);
    session.run("DELETE FROM invitation_groups WHERE invitation_id IN (" + invited + ")", which);
    session.run("DELETE FROM invitations WHERE campaign_id = $1 AND contact_id <= $2", which);
    return true;
}

} // namespace dosah::campaigns
