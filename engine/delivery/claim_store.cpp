// SPDX-License-Identifier: EUPL-1.2
#include "delivery/claim_store.h"

#include "base/error.h"
#include "delivery/moves_store.h"
#include "delivery/pace_store.h"
#include "delivery/reference.h"

#include <deque>
#include <unordered_map>

namespace dosah::delivery {

using store::Value;

namespace {

constexpr int batch = 500;

/// A source's condition on the queue: literally the one of its index. Takes the parameters $1 account, $2 now, and $3
/// the lane if there is one.
std::string waits_in(bool keeps_hours, const std::string& lane)
{
    return "queue.stage = 'queued' AND queue.connector_account_id = $1 AND queue.due_at <= $2 AND queue.keeps_hours "
           "= " +
           std::string(keeps_hours ? "TRUE" : "FALSE") + " AND queue.lane_id " + lane;
}

/// Takes the parameter $1 for the moment.
std::string set_claimed(const MoveSql& move)
{
    return "UPDATE messages SET " + move.set + ", state_reason = '', attempts = attempts + 1, updated_at = $1";
}

struct Found
{
    std::vector<Value> values; ///< what the condition takes
    std::string due;           ///< a query of the source's messages, the longest waiting first; with LIMIT's parameter
};

/// `columns` of messages. A row that is claimed must be locked before its row of the queue, as all moves do.
Found find_due(store::Session& session, const Source& source, std::string_view columns, std::int64_t account,
               std::size_t limit, Instant now)
{
    Found found{{account, to_micros(now)}, {}};
    if (source.lane_id) found.values.emplace_back(*source.lane_id);
    found.values.emplace_back(limit);
    found.due = "SELECT " + std::string(columns) +
                " FROM queue CROSS JOIN messages WHERE messages.id = queue.message_id AND " +
                waits_in(source.keeps_hours, source.lane_id ? "= $3" : "IS NULL") +
                " AND messages.state = 'queued' ORDER BY queue.due_at, queue.message_id LIMIT $" +
                std::to_string(found.values.size()) + session.skip_locked("messages");
    return found;
}

store::Rows claim_chosen(store::Session& session, const std::vector<std::int64_t>& ids, Instant now)
{
    const MoveSql move = move_sql(State::queued, State::claimed);
    store::Given chosen{{"id", "BIGINT"}};
    for (const std::int64_t id : ids)
        chosen.add({id});
    return session.query(set_claimed(move) + " FROM given WHERE messages.id = given.id AND " + move.where +
                             " RETURNING " + claim_columns("messages") + ", attempts, not_after, domain",
                         {to_micros(now)}, chosen);
}

store::Rows claim_at_once(store::Session& session, const Source& source, const ClaimWish& wish, std::size_t limit,
                          Instant now)
{
    const Found found = find_due(session, source, "messages.id", wish.connector_account_id, limit, now);
    const store::Rows rows = session.query(found.due, found.values);
    std::vector<std::int64_t> ids;
    ids.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        ids.push_back(rows.integer(i, 0));
    return claim_chosen(session, ids, now);
}

/// The same where domains have a say: what they do not admit is put off to when they may.
store::Rows claim_admitted(store::Session& session, const Source& source, const ClaimWish& wish, std::size_t limit,
                           Instant now)
{
    const Found found =
        find_due(session, source, "messages.id, messages.domain", wish.connector_account_id, limit, now);
    const store::Rows rows = session.query(found.due, found.values);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < rows.size(); ++i)
        candidates.push_back({rows.integer(i, 0), rows.text(i, 1)});
    const Admitted admitted = admit(session, wish.connector_account_id, wish.domain_rate, candidates, now);
    store::Given later{{"id", "BIGINT"}, {"due", "BIGINT"}};
    for (const auto& [id, due] : admitted.later)
        later.add({id, to_micros(due)});
    session.run("UPDATE queue SET due_at = given.due FROM given WHERE queue.message_id = given.id", {}, later);
    return claim_chosen(session, admitted.now, now);
}

/// Takes them into this claim; the queue says when they were due.
void hold_in_queue(store::Session& session, std::vector<Claim>& claims, Instant lease_until)
{
    std::unordered_map<std::int64_t, Claim*> by_message;
    store::Given given{{"id", "BIGINT"}, {"claim", "TEXT"}};
    for (Claim& claim : claims) {
        by_message[claim.message_id] = &claim;
        given.add({claim.message_id, claim.claim_id});
    }
    const store::Rows rows = session.query(
        "UPDATE queue SET stage = 'held', claim_id = given.claim, lease_until = $1 FROM given WHERE queue.message_id = "
        "given.id RETURNING queue.message_id, queue.due_at",
        {to_micros(lease_until)}, given);
    if (rows.size() != claims.size())
        throw Error(ErrorKind::internal, "a message that was claimed has no place in the queue");
    for (std::size_t i = 0; i < rows.size(); ++i)
        by_message.at(rows.integer(i, 0))->due_at = from_micros(rows.integer(i, 1));
}

void add_attempts(store::Session& session, std::vector<Claim>& claims, Instant now, Random& random)
{
    std::unordered_map<std::int64_t, Claim*> by_message;
    store::Given given{{"message", "BIGINT"}, {"number", "BIGINT"}, {"claim", "TEXT"}, {"reference", "TEXT"}};
    for (Claim& claim : claims) {
        by_message[claim.message_id] = &claim;
        claim.attempt_reference = make_attempt_secret(random);
        given.add({claim.message_id, claim.attempt, claim.claim_id, claim.attempt_reference});
    }
    const store::Rows rows = session.query(
        "INSERT INTO attempts (claimed_at, message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text) SELECT CAST($1 AS BIGINT), message, number, claim, reference, '', '', '', '' FROM given "
        "RETURNING id, message_id",
        {to_micros(now)}, given);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Claim& claim = *by_message.at(rows.integer(i, 1));
        claim.attempt_id = rows.integer(i, 0);
        claim.attempt_reference = attempt_reference(claim.attempt_id, claim.attempt_reference);
    }
}

} // namespace

