// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/freeze_store.h"

#include "base/encoding.h"
#include "delivery/reference.h"
#include "segments/segment.h"

#include <map>
namespace dosah::campaigns {

namespace {

constexpr std::size_t page = 5000;  // people held in memory at once
constexpr std::size_t bundle = 100; // rows an INSERT carries
constexpr std::string_view rule = "prior/1";

/// INSERT ... VALUES (...), (...) in bundles of one size, so that the statement is prepared once; the rest one by one.
/// `shared` are the values every row repeats, `row_of` gives the others.
struct Bundles
{
    std::string head; ///< "INSERT INTO t (a, b, c) VALUES "
    std::string tail; ///< " RETURNING id" or ""
    std::vector<store::Value> shared;
    std::size_t own = 0;  ///< placeholders a row has of its own
    std::string literals; ///< what follows them in each row: ", 0, ''"

    std::string sql(std::size_t rows) const
    {
        std::string out = head;
        std::size_t next = shared.size() + 1;
        for (std::size_t row = 0; row < rows; ++row) {
            out += row == 0 ? "(" : ", (";
            for (std::size_t i = 0; i < shared.size(); ++i)
                out += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
            for (std::size_t i = 0; i < own; ++i)
                out += ", $" + std::to_string(next++);
            out += literals + ")";
        }
        return out + tail;
    }

    template <class Row, class Values, class Done>
    void run(store::Session& session, const std::vector<Row>& rows, Values values_of, Done done) const
    {
        const std::string whole = sql(bundle);
        const std::string single = sql(1);
        for (std::size_t at = 0; at < rows.size();) {
            const std::size_t count = rows.size() - at >= bundle ? bundle : 1;
            std::vector<store::Value> values = shared;
            for (std::size_t i = 0; i < count; ++i)
                for (store::Value& value : values_of(rows[at + i]))
                    values.push_back(std::move(value));
            const std::string& text = count == bundle ? whole : single;
            if (tail.empty()) {
                session.run(text, values);
            } else {
                done(session.query(text, values));
            }
            at += count;
        }
    }
};

struct PlannedMessage
{
    const Person* person = nullptr;
    std::int64_t invitation_id = 0;
    Route route;
};

std::map<std::int64_t, std::int64_t> insert_invitations(Services& services, store::Session& session,
                                                        const Campaign& campaign,
                                                        const organisations::Organisation& organisation,
                                                        const LookBack& window, const std::vector<Person>& people)
{
    const Bundles bundles{"INSERT INTO invitations (organisation_id, campaign_id, rule_version, contact_id, frame_id, "
                          "prior, arm, token_version, companions, first_time) VALUES ",
                          " RETURNING contact_id, id",
                          {campaign.organisation_id, campaign.id, rule},
                          3,
                          ", 'invited', 1, 0, ''"};
    std::map<std::int64_t, std::int64_t> by_contact;
    bundles.run(
        session, people,
        [&](const Person& person) {
            return std::vector<store::Value>{person.contact_id, to_hex(services.random.bytes(16)),
                                             prior_status(organisation, window, person)};
        },
        [&](const store::Rows& rows) {
            for (std::size_t row = 0; row < rows.size(); ++row)
                by_contact[rows.integer(row, 0)] = rows.integer(row, 1);
        });
    return by_contact;
}

void insert_messages(Services& services, store::Session& session, const Campaign& campaign,
                     const AccountChoice& accounts, Instant now, Instant due_at,
                     const std::vector<PlannedMessage>& messages)
{
    const Wave& wave = campaign.definition.waves.front();
    const std::optional<std::int64_t> not_after =
        wave.not_after ? std::optional(to_micros(*wave.not_after)) : std::nullopt;
    const Bundles bundles{"INSERT INTO messages (organisation_id, lane_id, wave, due_at, not_after, created_at, "
                          "updated_at, contact_id, invitation_id, connector_account_id, channel, address, locale, "
                          "dedupe_key, reference, state, state_reason, purpose, attempts, content_version, "
                          "sms_parts) VALUES ",
                          "",
                          {campaign.organisation_id, campaign.lane_id, wave.kind, to_micros(due_at), not_after,
                           to_micros(now), to_micros(now)},
                          10,
                          ", 'wave', 0, '', 0"};
    const std::string dedupe = std::to_string(campaign.id) + "/" + wave.kind + "/";
    bundles.run(
        session, messages,
        [&](const PlannedMessage& message) {
            const std::string channel(channel::to_string(*message.route.channel));
            const auto account = accounts.out.find(*message.route.channel);
            return std::vector<store::Value>{message.person->contact_id,
                                             message.invitation_id,
                                             account->second,
                                             channel,
                                             message.route.address,
                                             message.person->locale,
                                             dedupe + std::to_string(message.person->contact_id) + "/" + channel,
                                             delivery::make_reference(services.random),
                                             message.route.skipped.empty() ? "planned" : "skipped",
                                             message.route.skipped};
        },
        [](const store::Rows&) {});
}

void write_first_moves(store::Session& session, const Campaign& campaign, Instant now)
{
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                "SELECT id, '', 'planned', CAST($1 AS BIGINT), '', '' FROM messages WHERE lane_id = $2 ORDER BY id",
                {to_micros(now), campaign.lane_id});
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                "SELECT id, 'planned', 'skipped', CAST($1 AS BIGINT), state_reason, '' FROM messages "
                "WHERE lane_id = $2 AND state = 'skipped' ORDER BY id",
                {to_micros(now), campaign.lane_id});
}

