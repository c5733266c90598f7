// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/representativeness_report.h"

#include <cstdint>
#include <string>
#include <vector>

/// A campaign beside the earlier ones of its organisation: how many responded, and how much that leaned.
namespace dosah::evaluation {

inline constexpr std::size_t most_compared_campaigns = 12; ///< the latest, and the campaign itself

/// The campaign's own figures last, before them those of campaigns whose figures were closed by its as-of time, oldest
/// first, over the same strata. Only those that have a CV; nothing unless there are two, or where the strata are no
/// partition. Reads kept figures alone, so that it costs little and gives the same whenever it is asked.
std::vector<ComparedCampaign> compared_campaigns(store::Session& session, const RepresentativenessReport& report,
                                                 const std::string& locale, const RepresentativenessOptions& options);

/// Response across, CV upwards, with lines of equal R-indicator; the campaigns by number, as in the table.
std::string campaigns_figure(const RepresentativenessReport& report, const ReportWriter& writer);
PaperTable campaigns_table(const RepresentativenessReport& report, const ReportWriter& writer);

} // namespace dosah::evaluation
