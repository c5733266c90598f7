// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach.h"

#include "evaluation/report_cells.h"

namespace dosah::evaluation {

namespace {

void add(ReachRow& row, const PeopleCount& count)
{
    row.audience += count.audience;
    row.sent += count.sent;
    row.delivered += count.delivered;
    row.reached += count.reached;
    row.attended += count.attended;
    row.in_doubt += count.in_doubt;
    if (count.prior == "prior") row.reached_prior += count.reached;
    if (count.prior == "unobservable") row.reached_unobservable += count.reached;
    if (count.prior == "none") {
        row.reached_none += count.reached;
        row.audience_none += count.audience;
    }
}

void add_shares(ReachRow& row, bool register_covers)
{
    row.reach_share = share(row.reached, row.audience);
    row.new_share = share(row.reached_none, row.reached_none + row.reached_prior);
    row.new_reach_share = share(row.reached_none, row.audience_none);
    if (register_covers) return;
    // Nobody can be known to be new then: 0 of those with prior involvement would be 0 by construction.
    for (Share* of_new : {&row.new_share, &row.new_reach_share}) {
        of_new->estimate.reset();
        of_new->interval.reset();
    }
}

} // namespace

ReachReport reach_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale, std::optional<std::int64_t> restatement)
{
    ReachReport out;
    static_cast<ReportHead&>(out) = report_head(session, organisation_id, campaign_id, now, locale, restatement);
    for (const PeopleCount& count : people_counts(people_cells(session, out)))
        add(row_of(out.all, out.groups, count.group), count);
    add_shares(out.all, out.register_covers);
    for (ReachRow& row : out.groups)
        add_shares(row, out.register_covers);
    name_groups(session, out, out.groups, locale);
    return out;
}

} // namespace dosah::evaluation
