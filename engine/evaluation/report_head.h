// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/text.h"
#include "evaluation/facts.h"
#include "store/database.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What all reports of a campaign have in common.
namespace dosah::evaluation {

struct ReportHead
{
    std::int64_t organisation_id = 0;
    std::int64_t campaign_id = 0;
    std::string campaign_key;
    std::string campaign_name;
    std::string organisation_name;
    std::string state;
    std::string target_act; ///< attend, answer, form, register
    std::string time_zone;  ///< the organisation's
    Instant as_of;          ///< now, at most the declared as-of time (definition's closes)
    /// What counts is what was there by then. Before the as-of time that is everything: the other side's clock may run
    /// ahead of ours.
    Instant counts_until;
    std::optional<Instant> frozen_at;
    int look_back_months = 0;
    std::optional<Instant> register_start;
    bool register_covers = false; ///< false: say "no earlier record since ...", not "new"
    bool interim = true;          ///< before the declared as-of time
};

/// Whose campaign it is. Throws Error(missing).
std::int64_t organisation_of_campaign(store::Session& session, std::int64_t campaign_id);

/// Throws Error(missing) when the organisation has no such campaign, Error(conflict) before its audience is frozen.
ReportHead report_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale);

/// As people read it; the key itself for a group that is gone since.
std::string group_name(store::Session& session, std::int64_t organisation_id, const std::string& key);

/// The row of a group (a struct with `group` and `name`), made when it is not there; "" is `all`.
template <class Row>
Row& row_of(Row& all, std::vector<Row>& groups, const std::string& group)
{
    if (group.empty()) return all;
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Row& row) { return row.group == group; });
    if (found != groups.end()) return *found;
    groups.emplace_back().group = group;
    return groups.back();
}

/// Names the groups and puts them in the order of the alphabet, those in none last.
template <class Row>
void name_groups(store::Session& session, const ReportHead& head, std::vector<Row>& groups, const std::string& locale)
{
    for (Row& row : groups)
        if (row.group != without_group) row.name = group_name(session, head.organisation_id, row.group);
    std::sort(groups.begin(), groups.end(), [&](const Row& a, const Row& b) {
        const bool a_none = a.group == without_group;
        const bool b_none = b.group == without_group;
        if (a_none || b_none) return !a_none && b_none;
        const int order = text::collate(a.name, b.name, locale);
        return order != 0 ? order < 0 : a.group < b.group;
    });
}

} // namespace dosah::evaluation