std::string claim_id_of(const std::string& owner, std::uint64_t number)
{
    return owner + "-" + std::to_string(number);
}

std::string claim_columns(const std::string& messages)
{
    std::string columns;
    for (const char* column : {"id", "organisation_id", "contact_id", "invitation_id", "purpose", "wave", "channel",
                               "address", "locale", "reference"})
        columns += (columns.empty() ? "" : ", ") + messages + "." + column;
    return columns;
}

Claim claim_of(const store::Rows& rows, std::size_t row)
{
    Claim claim;
    claim.message_id = rows.integer(row, 0);
    claim.organisation_id = rows.integer(row, 1);
    claim.contact_id = rows.integer(row, 2);
    claim.invitation_id = rows.optional_integer(row, 3);
    claim.purpose = rows.text(row, 4);
    claim.wave = rows.text(row, 5);
    claim.channel = channel::channel_from(rows.text(row, 6));
    claim.address = rows.text(row, 7);
    claim.locale = rows.text(row, 8);
    claim.reference = rows.text(row, 9);
    return claim;
}

std::vector<Source> due_sources(store::Session& session, std::int64_t connector_account_id, bool quiet, Instant now)
{
    std::vector<Source> sources;
    for (const bool keeps_hours : {false, true}) {
        if (keeps_hours && quiet) break;
        const std::string one = "EXISTS (SELECT 1 FROM queue WHERE ";
        // Not the messages of closed lanes are passed over one by one, but the lanes.
        const store::Rows rows = session.query(
            "SELECT id FROM lanes WHERE " + one + waits_in(keeps_hours, "= lanes.id") +
                ") AND open AND organisation_id = (SELECT organisation_id FROM connector_accounts WHERE id = $1) "
                "UNION ALL SELECT NULL WHERE " +
                one + waits_in(keeps_hours, "IS NULL") + ")",
            {connector_account_id, to_micros(now)});
        for (std::size_t i = 0; i < rows.size(); ++i)
            sources.push_back({rows.optional_integer(i, 0), keeps_hours});
    }
    return sources;
}

