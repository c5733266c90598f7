// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/report_head.h"
#include "evaluation/share.h"

#include <cstdint>
#include <string>
#include <vector>

/// Whom a campaign reached, and whom it reached for the first time. evaluation/facts.h says who counts as what.
namespace dosah::evaluation {

/// One line of the report: everybody, or the members of one target group (groups overlap).
struct ReachRow
{
    std::string group; ///< key; "" for everybody, without_group for those in none
    std::string name;  ///< as people read it; "" for everybody and for those in none
    std::int64_t audience = 0;
    std::int64_t sent = 0;
    std::int64_t delivered = 0;
    std::int64_t reached = 0;
    std::int64_t attended = 0;
    std::int64_t in_doubt = 0;             ///< no sure sign either way
    std::int64_t reached_prior = 0;        ///< reached with prior involvement
    std::int64_t reached_none = 0;         ///< reached without: new reach
    std::int64_t reached_unobservable = 0; ///< the register does not cover the window
    std::int64_t audience_none = 0;
    Share reach_share;     ///< reached / audience
    Share new_share;       ///< reached_none / (reached_none + reached_prior); no estimate unless register_covers
    Share new_reach_share; ///< reached_none / audience_none; likewise
};

struct ReachReport : ReportHead
{
    ReachRow all;
    std::vector<ReachRow> groups; ///< by name; last those without any group, when there are any
};

inline constexpr const char* reach_definition = "reach-2"; ///< raised when a rule in facts.h changes

/// Throws like report_head().
ReachReport reach_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt);

/// For a terminal: an aligned table and what must be said beside it; a catalog key is "report.reach. ...".
std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone);
/// One fact per row: group, measure, numerator, denominator, estimate, lo, hi, status (RFC 4180). A count has a
/// numerator only. status: ok, interim, unobservable (a figure about who is new while the register does not cover the
/// window) or undefined (0 of 0); the last that holds.
std::string reach_csv(const ReachReport& report);
/// The same facts by row, with what makes them reproducible: definition, times, look-back, register, interval method.
std::string reach_json(const ReachReport& report);

} // namespace dosah::evaluation
