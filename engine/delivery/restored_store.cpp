// SPDX-License-Identifier: EUPL-1.2
#include "delivery/moves_store.h"
#include "delivery/restored.h"

#include <array>

namespace dosah::delivery {

namespace {

constexpr std::array chain = {State::planned, State::queued, State::claimed, State::handed, State::in_doubt};

/// Moves all that stand at one state along the chain to its end, and writes each step.
std::size_t doubt(store::Session& session, std::size_t begin, const std::string& condition, Instant now)
{
    const std::string from(to_string(chain[begin]));
    const std::string where = "messages.state = '" + from + "'" + condition;
    const bool attempted = chain[begin] == State::claimed || chain[begin] == State::handed;
    const std::string attempt = attempted ? "(SELECT attempts.id FROM attempts WHERE attempts.message_id = messages.id "
                                            "AND attempts.number = messages.attempts)"
                                          : "CAST(NULL AS BIGINT)";
    for (std::size_t i = begin; i + 1 < chain.size(); ++i) {
        move_sql(chain[i], chain[i + 1]); // the table of states has it, or this is not to be done
        session.run("INSERT INTO message_moves (message_id, attempt_id, from_state, to_state, at, reason, remote_text) "
                    "SELECT id, " +
                        attempt + ", '" + std::string(to_string(chain[i])) + "', '" +
                        std::string(to_string(chain[i + 1])) +
                        "', CAST($1 AS BIGINT), 'restored', '' FROM messages WHERE " + where,
                    {to_micros(now)});
    }
    if (attempted)
        session.run("UPDATE attempts SET outcome = 'unknown', outcome_code = 'restored', ended_at = $1 WHERE outcome = "
                    "'' AND EXISTS (SELECT 1 FROM messages WHERE messages.id = attempts.message_id AND " +
                        where + ")",
                    {to_micros(now)});
    const std::size_t moved =
        session.run("UPDATE messages SET state = 'in_doubt', state_reason = 'restored', updated_at = $1 WHERE " + where,
                    {to_micros(now)});
    session.run("UPDATE queue SET stage = 'in_doubt', claim_id = '', lease_until = 0 WHERE stage <> 'in_doubt' AND "
                "EXISTS (SELECT 1 FROM messages WHERE messages.id = queue.message_id AND state = 'in_doubt')");
    return moved;
}

} // namespace

std::size_t doubt_unfinished(store::Session& session, Instant now)
{
    return doubt(session, 3, "", now) + doubt(session, 2, "", now);
}

std::size_t doubt_waiting(store::Session& session, const std::vector<std::int64_t>& lanes, Instant now)
{
    std::string condition =
        " AND EXISTS (SELECT 1 FROM queue WHERE queue.message_id = messages.id AND queue.due_at <= " +
        std::to_string(to_micros(now)) + ")";
    if (!lanes.empty()) {
        std::string list;
        for (const std::int64_t lane : lanes)
            list += (list.empty() ? "" : ", ") + std::to_string(lane);
        condition += " AND (messages.lane_id IS NULL OR messages.lane_id NOT IN (" + list + "))";
    }
    return doubt(session, 1, condition, now) + doubt(session, 0, condition, now);
}

} // namespace dosah::delivery
