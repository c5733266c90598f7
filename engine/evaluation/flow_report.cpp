// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/flow_report.h"

#include "evaluation/facts.h"

namespace dosah::evaluation {

Share share_of_drawn(const FlowRow& row, const FlowStep& step)
{
    return share(row.*step.value, row.drawn);
}

FlowReport flow_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale)
{
    FlowReport out;
    static_cast<ReportHead&>(out) = report_head(session, organisation_id, campaign_id, now, locale);
    for (const FrameCount& count : count_frame(session, campaign_id))
        row_of(out.all, out.groups, count.group).frame += count.people;
    for (const PeopleCount& count : count_people(session, campaign_id, out.target_act, out.counts_until)) {
        FlowRow& row = row_of(out.all, out.groups, count.group);
        row.drawn += count.audience;
        row.attempted += count.attempted;
        row.sent += count.sent;
        row.delivered += count.delivered;
        row.reached += count.reached;
        row.participated += count.dispositions.complete;
    }
    name_groups(session, out, out.groups, locale);
    return out;
}

} // namespace dosah::evaluation
