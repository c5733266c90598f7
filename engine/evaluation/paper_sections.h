// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/flow_report.h"
#include "evaluation/new_reach.h"
#include "evaluation/paper.h"
#include "evaluation/rates_report.h"
#include "evaluation/reach.h"
#include "evaluation/reach_days.h"
#include "evaluation/representativeness_report.h"
#include "evaluation/uplift_report.h"

#include <optional>
#include <string>
#include <vector>

/// What each report puts on paper: its tables, notes and facts, and the sections with their figures.
namespace dosah::evaluation {

PaperTable reach_table(const ReachReport& report, const ReportWriter& writer);
std::vector<std::string> reach_notes(const ReachReport& report, const ReportWriter& writer);
std::vector<Fact> reach_facts(const ReachReport& report);
/// What may be said about who is new.
std::vector<std::string> new_reach_notes(const ReportHead& head, const ReachedByPrior& reached,
                                         const ReportWriter& writer);

PaperTable flow_table(const FlowReport& report, const ReportWriter& writer);
/// Who came without an invitation, by the group they named.
PaperTable walk_ins_table(const FlowReport& report, const ReportWriter& writer);
std::vector<std::string> flow_notes(const FlowReport& report, const ReportWriter& writer);
std::vector<Fact> flow_facts(const FlowReport& report);

/// How people ended, by group; what the letters mean; the rates of everybody.
std::vector<PaperTable> rates_tables(const RatesReport& report, const ReportWriter& writer);
std::vector<std::string> rates_notes(const RatesReport& report, const ReportWriter& writer);
std::vector<Fact> rates_facts(const RatesReport& report);

/// The funnel.
PaperSection flow_section(const FlowReport& report, const ReportWriter& writer);
/// Whom it reached, share by group with intervals.
PaperSection reach_section(const ReachReport& report, const ReportWriter& writer);
/// Whom for the first time; one sentence instead of a figure while the register does not cover the window.
PaperSection new_reach_section(const ReachReport& report, const ReportWriter& writer);
PaperSection rates_section(const RatesReport& report, const ReportWriter& writer);
/// How reach grew day by day.
PaperSection days_section(const ReachReport& report, const std::vector<ReachedHour>& hours, const ReportWriter& writer);

/// Shares of the reached beside those of the population; with a benchmark parity too.
std::vector<PaperSection> representativeness_sections(const RepresentativenessReport& report,
                                                      const ReportWriter& writer);
/// The forest of differences between those drawn to be invited and those held out.
PaperSection uplift_section(const UpliftReport& report, const ReportWriter& writer);

/// Papers of one report, and of all of them.
Paper reach_paper(const ReachReport& report, const ReportWriter& writer);
Paper flow_paper(const FlowReport& report, const ReportWriter& writer);
Paper rates_paper(const RatesReport& report, const ReportWriter& writer);
Paper representativeness_paper(const RepresentativenessReport& report, const ReportWriter& writer);
Paper uplift_paper(const UpliftReport& report, const ReportWriter& writer);

/// All reports of a campaign as of one moment.
struct FullReport
{
    FlowReport flow;
    ReachReport reach;
    RatesReport rates;
    std::vector<ReachedHour> hours;
    RepresentativenessReport representativeness;
    std::optional<UpliftReport> uplift; ///< nothing without a holdout
};
/// Without the key of a benchmark and with several there, nothing is compared with a population, and a note says so.
/// Throws like report_head() and representativeness_report().
FullReport full_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt,
                       const std::optional<std::string>& benchmark = std::nullopt);
/// A member for each of its reports, as each by itself.
std::string full_json(const FullReport& report);
Paper full_paper(const FullReport& report, const ReportWriter& writer);

} // namespace dosah::evaluation
