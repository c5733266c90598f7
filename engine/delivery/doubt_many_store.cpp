// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "delivery/doubt.h"
#include "delivery/moves_store.h"
#include "organisations/organisation.h"

namespace dosah::delivery {

using store::Value;

namespace {

std::string place(std::size_t number)
{
    return "$" + std::to_string(number);
}

/// Takes the next parameters.
std::string chosen(const DoubtChoice& choice, std::vector<Value>& values)
{
    values.emplace_back(choice.organisation_id);
    const std::string where =
        "messages.id IN (SELECT message_id FROM queue WHERE stage = 'in_doubt') AND messages.state "
        "= 'in_doubt' AND messages.organisation_id = " +
        place(values.size());
    if (!choice.lane_id) return where;
    values.emplace_back(*choice.lane_id);
    return where + " AND messages.lane_id = " + place(values.size());
}

constexpr std::string_view doubt_columns = "id, contact_id, channel, address, state_reason, updated_at";

InDoubt read_doubt(const store::Rows& rows, std::size_t row)
{
    return {rows.integer(row, 0), rows.integer(row, 1), channel::channel_from(rows.text(row, 2)),
            rows.text(row, 3),    rows.text(row, 4),    from_micros(rows.integer(row, 5))};
}

constexpr const char* in_closed_lane =
    "EXISTS (SELECT 1 FROM lanes WHERE lanes.id = messages.lane_id AND NOT lanes.open)";

} // namespace

std::int64_t count_in_doubt(store::Session& session, const DoubtChoice& choice)
{
    std::vector<Value> values;
    const std::string where = chosen(choice, values);
    return session.query("SELECT COUNT(*) FROM messages WHERE " + where, values).integer(0, 0);
}

std::map<std::int64_t, std::int64_t> in_doubt_by_lane(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT COALESCE(messages.lane_id, 0), COUNT(*) FROM queue CROSS JOIN messages WHERE messages.id = "
        "queue.message_id AND queue.stage = 'in_doubt' AND messages.state = 'in_doubt' AND "
        "messages.organisation_id = $1 GROUP BY messages.lane_id",
        {organisation_id});
    std::map<std::int64_t, std::int64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i)
        counts[rows.integer(i, 0)] = rows.integer(i, 1);
    return counts;
}

DoubtPage doubt_page(store::Session& session, const DoubtChoice& choice, std::size_t limit,
                     const std::optional<InDoubt>& after)
{
    std::vector<Value> values;
    std::string where = chosen(choice, values);
    if (after) {
        values.insert(values.end(), {to_micros(after->since), after->message_id});
        where += " AND (messages.updated_at, messages.id) > (" + place(values.size() - 1) + ", " +
                 place(values.size()) + ")";
    }
    values.emplace_back(limit + 1);
    const store::Rows rows = session.query("SELECT " + std::string(doubt_columns) + ", lane_id, CASE WHEN " +
                                               in_closed_lane + " THEN 1 ELSE 0 END FROM messages WHERE " + where +
                                               " ORDER BY updated_at, id LIMIT " + place(values.size()),
                                           values);
    DoubtPage page;
    page.more = rows.size() > limit;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i)
        page.rows.push_back({read_doubt(rows, i), rows.optional_integer(i, 6), rows.integer(i, 7) != 0});
    return page;
}

std::vector<InDoubt> in_doubt_among(store::Session& session, std::int64_t organisation_id,
                                    const std::vector<std::int64_t>& messages)
{
    std::vector<InDoubt> found;
    for (const std::int64_t message : messages) {
        const store::Rows rows = session.query("SELECT " + std::string(doubt_columns) +
                                                   " FROM messages WHERE id = $1 AND organisation_id = $2 AND state = "
                                                   "'in_doubt'",
                                               {message, organisation_id});
        if (!rows.empty()) found.push_back(read_doubt(rows, 0));
    }
    return found;
}

std::int64_t count_held(store::Session& session, const DoubtChoice& choice)
{
    std::vector<Value> values;
    const std::string where = chosen(choice, values);
    return session.query("SELECT COUNT(*) FROM messages WHERE " + where + " AND " + in_closed_lane, values)
        .integer(0, 0);
}

std::int64_t count_held(store::Session& session, std::int64_t organisation_id,
                        const std::vector<std::int64_t>& messages)
{
    std::int64_t held = 0;
    for (const std::int64_t message : messages)
        held += session
                    .query(std::string("SELECT COUNT(*) FROM messages WHERE id = $1 AND organisation_id = $2 AND ") +
                               in_closed_lane,
                           {message, organisation_id})
                    .integer(0, 0);
    return held;
}

std::size_t decide_all(store::Session& session, const DoubtChoice& choice, DoubtDecision decision,
                       std::int64_t expected, const std::string& actor, Instant now)
{
    const bool again = decision == DoubtDecision::resend;
    if (again) {
        const std::int64_t held = count_held(session, choice);
        if (held > 0)
            throw conflict_error(std::to_string(held) + " of them are of campaigns that are paused or cancelled; " +
                                 "resume those first, or leave their messages");
    }
    const State to = again ? State::queued : State::assumed_sent;
    const MoveSql move = move_sql(State::in_doubt, to);
    const std::string word = again ? "resend" : "assume_sent";
    std::vector<Value> values = {to_micros(now), word + " by " + actor};
    const std::string where = chosen(choice, values);
    const std::size_t written = session.run(
        "INSERT INTO message_moves (message_id, attempt_id, from_state, to_state, at, reason, remote_text) "
        "SELECT id, CAST(NULL AS BIGINT), 'in_doubt', '" +
            std::string(to_string(to)) + "', CAST($1 AS BIGINT), CAST($2 AS TEXT), '' FROM messages WHERE " + where,
        values);
    const std::size_t moved = session.run("UPDATE messages SET " + move.set +
                                              ", updated_at = CAST($1 AS BIGINT), state_reason = CAST($2 AS TEXT)" +
                                              (again ? ", retry_until = NULL" : "") + " WHERE " + where,
                                          values);
    const std::string decided = " WHERE stage = 'in_doubt' AND EXISTS (SELECT 1 FROM messages WHERE messages.id = "
                                "queue.message_id AND messages.state = '" +
                                std::string(to_string(to)) + "')";
    if (again) {
        session.run("UPDATE queue SET stage = 'queued', due_at = $1" + decided, {to_micros(now)});
    } else {
        session.run("DELETE FROM queue" + decided);
    }
    // A receipt may settle one between the two statements, or before them.
    if (written != moved || static_cast<std::int64_t>(moved) != expected)
        throw conflict_error(std::to_string(moved) + " are in doubt, not " + std::to_string(expected) +
                             "; nothing was decided");
    auto detail = json::object();
    detail->set("count", moved);
    organisations::audit(session, now,
                         {choice.organisation_id, actor, "message." + word + "_all",
                          choice.lane_id ? "lane" : "message", choice.lane_id, json::write(detail)});
    return moved;
}

} // namespace dosah::delivery