std::vector<Claim> claim_batch(store::Session& session, const std::vector<Source>& sources, const ClaimWish& wish,
                               Instant now, Random& random)
{
    const bool careful = wish.domain_rate > 0 || any_domain_rests(session, wish.connector_account_id, now);
    std::vector<Claim> claims;
    std::vector<std::int64_t> late;
    std::vector<MoveRow> history;
    std::deque<Source> open(sources.begin(), sources.end());
    std::size_t taken = 0;
    while (!open.empty() && taken < wish.limit) {
        const std::size_t share = (wish.limit - taken + open.size() - 1) / open.size();
        const store::Rows rows = careful ? claim_admitted(session, open.front(), wish, share, now)
                                         : claim_at_once(session, open.front(), wish, share, now);
        if (rows.size() == share) open.push_back(open.front()); // there may be more, once the others had their share
        open.pop_front();
        taken += rows.size();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Claim claim = claim_of(rows, i);
            claim.attempt = static_cast<int>(rows.integer(i, 10));
            claim.claim_id = wish.claim_id;
            if (const auto not_after = rows.optional_integer(i, 11)) claim.not_after = from_micros(*not_after);
            claim.domain = rows.text(i, 12);
            if (claim.not_after && *claim.not_after <= now) {
                late.push_back(claim.message_id);
                history.push_back({claim.message_id, std::nullopt, State::queued, State::claimed, "", ""});
            } else {
                claims.push_back(std::move(claim));
            }
        }
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.message_id < b.message_id; });
    hold_in_queue(session, claims, wish.lease_until);
    add_attempts(session, claims, now, random);
    for (const Claim& claim : claims)
        history.push_back({claim.message_id, claim.attempt_id, State::queued, State::claimed, "", ""});
    write_moves(session, history, now);
    move_messages(session, late, State::claimed, State::skipped, "too_late", now);
    return claims;
}

void renew_leases(store::Session& session, const std::vector<std::int64_t>& message_ids, const std::string& owner,
                  Instant lease_until)
{
    store::Given held{{"id", "BIGINT"}};
    for (const std::int64_t id : message_ids)
        held.add({id});
    // One that is locked is being settled. To wait for it would be out of the order, messages before queue.
    session.run(
        "WITH mine AS MATERIALIZED (SELECT queue.message_id FROM given JOIN queue ON queue.message_id = given.id "
        "WHERE queue.stage = 'held' AND substr(queue.claim_id, 1, 32) = $1" +
            session.skip_locked("queue") +
            ") UPDATE queue SET lease_until = $2 WHERE message_id IN (SELECT message_id FROM mine)",
        {owner, to_micros(lease_until)}, held);
}

Recovered recover(store::Database& database, const Orphans& orphans, const std::string& reason, Instant now)
{
    std::string whose;
    std::vector<Value> values;
    if (orphans.of == Orphans::Of::owner) {
        whose = " AND substr(queue.claim_id, 1, 32) = $1";
        values.emplace_back(orphans.id);
    } else if (orphans.of == Orphans::Of::claim) {
        whose = " AND queue.claim_id = $1";
        values.emplace_back(orphans.id);
    } else if (orphans.of == Orphans::Of::expired) {
        whose = " AND queue.lease_until < $1";
        values.emplace_back(to_micros(now));
    }

    Recovered recovered;
    for (const auto& [from, to] :
         {std::pair{State::claimed, State::queued}, std::pair{State::handed, State::in_doubt}}) {
        // CROSS JOIN keeps SQLite to this order: it would begin with all messages.
        const std::string query = "SELECT messages.id FROM queue CROSS JOIN messages WHERE messages.id = "
                                  "queue.message_id AND queue.stage = 'held' AND messages.state = '" +
                                  std::string(to_string(from)) + "'" + whose + " ORDER BY messages.id LIMIT " +
                                  std::to_string(batch);
        while (true) {
            const store::Rows rows = database.session().query(query, values);
            if (rows.empty()) break;
            std::vector<std::int64_t> ids;
            for (std::size_t i = 0; i < rows.size(); ++i)
                ids.push_back(rows.integer(i, 0));
            store::Transaction transaction(database);
            const std::vector<std::int64_t> moved = move_messages(transaction.session(), ids, from, to, reason, now);
            store::Given given{{"message", "BIGINT"}};
            for (const std::int64_t id : moved)
                given.add({id});
            transaction->run("UPDATE attempts SET outcome = $1, outcome_code = $2, ended_at = $3, handed_at = (SELECT "
                             "MAX(at) FROM message_moves WHERE message_moves.message_id = attempts.message_id AND "
                             "message_moves.attempt_id = attempts.id AND to_state = 'handed') FROM given WHERE "
                             "outcome = '' AND message_id = given.message",
                             {from == State::handed ? "unknown" : "not_sent", reason, to_micros(now)}, given);
            transaction.commit();
            (to == State::queued ? recovered.queued : recovered.in_doubt) += moved.size();
        }
    }
    return recovered;
}

} // namespace dosah::delivery
