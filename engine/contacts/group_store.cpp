// SPDX-License-Identifier: EUPL-1.2
#include "contacts/group.h"

namespace dosah::contacts {

std::int64_t ensure_group(store::Session& session, std::int64_t organisation_id, const std::string& key,
                          const std::string& name)
{
    session.run("INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, $2, $3) "
                "ON CONFLICT (organisation_id, key) DO NOTHING",
                {organisation_id, key, name});
    return session.query("SELECT id FROM target_groups WHERE organisation_id = $1 AND key = $2", {organisation_id, key})
        .integer(0, 0);
}

bool add_to_group(store::Session& session, std::int64_t group_id, std::int64_t contact_id, const std::string& source,
                  Instant since, std::optional<std::int64_t> import_id)
{
    return session.run("INSERT INTO group_members (group_id, contact_id, source, since, import_id) "
                       "SELECT g.id, c.id, CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT) "
                       "FROM target_groups g JOIN contacts c ON c.organisation_id = g.organisation_id "
                       "WHERE g.id = $4 AND c.id = $5 ON CONFLICT (group_id, contact_id) DO NOTHING",
                       {source, to_micros(since), import_id, group_id, contact_id}) > 0;
}

std::vector<std::int64_t> add_all_to_group(store::Session& session, std::int64_t group_id,
                                           const std::vector<std::int64_t>& contact_ids, const std::string& source,
                                           Instant since, std::int64_t import_id)
{
    store::Given people({{"contact_id", "BIGINT"}});
    for (const std::int64_t id : contact_ids)
        people.add({id});
    const store::Rows rows =
        session.query("INSERT INTO group_members (group_id, contact_id, source, since, import_id) "
                      "SELECT CAST($1 AS BIGINT), contact_id, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT) "
                      "FROM given WHERE 1 = 1 ON CONFLICT (group_id, contact_id) DO NOTHING RETURNING contact_id",
                      {group_id, source, to_micros(since), import_id}, people);
    std::vector<std::int64_t> listed;
    for (std::size_t i = 0; i < rows.size(); ++i)
        listed.push_back(rows.integer(i, 0));
    return listed;
}

} // namespace dosah::contacts
