// SPDX-License-Identifier: EUPL-1.2
#include "contacts/import_store.h"

#include "base/error.h"
#include "contacts/value_lists.h"

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
    session.run_script("PRAGMA cache_size = -98304"); // KiB
}

RoomForIndexes::~RoomForIndexes()
{
    if (before_.empty()) return;
    try {
        session_.run_script("PRAGMA cache_size = " + before_);
    } catch (const Error&) {
        return; // a connection that cannot even do this is not lent again
    }
}

std::size_t insert_possible_duplicates(store::Session& session, std::int64_t organisation_id,
                                       const std::vector<DuplicateRow>& pairs, std::int64_t import_id, Instant now)
{
    std::size_t noted = 0;
    in_chunks(pairs.size(), [&](std::size_t first, std::size_t count) {
        std::vector<store::Value> values;
        for (std::size_t i = first; i < first + count; ++i)
            values.insert(values.end(), {organisation_id, std::min(pairs[i].contact_id, pairs[i].other_contact_id),
                                         std::max(pairs[i].contact_id, pairs[i].other_contact_id), pairs[i].reason,
                                         import_id, to_micros(now)});
        noted += session.run("INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, "
                             "import_id, found_at) VALUES " +
                                 value_list(count, 6) + " ON CONFLICT (contact_id, other_contact_id) DO NOTHING",
                             values);
    });
    return noted;
}

} // namespace dosah::contacts
