// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach.h"

#include "base/error.h"
#include "base/text.h"
#include "campaigns/campaign.h"
#include "content/locale.h"
#include "evaluation/reach_store.h"
#include "segments/period.h"

#include <algorithm>
#include <limits>

namespace dosah::evaluation {

Share share(std::int64_t numerator, std::int64_t denominator)
{
    Share out{numerator, denominator, std::nullopt, std::nullopt};
    if (denominator <= 0) return out;
    out.estimate = static_cast<double>(numerator) / static_cast<double>(denominator);
    out.interval = wilson(numerator, denominator);
    return out;
}

namespace {

constexpr auto default_close = std::chrono::hours(24 * 14); // after the event (campaigns/definition.h)

void add(ReachRow& row, const ReachCount& count)
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

std::string name_in(const campaigns::Localised& name, const std::string& locale, const std::string& own_locale)
{
    for (const std::string& wanted : {locale, own_locale})
        for (const std::string& one : content::fallbacks(wanted)) {
            const auto found = name.find(one);
            if (found != name.end()) return found->second;
        }
    return name.empty() ? std::string() : name.begin()->second;
}

ReachRow& row_of(ReachReport& report, const std::string& group)
{
    if (group.empty()) return report.all;
    const auto found = std::find_if(report.groups.begin(), report.groups.end(),
                                    [&](const ReachRow& row) { return row.group == group; });
    if (found != report.groups.end()) return *found;
    report.groups.emplace_back().group = group;
    return report.groups.back();
}

} // namespace

ReachReport reach_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale)
{
    const campaigns::Campaign campaign = campaigns::find_campaign(session, organisation_id, campaign_id);
    if (!campaign.frozen_at)
        throw conflict_error("the audience of campaign " + campaign.key +
                             " is not frozen yet; a report is there once it is launched");
    const OrganisationFacts organisation = organisation_facts(session, organisation_id);

    ReachReport out;
    out.campaign_id = campaign.id;
    out.campaign_key = campaign.key;
    out.campaign_name = name_in(campaign.definition.name, locale, organisation.locale);
    out.organisation_name = organisation.name;
    out.state = campaigns::to_string(campaign.state);
    out.time_zone = organisation.time_zone;
    out.frozen_at = campaign.frozen_at;
    out.look_back_months = organisation.look_back_months;
    out.register_start = organisation.register_start;
    out.register_covers =
        organisation.register_start &&
        *organisation.register_start <= segments::earlier(*campaign.frozen_at, organisation.look_back_months,
                                                          segments::Unit::months, organisation.time_zone);
    const Instant closes = campaign.definition.closes.value_or(campaign.definition.event.ends + default_close);
    out.interim = now < closes;
    out.as_of = std::min(now, closes);

    // Before the as-of time everything counts that is there: the other side's clock may run ahead of ours.
    const Instant until = out.interim ? from_micros(std::numeric_limits<std::int64_t>::max()) : closes;
    for (const ReachCount& count : count_reach(session, campaign_id, until))
        add(row_of(out, count.group), count);

    add_shares(out.all, out.register_covers);
    for (ReachRow& row : out.groups) {
        if (row.group != without_group) row.name = group_name(session, organisation_id, row.group);
        add_shares(row, out.register_covers);
    }
    std::sort(out.groups.begin(), out.groups.end(), [&](const ReachRow& a, const ReachRow& b) {
        const bool a_none = a.group == without_group;
        const bool b_none = b.group == without_group;
        if (a_none || b_none) return !a_none && b_none;
        const int order = text::collate(a.name, b.name, locale);
        return order != 0 ? order < 0 : a.group < b.group;
    });
    return out;
}

} // namespace dosah::evaluation
