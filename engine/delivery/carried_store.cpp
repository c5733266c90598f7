// SPDX-License-Identifier: EUPL-1.2
#include "delivery/carried_store.h"

#include "delivery/moves_store.h"
#include "delivery/reference.h"

#include <algorithm>
#include <map>
#include <set>

namespace dosah::delivery {

namespace {

const std::string waits = "state IN ('planned', 'queued', 'claimed')";

/// Messages that were carried and wait for themselves from now on, where and until when their carriers did; `given` has
/// both in the columns message and carrier.
void plan_again(store::Session& session, const store::Given& given, Instant now)
{
    const MoveSql move = move_sql(State::skipped, State::planned);
    const store::Rows rows = session.query(
        "UPDATE messages SET " + move.set +
            ", state_reason = '', updated_at = $1, not_after = (SELECT c.not_after FROM messages c WHERE c.id = "
            "given.carrier) FROM given WHERE messages.id = given.message AND " +
            move.where + " RETURNING messages.id",
        {to_micros(now)}, given);
    session.run("INSERT INTO queue (message_id, lane_id, connector_account_id, keeps_hours, due_at, stage, claim_id, "
                "lease_until) SELECT given.message, q.lane_id, q.connector_account_id, q.keeps_hours, q.due_at, "
                "'planned', '', 0 FROM given JOIN queue q ON q.message_id = given.carrier",
                {}, given);
    std::vector<MoveRow> history;
    for (std::size_t i = 0; i < rows.size(); ++i)
        history.push_back({rows.integer(i, 0), std::nullopt, State::skipped, State::planned, "carried_no_more", ""});
    write_moves(session, history, now);
}

/// Locks those of the carriers that wait, so that none of them is skipped or handed over meanwhile. Returns their
/// states.
std::map<std::int64_t, State> hold_waiting(store::Session& session, const std::set<std::int64_t>& carriers)
{
    store::Given given{{"id", "BIGINT"}};
    for (const std::int64_t id : carriers)
        given.add({id});
    const store::Rows rows =
        session.query("UPDATE messages SET updated_at = updated_at FROM given WHERE messages.id = given.id AND "
                      "messages." +
                          waits + " RETURNING messages.id, messages.state",
                      {}, given);
    std::map<std::int64_t, State> held;
    for (std::size_t i = 0; i < rows.size(); ++i)
        held[rows.integer(i, 0)] = state_from(rows.text(i, 1));
    return held;
}

} // namespace

std::vector<Carried> carried_by(store::Session& session, std::span<const Claim> claims)
{
    store::Given given{{"id", "BIGINT"}};
    for (const Claim& claim : claims)
        given.add({claim.message_id});
    const store::Rows rows = session.query("SELECT k.carrier_id, m.id, m.contact_id, m.invitation_id FROM given JOIN "
                                           "carried_messages k ON k.carrier_id = given.id AND k.invitation_id <> 0 "
                                           "JOIN messages m ON m.id = k.message_id",
                                           {}, given);
    std::vector<Carried> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back({rows.integer(i, 0), rows.integer(i, 1), rows.integer(i, 2), rows.optional_integer(i, 3)});
    std::sort(all.begin(), all.end(), [](const Carried& a, const Carried& b) {
        return std::pair(a.carrier_id, a.message_id) < std::pair(b.carrier_id, b.message_id);
    });
    return all;
}

Recipients recipients_of(store::Session& session, std::int64_t message_id)
{
    const store::Rows rows = session.query(
        "SELECT contact_id, address, reference, 1 AS theirs, 0 AS place FROM messages WHERE id = $1 UNION ALL SELECT "
        "m.contact_id, m.address, m.reference, CASE k.invitation_id WHEN 0 THEN 0 ELSE 1 END, m.id FROM "
        "carried_messages k JOIN messages m ON m.id = k.message_id WHERE k.carrier_id = $1 ORDER BY place",
        {message_id});
    Recipients all;
    bool any_erased = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool erased = is_erased_reference(rows.text(i, 2)) || rows.integer(i, 3) == 0;
        if (i == 0) all.own_erased = erased;
        any_erased = any_erased || erased;
        if (erased) continue;
        if (all.address.empty()) all.address = rows.text(i, 1);
        const std::int64_t contact = rows.integer(i, 0); // who were two may be one since
        if (std::find(all.people.begin(), all.people.end(), contact) == all.people.end()) all.people.push_back(contact);
    }
    all.several = all.people.size() > 1 || (any_erased && rows.size() > 1);
    return all;
}

