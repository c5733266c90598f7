// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/queue.h"

namespace dosah::tests {

void follow_states(store::Session& session)
{
    const std::string stage =
        "(SELECT CASE WHEN state IN ('claimed', 'handed') THEN 'held' ELSE state END FROM messages "
        "WHERE messages.id = queue.message_id)";
    const std::string unsettled = "state IN ('planned', 'queued', 'claimed', 'handed', 'in_doubt')";
    session.run("DELETE FROM queue WHERE message_id NOT IN (SELECT id FROM messages WHERE " + unsettled + ")");
    session.run("UPDATE queue SET stage = " + stage + " WHERE stage <> " + stage);
    session.run("INSERT INTO queue (message_id, lane_id, connector_account_id, keeps_hours, due_at, stage, claim_id, "
                "lease_until) SELECT id, lane_id, connector_account_id, TRUE, 0, CASE WHEN state IN ('claimed', "
                "'handed') THEN 'held' ELSE state END, '', 0 FROM messages WHERE " +
                unsettled + " AND NOT EXISTS (SELECT 1 FROM queue WHERE queue.message_id = messages.id)");
}

} // namespace dosah::tests
