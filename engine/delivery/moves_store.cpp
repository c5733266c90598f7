// SPDX-License-Identifier: EUPL-1.2
#include "delivery/moves_store.h"

#include "base/error.h"
#include "base/text.h"
#include "delivery/pieces.h"

namespace dosah::delivery {

using store::Value;

MoveSql move_sql(State from, State to)
{
    const Move* move = find_move(from, to);
    if (move == nullptr)
        throw Error(ErrorKind::internal,
                    "a message may not go from " + std::string(to_string(from)) + " to " + std::string(to_string(to)));
    MoveSql sql;
    sql.set = "state = '" + std::string(to_string(to)) + "'";
    if (to != State::claimed && to != State::handed) sql.set += ", claim_id = NULL, lease_until = NULL";
    sql.where = "messages.state = '" + std::string(to_string(from)) + "'";
    if (move->sms_only) sql.where += " AND messages.channel = 'sms'";
    // The attempt that is under way is counted already.
    if (move->later_attempt)
        sql.where += from == State::claimed ? " AND messages.attempts > 1" : " AND messages.attempts > 0";
    return sql;
}

void write_moves(store::Session& session, const std::vector<MoveRow>& rows, Instant now)
{
    in_pieces(rows.size(), [&](std::size_t first, std::size_t count, std::size_t size) {
        std::vector<Value> values;
        values.reserve(count * 7);
        for (std::size_t i = first; i < first + count; ++i) {
            const MoveRow& row = rows[i];
            values.insert(values.end(), {row.message_id, row.attempt_id.value_or(0),
                                         row.from ? to_string(*row.from) : "", to_string(row.to), to_micros(now),
                                         text::repair_utf8(row.reason), text::repair_utf8(row.remote_text)});
        }
        for (std::size_t i = count; i < size; ++i)
            values.insert(values.end(), {0, 0, "", "", 0, "", ""});
        // 0 stands for no attempt: a NULL among the values would make another statement of it.
        session.run("INSERT INTO message_moves (message_id, attempt_id, from_state, to_state, at, reason, remote_text) "
                    "SELECT column1, NULLIF(column2, 0), column3, column4, column5, column6, column7 FROM (VALUES " +
                        typed_rows(size, {"BIGINT", "BIGINT", "TEXT", "TEXT", "BIGINT", "TEXT", "TEXT"}, 1) +
                        ") AS v WHERE column1 > 0",
                    values);
    });
}

bool move_message(store::Session& session, const MoveRow& row, Instant now)
{
    const MoveSql sql = move_sql(row.from.value(), row.to);
    const std::size_t moved = session.run("UPDATE messages SET " + sql.set +
                                              ", state_reason = $1, updated_at = $2 WHERE id = $3 AND " + sql.where,
                                          {text::repair_utf8(row.reason), to_micros(now), row.message_id});
    if (moved == 1) write_moves(session, {row}, now);
    return moved == 1;
}

std::vector<std::int64_t> move_messages(store::Session& session, const std::vector<std::int64_t>& ids, State from,
                                        State to, const std::string& reason, Instant now)
{
    const MoveSql sql = move_sql(from, to);
    std::vector<std::int64_t> moved;
    in_pieces(ids.size(), [&](std::size_t first, std::size_t count, std::size_t size) {
        std::vector<Value> values = {reason, to_micros(now)};
        for (std::size_t i = first; i < first + count; ++i)
            values.emplace_back(ids[i]);
        values.resize(2 + size, Value(0));
        const store::Rows rows =
            session.query("UPDATE messages SET " + sql.set + ", state_reason = $1, updated_at = $2 WHERE " + sql.where +
                              " AND id IN (" + placeholders(size, 3) + ") RETURNING id",
                          values);
        for (std::size_t i = 0; i < rows.size(); ++i)
            moved.push_back(rows.integer(i, 0));
    });
    std::vector<MoveRow> history;
    history.reserve(moved.size());
    for (const std::int64_t id : moved)
        history.push_back({id, std::nullopt, from, to, reason, ""});
    write_moves(session, history, now);
    return moved;
}

} // namespace dosah::delivery
