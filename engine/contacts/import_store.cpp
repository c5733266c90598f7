// SPDX-License-Identifier: EUPL-1.2
#include "contacts/import_store.h"

#include <algorithm>

namespace dosah::contacts {

void lock_for_import(store::Session& session, std::int64_t organisation_id)
{
    // Touching the row takes its lock until the end of the transaction on both databases, with one SQL text.
    session.run("UPDATE organisations SET key = key WHERE id = $1", {organisation_id});
}

std::int64_t insert_import(store::Session& session, std::int64_t organisation_id, const std::string& kind,
                           const std::string& file_name, const std::string& file_sha256, const std::string& actor,
                           Instant now)
{
    return session.insert("INSERT INTO imports (organisation_id, kind, file_name, file_sha256, actor, report, "
                          "created_at) VALUES ($1, $2, $3, $4, $5, '{}', $6) RETURNING id",
                          {organisation_id, kind, file_name, file_sha256, actor, to_micros(now)});
}

void set_import_report(store::Session& session, std::int64_t import_id, const std::string& report)
{
    session.run("UPDATE imports SET report = $1 WHERE id = $2", {report, import_id});
}

bool insert_possible_duplicate(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                               std::int64_t other_contact_id, const std::string& reason, std::int64_t import_id,
                               Instant now)
{
    return session.run("INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, "
                       "import_id, found_at) VALUES ($1, $2, $3, $4, $5, $6) "
                       "ON CONFLICT (contact_id, other_contact_id) DO NOTHING",
                       {organisation_id, std::min(contact_id, other_contact_id), std::max(contact_id, other_contact_id),
                        reason, import_id, to_micros(now)}) > 0;
}

} // namespace dosah::contacts
