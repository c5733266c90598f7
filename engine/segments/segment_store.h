// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "segments/segment.h"

/// The store's side of segments/: rows of segments and target_groups, names of attributes.
namespace dosah::segments {

/// What of an organisation a query's meaning depends on.
struct Home
{
    std::string locale;
    std::string time_zone;
};
Home find_home(store::Session& session, std::int64_t organisation_id); ///< throws Error(missing)

struct GroupRow
{
    std::int64_t id = 0;
    std::string key;
    std::string name;
    std::optional<std::string> query;
};
std::vector<GroupRow> group_rows(store::Session& session, std::int64_t organisation_id); ///< by key
std::optional<GroupRow> group_row(store::Session& session, std::int64_t organisation_id, const std::string& key);
std::optional<std::string> segment_query(store::Session& session, std::int64_t organisation_id, const std::string& key);

/// The names of attributes that contacts of the organisation have.
std::vector<std::string> attribute_names(store::Session& session, std::int64_t organisation_id);

void write_segment(store::Session& session, std::int64_t organisation_id, const std::string& key,
                   const std::string& query, Instant now);
void write_group(store::Session& session, std::int64_t organisation_id, const std::string& key, const std::string& name,
                 const std::optional<std::string>& query);

std::int64_t count_matching(store::Session& session, const Condition& condition);

} // namespace dosah::segments
