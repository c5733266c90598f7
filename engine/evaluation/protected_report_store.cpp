// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/protected_report_store.h"

#include "base/error.h"

namespace dosah::evaluation {

std::vector<std::vector<std::size_t>> group_sets(store::Session& session, std::int64_t campaign_id,
                                                 const std::vector<std::string>& groups)
{
    if (groups.size() > 60) throw input_error("a protected report takes at most 60 target groups; join some of them");
    // A bit a group: the two databases have no way of listing a person's groups in common.
    std::string bits = "0";
    std::vector<store::Value> values;
    if (!groups.empty()) {
        bits = "COALESCE(SUM(CASE g.group_key";
        for (std::size_t i = 0; i < groups.size(); ++i) {
            values.emplace_back(groups[i]);
            bits += " WHEN $" + std::to_string(values.size()) + " THEN " + std::to_string(std::uint64_t{1} << i);
        }
        bits += " ELSE 0 END), 0)";
    }
    values.emplace_back(campaign_id);
    const store::Rows rows =
        session.query("SELECT DISTINCT bits FROM (SELECT CAST(" + bits +
                          " AS BIGINT) AS bits FROM invitations i LEFT JOIN invitation_groups g "
                          "ON g.invitation_id = i.id WHERE i.campaign_id = $" +
                          std::to_string(values.size()) + " AND i.arm = 'invited' GROUP BY i.id) AS sets ORDER BY bits",
                      values);
    std::vector<std::vector<std::size_t>> out;
    for (std::size_t n = 0; n < rows.size(); ++n) {
        std::vector<std::size_t>& set = out.emplace_back();
        for (std::size_t i = 0; i < groups.size(); ++i)
            if ((static_cast<std::uint64_t>(rows.integer(n, 0)) >> i & 1U) != 0) set.push_back(i);
    }
    return out;
}

} // namespace dosah::evaluation
