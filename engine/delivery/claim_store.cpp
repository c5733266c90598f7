// SPDX-License-Identifier: EUPL-1.2
#include "delivery/claim_store.h"

#include "delivery/moves_store.h"
#include "delivery/reference.h"

#include <unordered_map>

namespace dosah::delivery {

using store::Value;

namespace {

constexpr int batch = 500;

/// Takes two placeholders from `number` on: account and now.
std::string due(int number)
{
    return "messages.state = 'queued' AND messages.connector_account_id = $" + std::to_string(number) +
           " AND messages.due_at <= $" + std::to_string(number + 1) + " AND " + lane_is_open;
}

void add_attempts(store::Session& session, std::vector<Claim>& claims, Instant now, Random& random)
{
    std::unordered_map<std::int64_t, Claim*> by_message;
    for (Claim& claim : claims) {
        claim.attempt_reference = make_reference(random);
        by_message[claim.message_id] = &claim;
    }
    store::Given given{{"message", "BIGINT"}, {"number", "BIGINT"}, {"claim", "TEXT"}, {"reference", "TEXT"}};
    for (const Claim& claim : claims)
        given.add({claim.message_id, claim.attempt, claim.claim_id, claim.attempt_reference});
    const store::Rows rows = session.query(
        "INSERT INTO attempts (claimed_at, message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text) SELECT CAST($1 AS BIGINT), message, number, claim, reference, '', '', '', '' FROM given "
        "RETURNING id, message_id",
        {to_micros(now)}, given);
    for (std::size_t i = 0; i < rows.size(); ++i)
        by_message.at(rows.integer(i, 1))->attempt_id = rows.integer(i, 0);
}

} // namespace

std::string claim_id_of(const std::string& owner, std::uint64_t number)
{
    return owner + "-" + std::to_string(number);
}

bool anything_due(store::Session& session, std::int64_t connector_account_id, Instant now)
{
    return !session.query("SELECT 1 FROM messages WHERE " + due(1) + " LIMIT 1", {connector_account_id, to_micros(now)})
                .empty();
}

std::vector<Claim> claim_batch(store::Session& session, std::int64_t connector_account_id, const std::string& claim_id,
                               Instant lease_until, std::size_t limit, Instant now, Random& random)
{
    const MoveSql move = move_sql(State::queued, State::claimed);
    // The outer condition repeats the state: without it PostgreSQL hands out rows that another daemon claimed while
    // this one waited for them. MATERIALIZED: else it may run the inner query again for each row, past the limit.
    const store::Rows rows = session.query(
        "WITH due AS MATERIALIZED (SELECT id FROM messages WHERE " + due(1) + " ORDER BY due_at, id LIMIT $3" +
            std::string(session.skip_locked()) + ") UPDATE messages SET " + move.set +
            ", state_reason = '', attempts = attempts + 1, claim_id = $4, lease_until = $5, updated_at = $6 WHERE id "
            "IN "
            "(SELECT id FROM due) AND " +
            move.where +
            " RETURNING id, organisation_id, contact_id, invitation_id, purpose, wave, channel, address, locale, "
            "reference, attempts, not_after",
        {connector_account_id, to_micros(now), limit, claim_id, to_micros(lease_until), to_micros(now)});
    std::vector<Claim> claims;
    std::vector<std::int64_t> late;
    std::vector<MoveRow> history;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Claim claim;
        claim.message_id = rows.integer(i, 0);
        claim.organisation_id = rows.integer(i, 1);
        claim.contact_id = rows.integer(i, 2);
        claim.invitation_id = rows.optional_integer(i, 3);
        claim.purpose = rows.text(i, 4);
        claim.wave = rows.text(i, 5);
        claim.channel = channel::channel_from(rows.text(i, 6));
        claim.address = rows.text(i, 7);
        claim.locale = rows.text(i, 8);
        claim.reference = rows.text(i, 9);
        claim.attempt = static_cast<int>(rows.integer(i, 10));
        claim.claim_id = claim_id;
        if (const auto not_after = rows.optional_integer(i, 11)) claim.not_after = from_micros(*not_after);
        if (claim.not_after && *claim.not_after <= now) {
            late.push_back(claim.message_id);
            history.push_back({claim.message_id, std::nullopt, State::queued, State::claimed, "", ""});
        } else {
            claims.push_back(std::move(claim));
        }
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.message_id < b.message_id; });
    add_attempts(session, claims, now, random);
    for (const Claim& claim : claims)
        history.push_back({claim.message_id, claim.attempt_id, State::queued, State::claimed, "", ""});
    write_moves(session, history, now);
    move_messages(session, late, State::claimed, State::skipped, "too_late", now);
    return claims;
}

void renew_leases(store::Session& session, const std::string& owner, Instant lease_until)
{
    session.run(
        "UPDATE messages SET lease_until = $1 WHERE state IN ('claimed', 'handed') AND substr(claim_id, 1, 32) = $2",
        {to_micros(lease_until), owner});
}

Recovered recover(store::Database& database, const Orphans& orphans, const std::string& reason, Instant now)
{
    std::string whose;
    std::vector<Value> values;
    if (orphans.of == Orphans::Of::owner) {
        whose = " AND substr(claim_id, 1, 32) = $1";
        values.emplace_back(orphans.id);
    } else if (orphans.of == Orphans::Of::claim) {
        whose = " AND claim_id = $1";
        values.emplace_back(orphans.id);
    } else if (orphans.of == Orphans::Of::expired) {
        whose = " AND lease_until < $1";
        values.emplace_back(to_micros(now));
    }

    Recovered recovered;
    for (const auto& [from, to] :
         {std::pair{State::claimed, State::queued}, std::pair{State::handed, State::in_doubt}}) {
        // The first condition is the one of the index.
        const std::string query = "SELECT id FROM messages WHERE state IN ('claimed', 'handed') AND state = '" +
                                  std::string(to_string(from)) + "'" + whose + " ORDER BY id LIMIT " +
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
            transaction->run("UPDATE attempts SET outcome = $1, outcome_code = $2, ended_at = $3 FROM given WHERE "
                             "outcome = '' AND message_id = given.message",
                             {from == State::handed ? "unknown" : "not_sent", reason, to_micros(now)}, given);
            transaction.commit();
            (to == State::queued ? recovered.queued : recovered.in_doubt) += moved.size();
        }
    }
    return recovered;
}

} // namespace dosah::delivery
