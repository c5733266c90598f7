// SPDX-License-Identifier: EUPL-1.2
#include "delivery/moves_store.h"
#include "delivery/outbox.h"
#include "delivery/reference.h"

namespace dosah::delivery {

namespace {

constexpr int batch = 1000; // memory and the length of a transaction do not grow with the audience

std::vector<std::int64_t> ids_of(const store::Rows& rows)
{
    std::vector<std::int64_t> ids;
    ids.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        ids.push_back(rows.integer(i, 0));
    return ids;
}

/// Moves what the query finds, batch after batch, each in a transaction of its own.
/// `query` takes `values`.
std::size_t move_found(store::Database& database, const std::string& query, const std::vector<store::Value>& values,
                       State to, const std::string& reason, Instant now)
{
    std::size_t total = 0;
    while (true) {
        const std::vector<std::int64_t> ids = ids_of(database.session().query(query, values));
        if (ids.empty()) return total;
        store::Transaction transaction(database);
        total += move_messages(transaction.session(), ids, State::planned, to, reason, now).size();
        transaction.commit();
    }
}

/// Skips what the query finds standing before the hand-over, wherever it has moved on to meanwhile. `query` takes
/// `values` and gives id and state.
std::size_t skip_found(store::Session& session, const std::string& query, const std::vector<store::Value>& values,
                       const std::string& reason, Instant now)
{
    std::size_t total = 0;
    while (true) {
        const store::Rows rows = session.query(query, values);
        if (rows.empty()) return total;
        std::map<State, std::vector<std::int64_t>> by_state;
        for (std::size_t i = 0; i < rows.size(); ++i)
            by_state[state_from(rows.text(i, 1))].push_back(rows.integer(i, 0));
        for (const auto& [state, ids] : by_state)
            total += move_messages(session, ids, state, State::skipped, reason, now).size();
    }
}

} // namespace

std::int64_t open_lane(store::Session& session, std::int64_t organisation_id, bool open)
{
    return session.insert("INSERT INTO lanes (organisation_id, open) VALUES ($1, $2) RETURNING id",
                          {organisation_id, open});
}

void set_lane(store::Session& session, std::int64_t lane_id, bool open)
{
    session.run("UPDATE lanes SET open = $1 WHERE id = $2", {open, lane_id});
}

std::optional<std::int64_t> plan(store::Session& session, Random& random, const NewMessage& message, Instant now)
{
    const auto not_after = message.not_after ? std::optional(to_micros(*message.not_after)) : std::nullopt;
    const store::Rows rows = session.query(
        "INSERT INTO messages (organisation_id, lane_id, contact_id, invitation_id, connector_account_id, purpose, "
        "wave, "
        "channel, address, locale, dedupe_key, reference, state, state_reason, due_at, not_after, attempts, "
        "content_version, sms_parts, created_at, updated_at, domain, keeps_hours) VALUES ($1, $2, $3, $4, $5, $6, "
        "'', "
        "$7, $8, $9, $10, $11, 'planned', '', $12, $13, 0, '', 0, $14, $14, $15, $16) "
        "ON CONFLICT (dedupe_key) DO NOTHING RETURNING id",
        {message.organisation_id, message.lane_id, message.contact_id, message.invitation_id,
         message.connector_account_id, message.purpose, to_string(message.channel), message.address, message.locale,
         message.dedupe_key, make_reference(random), to_micros(message.due_at), not_after, to_micros(now),
         message.channel == channel::Channel::email ? message.address.substr(message.address.rfind('@') + 1) : "",
         message.keeps_hours});
    if (rows.empty()) return std::nullopt;
    const std::int64_t id = rows.integer(0, 0);
    write_moves(session, {{id, std::nullopt, std::nullopt, State::planned, message.purpose, ""}}, now);
    return id;
}

std::size_t release_due(store::Database& database, Instant now)
{
    // By lanes: the planned messages of closed ones are not even looked at.
    const store::Rows lanes = database.session().query(
        "SELECT id FROM lanes WHERE open AND EXISTS (SELECT 1 FROM messages WHERE state = 'planned' AND lane_id = "
        "lanes.id AND due_at <= $1) UNION ALL SELECT NULL WHERE EXISTS (SELECT 1 FROM messages WHERE state = "
        "'planned' AND lane_id IS NULL AND due_at <= $1)",
        {to_micros(now)});
    std::size_t queued = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const auto lane = lanes.optional_integer(i, 0);
        std::vector<store::Value> values = {to_micros(now)};
        if (lane) values.emplace_back(*lane);
        const std::string due = std::string("SELECT id FROM messages WHERE state = 'planned' AND due_at <= $1 AND ") +
                                (lane ? "lane_id = $2" : "lane_id IS NULL");
        const std::string first = " ORDER BY due_at, id LIMIT " + std::to_string(batch);
        move_found(database, due + " AND not_after <= $1" + first, values, State::skipped, "too_late", now);
        queued += move_found(database, due + first, values, State::queued, "due", now);
    }
    return queued;
}

std::size_t skip_lane(store::Session& session, std::int64_t lane_id, const std::string& reason, Instant now)
{
    return skip_found(session,
                      "SELECT id, state FROM messages WHERE lane_id = $1 AND state IN ('planned', 'queued', 'claimed') "
                      "ORDER BY id LIMIT $2",
                      {lane_id, batch}, reason, now);
}

std::size_t skip_address(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
                         const std::string& address, const std::string& reason, Instant now)
{
    return skip_found(session,
                      "SELECT id, state FROM messages WHERE organisation_id = $1 AND channel = $2 AND address = $3 AND "
                      "purpose <> 'opt_out' AND state IN ('planned', 'queued', 'claimed') ORDER BY id LIMIT $4",
                      {organisation_id, to_string(channel), address, batch}, reason, now);
}

std::size_t skip_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                         const std::string& reason, Instant now)
{
    return skip_found(session,
                      "SELECT id, state FROM messages WHERE organisation_id = $1 AND contact_id = $2 AND "
                      "purpose <> 'opt_out' AND state IN ('planned', 'queued', 'claimed') ORDER BY id LIMIT $3",
                      {organisation_id, contact_id, batch}, reason, now);
}

std::vector<Progress> lane_progress(store::Session& session, std::int64_t lane_id)
{
    const store::Rows rows = session.query("SELECT channel, state, COUNT(*) FROM messages WHERE lane_id = $1 "
                                           "GROUP BY channel, state ORDER BY channel",
                                           {lane_id});
    std::vector<Progress> progress;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const channel::Channel channel = channel::channel_from(rows.text(i, 0));
        if (progress.empty() || progress.back().channel != channel) progress.push_back({channel, {}});
        progress.back().by_state[rows.text(i, 1)] = rows.integer(i, 2);
    }
    return progress;
}

bool lane_finished(store::Session& session, std::int64_t lane_id)
{
    return session
        .query(
            "SELECT 1 FROM messages WHERE lane_id = $1 AND state IN ('planned', 'queued', 'claimed', 'handed') LIMIT 1",
            {lane_id})
        .empty();
}

} // namespace dosah::delivery
