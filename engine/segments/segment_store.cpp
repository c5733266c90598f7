// SPDX-License-Identifier: EUPL-1.2
#include "segments/segment_store.h"

#include "base/error.h"

namespace dosah::segments {

Home find_home(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows =
        session.query("SELECT locale, time_zone FROM organisations WHERE id = $1", {organisation_id});
    if (rows.empty()) throw missing_error("there is no such organisation");
    return {rows.text(0, 0), rows.text(0, 1)};
}

namespace {

std::vector<GroupRow> read_groups(const store::Rows& rows)
{
    std::vector<GroupRow> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.integer(i, 0), rows.text(i, 1), rows.text(i, 2), rows.optional_text(i, 3)});
    return out;
}

} // namespace

std::vector<GroupRow> group_rows(store::Session& session, std::int64_t organisation_id)
{
    return read_groups(session.query(
        "SELECT id, key, name, query FROM target_groups WHERE organisation_id = $1 ORDER BY key", {organisation_id}));
}

std::optional<GroupRow> group_row(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    auto rows = read_groups(
        session.query("SELECT id, key, name, query FROM target_groups WHERE organisation_id = $1 AND key = $2",
                      {organisation_id, key}));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::optional<std::string> segment_query(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    const store::Rows rows =
        session.query("SELECT query FROM segments WHERE organisation_id = $1 AND key = $2", {organisation_id, key});
    if (rows.empty()) return std::nullopt;
    return rows.text(0, 0);
}

std::vector<std::string> attribute_names(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query("SELECT DISTINCT a.name FROM contact_attributes a "
                                           "JOIN contacts c ON c.id = a.contact_id "
                                           "WHERE c.organisation_id = $1 AND c.erased_at IS NULL ORDER BY a.name",
                                           {organisation_id});
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.text(i, 0));
    return out;
}

std::vector<SavedSegment> list_segments(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT key, query, created_at FROM segments WHERE organisation_id = $1 ORDER BY key", {organisation_id});
    std::vector<SavedSegment> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), from_micros(rows.integer(i, 2))});
    return out;
}

void write_segment(store::Session& session, std::int64_t organisation_id, const std::string& key,
                   const std::string& query, Instant now)
{
    session.run("INSERT INTO segments (organisation_id, key, query, created_at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (organisation_id, key) DO UPDATE SET query = excluded.query",
                {organisation_id, key, query, to_micros(now)});
}

void write_group(store::Session& session, std::int64_t organisation_id, const std::string& key, const std::string& name,
                 const std::optional<std::string>& query)
{
    session.run("INSERT INTO target_groups (organisation_id, key, name, query) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (organisation_id, key) DO UPDATE SET name = excluded.name, query = excluded.query",
                {organisation_id, key, name, query});
}

std::int64_t count_matching(store::Session& session, const Condition& condition)
{
    return session.query_once("SELECT COUNT(*) FROM contacts c WHERE " + condition.sql, condition.values).integer(0, 0);
}

} // namespace dosah::segments
