// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/erased_people_store.h"

#include "evaluation/erased_people.h"

namespace dosah::evaluation {

void add_erased(store::Session& session, std::int64_t campaign_id, const std::vector<PeopleCell>& cells)
{
    store::Given given{{"group_key", "TEXT"},   {"place", "TEXT"}, {"arm", "TEXT"},         {"prior", "TEXT"},
                       {"disposition", "TEXT"}, {"rung", "TEXT"},  {"attended", "BOOLEAN"}, {"people", "BIGINT"}};
    for (const PeopleCell& cell : cells)
        given.add({cell.group, cell.place, cell.arm, cell.prior, cell.disposition, to_string(cell.rung), cell.attended,
                   cell.people});
    session.run("INSERT INTO erased_people (campaign_id, group_key, place, arm, prior, disposition, rung, attended, "
                "people) SELECT CAST($1 AS BIGINT), group_key, place, arm, prior, disposition, rung, attended, people "
                "FROM given WHERE TRUE ON CONFLICT (campaign_id, group_key, place, arm, prior, disposition, rung, "
                "attended) DO UPDATE SET people = erased_people.people + excluded.people",
                {campaign_id}, given);
}

std::vector<std::int64_t> campaigns_of(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    const store::Rows rows =
        session.query("SELECT k.id FROM invitations i JOIN campaigns k ON k.id = i.campaign_id WHERE i.contact_id = $1 "
                      "AND k.organisation_id = $2 AND k.frozen_at IS NOT NULL ORDER BY k.id",
                      {contact_id, organisation_id});
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.integer(i, 0));
    return out;
}

std::vector<PeopleCell> read_erased(store::Session& session, std::int64_t campaign_id, bool by_place)
{
    const std::string place = by_place ? "place" : "CAST('' AS TEXT)";
    const store::Rows rows = session.query(
        "SELECT group_key, " + place +
            ", arm, prior, disposition, rung, attended, CAST(SUM(people) AS BIGINT) FROM erased_people WHERE "
            "campaign_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7",
        {campaign_id});
    std::vector<PeopleCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), rows.text(i, 2), rows.text(i, 3), "", rows.text(i, 4),
                       rung_from(rows.text(i, 5)), rows.boolean(i, 6), rows.integer(i, 7)});
    return out;
}

} // namespace dosah::evaluation