/// Membership is frozen too: listed members as they stand, rule-based groups as their query finds them now.
void freeze_groups(store::Session& session, const Campaign& campaign, Instant now)
{
    session.run("INSERT INTO invitation_groups (invitation_id, group_key) "
                "SELECT i.id, g.key FROM invitations i JOIN group_members m ON m.contact_id = i.contact_id "
                "JOIN target_groups g ON g.id = m.group_id AND g.organisation_id = i.organisation_id "
                "WHERE i.campaign_id = $1 ON CONFLICT (invitation_id, group_key) DO NOTHING",
                {campaign.id});
    const store::Rows groups = session.query("SELECT key, query FROM target_groups WHERE organisation_id = $1 "
                                             "AND query IS NOT NULL AND query <> '' ORDER BY id",
                                             {campaign.organisation_id});
    for (std::size_t row = 0; row < groups.size(); ++row) {
        const segments::Condition members =
            segments::compile(session, campaign.organisation_id, groups.text(row, 1), now, 3);
        std::vector<store::Value> values{groups.text(row, 0), campaign.id};
        values.insert(values.end(), members.values.begin(), members.values.end());
        session.query_once("INSERT INTO invitation_groups (invitation_id, group_key) "
                           "SELECT i.id, CAST($1 AS TEXT) FROM invitations i JOIN contacts c ON c.id = i.contact_id "
                           "WHERE i.campaign_id = $2 AND (" +
                               members.sql + ") ON CONFLICT (invitation_id, group_key) DO NOTHING RETURNING 1",
                           values);
    }
}

} // namespace

std::vector<Person> read_audience(store::Session& session, const organisations::Organisation& organisation,
                                  const std::string& query, const LookBack& window, Instant now,
                                  std::int64_t after_contact, std::size_t limit)
{
    const segments::Condition audience = segments::compile(session, organisation.id, query, now, 4);
    std::vector<store::Value> values{to_micros(window.from), to_micros(window.to), after_contact};
    values.insert(values.end(), audience.values.begin(), audience.values.end());
    const store::Rows rows = session.query_once(
        "SELECT c.id, c.locale, c.given_name, COALESCE(c.email, ''), COALESCE(c.phone, ''), c.legal_basis, "
        "EXISTS (SELECT 1 FROM suppressions s WHERE s.organisation_id = c.organisation_id AND s.channel = 'email' "
        "AND s.address = c.email), "
        "EXISTS (SELECT 1 FROM suppressions s WHERE s.organisation_id = c.organisation_id AND s.channel = 'sms' "
        "AND s.address = c.phone), "
        "EXISTS (SELECT 1 FROM involvements v WHERE v.contact_id = c.id AND v.occurred_at >= $1 "
        "AND v.occurred_at < $2) FROM contacts c WHERE c.id > $3 AND (" +
            audience.sql + ") ORDER BY c.id LIMIT " + std::to_string(limit),
        values);
    std::vector<Person> people(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Person& person = people[row];
        person.contact_id = rows.integer(row, 0);
        person.locale = rows.text(row, 1).empty() ? organisation.locale : rows.text(row, 1);
        person.given_name = rows.text(row, 2);
        person.email = rows.text(row, 3);
        person.phone = rows.text(row, 4);
        person.legal_basis = rows.text(row, 5);
        person.email_suppressed = rows.boolean(row, 6);
        person.phone_suppressed = rows.boolean(row, 7);
        person.involved = rows.boolean(row, 8);
    }
    return people;
}

std::int64_t freeze_audience(Services& services, store::Session& session, const Campaign& campaign,
                             const organisations::Organisation& organisation, const AccountChoice& accounts,
                             Instant frozen_at, Instant due_at)
{
    const LookBack window = look_back(organisation, frozen_at);
    std::int64_t invited = 0;
    std::int64_t after = 0;
    while (true) {
        const std::vector<Person> people =
            read_audience(session, organisation, campaign.definition.audience, window, frozen_at, after, page);
        if (people.empty()) break;
        after = people.back().contact_id;
        invited += static_cast<std::int64_t>(people.size());
        const auto invitations = insert_invitations(services, session, campaign, organisation, window, people);
        std::vector<PlannedMessage> messages;
        for (const Person& person : people) {
            const Route route = choose_route(campaign.definition, accounts, person);
            if (route.channel) messages.push_back({&person, invitations.at(person.contact_id), route});
        }
        insert_messages(services, session, campaign, accounts, frozen_at, due_at, messages);
    }
    write_first_moves(session, campaign, frozen_at);
    freeze_groups(session, campaign, frozen_at);
    return invited;
}

void discard_audience(store::Session& session, const Campaign& campaign)
{
    session.run("DELETE FROM message_moves WHERE message_id IN (SELECT id FROM messages WHERE lane_id = $1)",
                {campaign.lane_id});
    session.run("DELETE FROM messages WHERE lane_id = $1", {campaign.lane_id});
    session.run("DELETE FROM invitation_groups WHERE invitation_id IN "
                "(SELECT id FROM invitations WHERE campaign_id = $1)",
                {campaign.id});
    session.run("DELETE FROM invitations WHERE campaign_id = $1", {campaign.id});
}

std::int64_t count_invited(store::Session& session, std::int64_t campaign_id)
{
    return session.query("SELECT COUNT(*) FROM invitations WHERE campaign_id = $1 AND arm = 'invited'", {campaign_id})
        .integer(0, 0);
}

} // namespace dosah::campaigns
