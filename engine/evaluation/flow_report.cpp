// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/flow_report.h"

#include "evaluation/report_cells.h"

namespace dosah::evaluation {

Share share_of_drawn(const FlowRow& row, const FlowStep& step)
{
    return share(row.*step.value, row.drawn);
}

FlowReport flow_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement)
{
    FlowReport out;
    static_cast<ReportHead&>(out) = report_head(session, organisation_id, campaign_id, now, locale, restatement);
    const std::vector<PeopleCell> cells = people_cells(session, out);
    for (const FrameCount& count : frame_counts(cells))
        row_of(out.all, out.groups, count.group).frame += count.people;
    for (const PeopleCount& count : people_counts(cells)) {
        FlowRow& row = row_of(out.all, out.groups, count.group);
        row.drawn += count.audience;
        row.attempted += count.attempted;
        row.sent += count.sent;
        row.delivered += count.delivered;
        row.reached += count.reached;
        row.participated += count.dispositions.complete;
    }
    for (const WalkInCell& cell : walk_in_cells(session, out)) {
        out.walk_ins.people += cell.people;
        if (!cell.group.empty()) row_of(out.walk_ins, out.walk_in_groups, cell.group).people += cell.people;
    }
    name_groups(session, out, out.groups, locale);
    name_groups(session, out, out.walk_in_groups, locale);
    return out;
}

} // namespace dosah::evaluation
