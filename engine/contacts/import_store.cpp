// SPDX-License-Identifier: EUPL-1.2
#include "contacts/import_store.h"

#include "base/error.h"

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

RoomForIndexes::RoomForIndexes(store::Session& session) : session_(session)
{
    if (session.dialect() != store::Dialect::sqlite) return;
    before_ = session.query("PRAGMA cache_size").text(0, 0);
    session.run_script("PRAGMA cache_size = -163840"); // KiB
}

RoomForIndexes::~RoomForIndexes()
{
    if (before_.empty()) return;
    try {
        session_.run_script("PRAGMA cache_size = " + before_);
    } catch (const Error&) {
        return; // then it has more room than it needs
    }
}

std::size_t insert_possible_duplicates(store::Session& session, std::int64_t organisation_id,
                                       const std::vector<DuplicateRow>& pairs, std::int64_t import_id, Instant now)
{
    store::Given given({{"contact_id", "BIGINT"}, {"other_contact_id", "BIGINT"}, {"reason", "TEXT"}});
    for (const DuplicateRow& pair : pairs)
        given.add({std::min(pair.contact_id, pair.other_contact_id), std::max(pair.contact_id, pair.other_contact_id),
                   pair.reason});
    return session.run(
        "INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, import_id, found_at) "
        "SELECT CAST($1 AS BIGINT), contact_id, other_contact_id, reason, CAST($2 AS BIGINT), CAST($3 AS BIGINT) "
        "FROM given WHERE 1 = 1 ON CONFLICT (contact_id, other_contact_id) DO NOTHING",
        {organisation_id, import_id, to_micros(now)}, given);
}

} // namespace dosah::contacts
