// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "content/catalog.h"
#include "evaluation/statistics.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::evaluation {

/// A share with everything needed to print it: 0/0 is undefined, never 0.
struct Share
{
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<double> estimate;
    std::optional<Interval> interval;
};

Share share(std::int64_t numerator, std::int64_t denominator);

/// One line of the report: everybody, or the members of one target group (groups overlap).
struct ReachRow
{
    std::string group;     ///< key; "" for everybody
    std::string name;      ///< as people read it; "" for everybody
    std::int64_t audience = 0;  ///< persons frozen, arm invited
    std::int64_t sent = 0;      ///< a wave message was handed over (accepted or beyond, or assumed sent)
    std::int64_t delivered = 0; ///< delivered, or a confirmed act implies it
    std::int64_t reached = 0;   ///< reply, answer yes or no (maybe too), form, check-in; a one-click opt-out alone is not
    std::int64_t attended = 0;
    std::int64_t in_doubt = 0;  ///< no sure sign either way
    std::int64_t reached_prior = 0;        ///< reached with prior involvement
    std::int64_t reached_none = 0;         ///< reached without: new reach
    std::int64_t reached_unobservable = 0; ///< the register does not cover the window
    std::int64_t audience_none = 0;
    Share reach_share;     ///< reached / audience
    Share new_share;       ///< reached_none / (reached_none + reached_prior)
    Share new_reach_share; ///< reached_none / audience_none
};

struct ReachReport
{
    std::int64_t campaign_id = 0;
    std::string campaign_key;
    std::string campaign_name;
    std::string organisation_name;
    std::string state;
    Instant as_of;
    std::optional<Instant> frozen_at;
    int look_back_months = 0;
    std::optional<Instant> register_start;
    bool register_covers = false; ///< false: say "no earlier record since ...", not "new"
    bool interim = true;          ///< before the declared as-of time
    ReachRow all;
    std::vector<ReachRow> groups;
};

/// Throws Error(missing) when the organisation has no such campaign, Error(conflict) before its audience is frozen.
ReachReport reach_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale);

/// The report for a terminal, as CSV (one fact per row: group, measure, numerator, denominator, estimate, low, high,
/// status) and as JSON.
std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone);
std::string reach_csv(const ReachReport& report);
std::string reach_json(const ReachReport& report);

} // namespace dosah::evaluation
