// SPDX-License-Identifier: EUPL-1.2
#include "delivery/moves_store.h"

#include "base/error.h"
#include "base/text.h"
#include "delivery/carried_store.h"

namespace dosah::delivery {

using store::Value;

const std::string lane_is_open = "(messages.lane_id IS NULL OR EXISTS (SELECT 1 FROM lanes WHERE lanes.id = "
                                 "messages.lane_id AND lanes.open))";

MoveSql move_sql(State from, State to)
{
    const Move* move = find_move(from, to);
    if (move == nullptr)
        throw Error(ErrorKind::internal,
                    "a message may not go from " + std::string(to_string(from)) + " to " + std::string(to_string(to)));
    MoveSql sql;
    sql.set = "state = '" + std::string(to_string(to)) + "'";
    sql.where = "messages.state = '" + std::string(to_string(from)) + "'";
    if (move->sms_only) sql.where += " AND messages.channel = 'sms'";
    // The attempt that is under way is counted already.
    if (move->later_attempt)
        sql.where += from == State::claimed ? " AND messages.attempts > 1" : " AND messages.attempts > 0";
    if (move->was_carried) sql.where += " AND messages.state_reason = '" + std::string(carried_reason) + "'";
    return sql;
}

std::optional<std::string_view> stage_of(State state)
{
    switch (state) {
    case State::planned:
        return "planned";
    case State::queued:
        return "queued";
    case State::claimed:
    case State::handed:
        return "held";
    case State::in_doubt:
        return "in_doubt";
    default:
        return std::nullopt;
    }
}

void follow_in_queue(store::Session& session, const store::Given& given, State from, State to)
{
    const auto stage = stage_of(to);
    if (stage == stage_of(from)) return;
    if (stage) {
        session.run_later("UPDATE queue SET stage = $1, claim_id = '', lease_until = 0 FROM given WHERE "
                          "queue.message_id = given.id",
                          {*stage}, given);
    } else {
        session.run_later("DELETE FROM queue WHERE message_id IN (SELECT id FROM given)", {}, given);
    }
}

void write_moves(store::Session& session, const std::vector<MoveRow>& rows, Instant now)
{
    store::Given given{{"message", "BIGINT"}, {"attempt", "BIGINT"}, {"from_state", "TEXT"},
                       {"to_state", "TEXT"},  {"reason", "TEXT"},    {"remote_text", "TEXT"}};
    for (const MoveRow& row : rows)
        given.add({row.message_id, row.attempt_id.value_or(0), row.from ? to_string(*row.from) : "", to_string(row.to),
                   text::repair_utf8(row.reason), text::repair_utf8(row.remote_text)});
    // 0 stands for no attempt: a NULL among the values would make another statement of it.
    session.run_later(
        "INSERT INTO message_moves (message_id, attempt_id, from_state, to_state, at, reason, remote_text) "
        "SELECT message, NULLIF(attempt, 0), from_state, to_state, CAST($1 AS BIGINT), reason, remote_text "
        "FROM given",
        {to_micros(now)}, given);
}

bool move_message(store::Session& session, const MoveRow& row, Instant now)
{
    const MoveSql sql = move_sql(row.from.value(), row.to);
    const std::size_t moved = session.run("UPDATE messages SET " + sql.set +
                                              ", state_reason = $1, updated_at = $2 WHERE id = $3 AND " + sql.where,
                                          {text::repair_utf8(row.reason), to_micros(now), row.message_id});
    if (moved != 1) return false;
    store::Given given{{"id", "BIGINT"}};
    given.add({row.message_id});
    if (row.to == State::skipped) pass_on(session, given, now);
    follow_in_queue(session, given, row.from.value(), row.to);
    write_moves(session, {row}, now);
    return true;
}

std::vector<std::int64_t> move_messages(store::Session& session, const std::vector<std::int64_t>& ids, State from,
                                        State to, const std::string& reason, Instant now)
{
    const MoveSql sql = move_sql(from, to);
    store::Given given{{"id", "BIGINT"}};
    for (const std::int64_t id : ids)
        given.add({id});
    const store::Rows rows = session.query("UPDATE messages SET " + sql.set +
                                               ", state_reason = $1, updated_at = $2 FROM given WHERE messages.id = "
                                               "given.id AND " +
                                               sql.where + " RETURNING messages.id",
                                           {reason, to_micros(now)}, given);
    std::vector<std::int64_t> moved;
    moved.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        moved.push_back(rows.integer(i, 0));
    std::vector<MoveRow> history;
    history.reserve(moved.size());
    store::Given followed{{"id", "BIGINT"}};
    for (const std::int64_t id : moved) {
        history.push_back({id, std::nullopt, from, to, reason, ""});
        followed.add({id});
    }
    if (to == State::skipped) pass_on(session, followed, now);
    follow_in_queue(session, followed, from, to);
    write_moves(session, history, now);
    return moved;
}

} // namespace dosah::delivery
