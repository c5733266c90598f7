// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/campaign_comparison_store.h"

namespace dosah::evaluation {

std::vector<std::int64_t> closed_campaigns(store::Session& session, std::int64_t organisation_id,
                                           std::int64_t campaign_id, Instant until, std::size_t most)
{
    const store::Rows rows =
        session.query("SELECT f.campaign_id FROM campaign_figures f JOIN campaigns k ON k.id = f.campaign_id WHERE "
                      "k.organisation_id = $1 AND k.id <> $2 AND f.number = 0 AND f.as_of <= $3 ORDER BY f.as_of DESC, "
                      "k.key LIMIT $4",
                      {organisation_id, campaign_id, to_micros(until), static_cast<std::int64_t>(most)});
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.integer(i, 0));
    return out;
}

} // namespace dosah::evaluation
