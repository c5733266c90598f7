// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/walk_in_cells.h"

namespace dosah::evaluation {

std::vector<WalkInCell> count_walk_in_cells(store::Session& session, std::int64_t campaign_id, Instant until)
{
    const store::Rows rows = session.query("SELECT walk_in_group, COUNT(*) FROM attendances WHERE campaign_id = $1 AND "
                                           "invitation_id IS NULL AND at <= $2 GROUP BY walk_in_group ORDER BY 1",
                                           {campaign_id, to_micros(until)});
    std::vector<WalkInCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.integer(i, 1)});
    return out;
}

} // namespace dosah::evaluation