std::string carries_somebody(const std::string& message)
{
    return "EXISTS (SELECT 1 FROM carried_messages k WHERE k.carrier_id = " + message + " AND k.invitation_id <> 0)";
}

std::string wrote_to(const std::string& invitation, const std::string& that, bool carried)
{
    const std::string own =
        "EXISTS (SELECT 1 FROM messages m WHERE m.invitation_id = " + invitation + " AND " + that + ")";
    if (!carried) return own;
    return "(" + own +
           " OR EXISTS (SELECT 1 FROM carried_messages k JOIN messages m ON m.id = k.carrier_id WHERE k.invitation_id "
           "= " +
           invitation + " AND " + that + "))";
}

void set_apart(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
               const std::string& address, Instant now)
{
    while (true) {
        const store::Rows rows = session.query(
            "SELECT k.message_id, k.carrier_id FROM messages m JOIN carried_messages k ON k.message_id = m.id JOIN "
            "messages c ON c.id = k.carrier_id WHERE m.organisation_id = $1 AND m.contact_id = $2 AND (m.address = $3 "
            "OR $3 = '') AND m.state = 'skipped' AND c." +
                waits + " ORDER BY k.carrier_id",
            {organisation_id, contact_id, address});
        if (rows.empty()) return;
        std::set<std::int64_t> carriers;
        for (std::size_t i = 0; i < rows.size(); ++i)
            carriers.insert(rows.integer(i, 1));
        const auto held = hold_waiting(session, carriers);
        store::Given apart{{"message", "BIGINT"}, {"carrier", "BIGINT"}};
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (held.contains(rows.integer(i, 1))) apart.add({rows.integer(i, 0), rows.integer(i, 1)});
        session.run("DELETE FROM carried_messages WHERE message_id IN (SELECT message FROM given)", {}, apart);
        plan_again(session, apart, now);
        std::vector<std::int64_t> written;
        for (const auto& [id, state] : held)
            if (state == State::claimed) written.push_back(id);
        if (!written.empty()) move_messages(session, written, State::claimed, State::queued, "carries_fewer", now);
    }
}

bool is_carried_off(store::Session& session, std::int64_t contact_id)
{
    return !session
                .query("SELECT 1 FROM messages m JOIN carried_messages k ON k.message_id = m.id JOIN messages c ON "
                       "c.id = k.carrier_id WHERE m.contact_id = $1 AND c.state = 'handed' LIMIT 1",
                       {contact_id})
                .empty();
}

void pass_on(store::Session& session, const store::Given& skipped, Instant now)
{
    const store::Rows rows = session.query("SELECT k.carrier_id, MIN(k.message_id) FROM given JOIN carried_messages k "
                                           "ON k.carrier_id = given.id AND k.invitation_id <> 0 GROUP BY k.carrier_id",
                                           {}, skipped);
    store::Given heirs{{"message", "BIGINT"}, {"carrier", "BIGINT"}};
    for (std::size_t i = 0; i < rows.size(); ++i)
        heirs.add({rows.integer(i, 1), rows.integer(i, 0)});
    if (heirs.empty()) return;
    session.run("DELETE FROM carried_messages WHERE message_id IN (SELECT message FROM given)", {}, heirs);
    session.run("UPDATE carried_messages SET carrier_id = given.message FROM given WHERE carried_messages.carrier_id = "
                "given.carrier",
                {}, heirs);
    plan_again(session, heirs, now);
}

void leave_out(store::Session& session, const std::vector<LeftOut>& people, Instant now)
{
    std::map<std::string, std::vector<std::int64_t>> by_reason;
    store::Given given{{"message", "BIGINT"}};
    std::vector<std::int64_t> all;
    for (const LeftOut& one : people) {
        by_reason[one.reason].push_back(one.message_id);
        given.add({one.message_id});
        all.push_back(one.message_id);
    }
    if (all.empty()) return;
    session.run("DELETE FROM carried_messages WHERE message_id IN (SELECT message FROM given)", {}, given);
    move_messages(session, all, State::skipped, State::planned, "carried_no_more", now);
    for (const auto& [reason, ids] : by_reason)
        move_messages(session, ids, State::planned, State::skipped, reason, now);
}

} // namespace dosah::delivery
