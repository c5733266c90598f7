// SPDX-License-Identifier: EUPL-1.2
#include "contacts/involvement_store.h"

namespace dosah::contacts {

bool insert_involvement(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                        const std::string& kind, Instant occurred_at, const std::string& what,
                        const std::string& source, std::optional<std::int64_t> import_id)
{
    // The person is looked up within the organisation, so that nobody's act can be written to another's register.
    return session.run("INSERT INTO involvements (organisation_id, contact_id, kind, occurred_at, what, source, "
                       "import_id) SELECT organisation_id, id, CAST($1 AS TEXT), CAST($2 AS BIGINT), "
                       "CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT) FROM contacts "
                       "WHERE organisation_id = $6 AND id = $7 "
                       "ON CONFLICT (contact_id, kind, occurred_at, what) DO NOTHING",
                       {kind, to_micros(occurred_at), what, source, import_id, organisation_id, contact_id}) > 0;
}

void record_involvement(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                        const std::string& kind, Instant occurred_at, const std::string& what,
                        const std::string& source)
{
    insert_involvement(session, organisation_id, contact_id, kind, occurred_at, what, source, std::nullopt);
}

} // namespace dosah::contacts
