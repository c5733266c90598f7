// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_cells.h"

#include "evaluation/closed_figures.h"
#include "evaluation/erased_people.h"

namespace dosah::evaluation {

namespace {

Counting counting_of(const ReportHead& head)
{
    Counting out;
    out.campaign_id = head.campaign_id;
    out.target_act = head.target_act;
    out.until = head.counts_until;
    return out;
}

/// Which kept figures; nothing where it has to be counted.
std::optional<std::int64_t> kept(const ReportHead& head)
{
    if (head.closed) return head.closed->number;
    return head.counted ? std::optional(latest_count_number) : std::nullopt;
}

} // namespace

std::vector<PeopleCell> people_cells(store::Session& session, const ReportHead& head, bool by_place)
{
    if (const auto number = kept(head)) return read_closed_people(session, head.campaign_id, *number, by_place);
    std::vector<PeopleCell> out = count_people_cells(session, counting_of(head), by_place);
    const std::vector<PeopleCell> erased = read_erased(session, head.campaign_id, by_place);
    out.insert(out.end(), erased.begin(), erased.end());
    return out;
}

std::vector<StratumCell> stratum_cells(store::Session& session, const ReportHead& head)
{
    if (const auto number = kept(head)) return read_closed_strata(session, head.campaign_id, *number);
    std::vector<StratumCell> out = count_stratum_cells(session, counting_of(head), head.frozen_year);
    const std::vector<StratumCell> erased = erased_strata(read_erased(session, head.campaign_id, true));
    out.insert(out.end(), erased.begin(), erased.end());
    return out;
}

std::vector<ReachedHour> reached_hours(store::Session& session, const ReportHead& head)
{
    if (const auto number = kept(head)) return read_closed_hours(session, head.campaign_id, *number);
    return reached_by_hour(session, head.campaign_id, head.target_act, head.counts_until);
}

std::vector<WalkInCell> walk_in_cells(store::Session& session, const ReportHead& head)
{
    if (const auto number = kept(head)) return read_closed_walk_ins(session, head.campaign_id, *number);
    return count_walk_in_cells(session, head.campaign_id, head.counts_until);
}

} // namespace dosah::evaluation
