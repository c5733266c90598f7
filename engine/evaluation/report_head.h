// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/text.h"
#include "evaluation/closed_figures.h"
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
    std::string state;      ///< reported_state()
    std::string target_act; ///< attend, answer, form, register
    std::string time_zone;  ///< the organisation's
    Instant closes;         ///< the declared as-of time (definition's closes)
    Instant as_of;          ///< now, at most `closes`
    /// What counts is what was there by then. Before the as-of time that is everything: the other side's clock may run
    /// ahead of ours.
    Instant counts_until;
    std::optional<Instant> frozen_at;
    int frozen_year = 0; ///< of frozen_at on the organisation's calendar
    int look_back_months = 0;
    std::optional<Instant> register_start;
    bool register_covers = false; ///< false: say "no earlier record since ...", not "new"
    bool interim = true;          ///< before the declared as-of time
    /// Which closed figures; nothing while they are open. Then state, as-of time, look-back and register are theirs.
    std::optional<ClosedFigures> closed;
    bool counted = false;    ///< open, and counted a while ago, at `as_of` (latest_count())
    std::int64_t erased = 0; ///< people who count although they were erased
};

/// The campaign's state as reports and `dosah campaign status` tell it: from the as-of time on "closed", also before
/// the figures are kept and while messages are still under way; but cancelled and missed stay what they are.
std::string reported_state(const campaigns::Campaign& campaign, Instant now);

/// Whose campaign it is. Throws Error(missing).
std::int64_t organisation_of_campaign(store::Session& session, std::int64_t campaign_id);

/// Of the campaign's closed figures once it has any: the latest restatement, or the one asked for. Throws
/// Error(missing) when the organisation has no such campaign or it no such restatement, Error(conflict) before its
/// audience is frozen.
ReportHead report_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt);
/// As if nothing had been closed yet. Throws likewise.
ReportHead open_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                     const std::string& locale);

/// As people read it; the key itself for a group that is gone since.
std::string group_name(store::Session& session, std::int64_t organisation_id, const std::string& key);

/// The key of a target group, and not of people in none or withheld.
inline bool is_group(const std::string& key)
{
    return key != without_group && key != group_withheld;
}

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

/// Names the groups and puts them in the order of the alphabet, last those in none and erased people whose group is
/// withheld.
template <class Row>
void name_groups(store::Session& session, const ReportHead& head, std::vector<Row>& groups, const std::string& locale)
{
    for (Row& row : groups)
        if (is_group(row.group)) row.name = group_name(session, head.organisation_id, row.group);
    std::sort(groups.begin(), groups.end(), [&](const Row& a, const Row& b) {
        const int a_last = a.group == group_withheld ? 2 : is_group(a.group) ? 0 : 1;
        const int b_last = b.group == group_withheld ? 2 : is_group(b.group) ? 0 : 1;
        if (a_last != b_last) return a_last < b_last;
        const int order = text::collate(a.name, b.name, locale);
        return order != 0 ? order < 0 : a.group < b.group;
    });
}

} // namespace dosah::evaluation
