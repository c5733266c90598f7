// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_head_store.h"

#include "base/error.h"
#include "evaluation/report_head.h"

namespace dosah::evaluation {

OrganisationFacts organisation_facts(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT name, locale, time_zone, look_back_months, register_start FROM organisations WHERE id = $1",
        {organisation_id});
    if (rows.empty()) throw missing_error("there is no such organisation");
    OrganisationFacts out{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), static_cast<int>(rows.integer(0, 3)), {}};
    if (const auto start = rows.optional_integer(0, 4)) out.register_start = from_micros(*start);
    return out;
}

std::string group_name(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    const store::Rows rows =
        session.query("SELECT name FROM target_groups WHERE organisation_id = $1 AND key = $2", {organisation_id, key});
    return rows.empty() ? key : rows.text(0, 0);
}

std::int64_t organisation_of_campaign(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT organisation_id FROM campaigns WHERE id = $1", {campaign_id});
    if (rows.empty())
        throw missing_error("there is no campaign " + std::to_string(campaign_id) +
                            " (dosah campaign list --org KEY names them)");
    return rows.integer(0, 0);
}

} // namespace dosah::evaluation
