// SPDX-License-Identifier: EUPL-1.2
#include "delivery/carried.h"
#include "delivery/moves_store.h"
#include "delivery/outbox.h"
#include "delivery/reference.h"

namespace dosah::delivery {

namespace {

constexpr int batch = 1000; // memory and the length of a transaction do not grow with the audience

/// What is due of one lane, or of none: batch after batch, each in a transaction of its own. Returns how many were
/// queued.
std::size_t release_lane(store::Database& database, std::optional<std::int64_t> lane, Instant now)
{
    std::vector<store::Value> values = {to_micros(now)};
    if (lane) values.emplace_back(*lane);
    const std::string query =
        std::string(
            "SELECT queue.message_id, messages.not_after FROM queue CROSS JOIN messages "
            "WHERE messages.id = queue.message_id AND messages.state = 'planned' AND queue.stage = 'planned' AND "
            "queue.due_at <= $1 AND queue.lane_id ") +
        (lane ? "= $2" : "IS NULL") + " ORDER BY queue.due_at, queue.message_id LIMIT " + std::to_string(batch);
    std::size_t queued = 0;
    while (true) {
        const store::Rows rows = database.session().query(query, values);
        if (rows.empty()) return queued;
        std::vector<std::int64_t> due;
        std::vector<std::int64_t> late;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto not_after = rows.optional_integer(i, 1);
            (not_after && *not_after <= to_micros(now) ? late : due).push_back(rows.integer(i, 0));
        }
        store::Transaction transaction(database);
        move_messages(transaction.session(), late, State::planned, State::skipped, "too_late", now);
        queued += move_messages(transaction.session(), due, State::planned, State::queued, "due", now).size();
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
        "channel, address, locale, dedupe_key, reference, state, state_reason, not_after, attempts, "
        "content_version, sms_parts, created_at, updated_at, domain) VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, "
        "$10, $11, 'planned', '', $12, 0, '', 0, $13, $13, $14) "
        "ON CONFLICT (dedupe_key) DO NOTHING RETURNING id",
        {message.organisation_id, message.lane_id, message.contact_id, message.invitation_id,
         message.connector_account_id, message.purpose, to_string(message.channel), message.address, message.locale,
         message.dedupe_key, make_reference(random), not_after, to_micros(now),
         message.channel == channel::Channel::email ? message.address.substr(message.address.rfind('@') + 1) : ""});
    if (rows.empty()) return std::nullopt;
    const std::int64_t id = rows.integer(0, 0);
    session.run("INSERT INTO queue (message_id, lane_id, connector_account_id, keeps_hours, due_at, stage, claim_id, "
                "lease_until) VALUES ($1, $2, $3, $4, $5, 'planned', '', 0)",
                {id, message.lane_id, message.connector_account_id, message.keeps_hours, to_micros(message.due_at)});
    write_moves(session, {{id, std::nullopt, std::nullopt, State::planned, message.purpose, ""}}, now);
    return id;
}

std::size_t release_due(store::Database& database, Instant now)
{
    // By lanes: the planned messages of closed ones are not even looked at.
    const store::Rows lanes = database.session().query(
        "SELECT id FROM lanes WHERE open AND EXISTS (SELECT 1 FROM queue WHERE stage = 'planned' AND lane_id = "
        "lanes.id AND due_at <= $1) UNION ALL SELECT NULL WHERE EXISTS (SELECT 1 FROM queue WHERE stage = "
        "'planned' AND lane_id IS NULL AND due_at <= $1)",
        {to_micros(now)});
    std::size_t queued = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i)
        queued += release_lane(database, lanes.optional_integer(i, 0), now);
    return queued;
}

std::size_t skip_lane(store::Session& session, std::int64_t lane_id, const std::string& reason, Instant now)
{
    return skip_found(session,
                      "SELECT messages.id, messages.state FROM queue CROSS JOIN messages WHERE messages.id = "
                      "queue.message_id AND queue.lane_id = $1 AND queue.stage IN ('planned', 'queued', 'held') AND "
                      "messages.state IN ('planned', 'queued', 'claimed') ORDER BY queue.message_id LIMIT $2",
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
                         const std::string& reason, Instant now, const std::string& address)
{
    set_apart(session, organisation_id, contact_id, address, now);
    return skip_found(session,
                      "SELECT id, state FROM messages WHERE organisation_id = $1 AND contact_id = $2 AND "
                      "purpose <> 'opt_out' AND (address = $3 OR $3 = '') AND state IN ('planned', 'queued', "
                      "'claimed') ORDER BY id LIMIT $4",
                      {organisation_id, contact_id, address, batch}, reason, now);
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
    // One look by the index of each stage.
    return session
        .query(
            "SELECT 1 FROM queue WHERE stage = 'held' AND lane_id = $1 UNION ALL SELECT 1 FROM queue WHERE stage = "
            "'queued' AND lane_id = $1 UNION ALL SELECT 1 FROM queue WHERE stage = 'planned' AND lane_id = $1 LIMIT 1",
            {lane_id})
        .empty();
}

} // namespace dosah::delivery
