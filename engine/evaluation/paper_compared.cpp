// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/campaign_comparison.h"
#include "evaluation/figure.h"
#include "evaluation/paper_sections.h"
#include "evaluation/share_forest.h"

#include <algorithm>
#include <cmath>

namespace dosah::evaluation {

namespace {

constexpr std::size_t most_rows = 30; // of a figure that is to fit a page; the table has them all

const char* shares_key(const RepresentativenessReport& report)
{
    return report.benchmark ? "shares" : "shares_alone";
}

/// Shares of the reached, each beside the population's.
std::string shares_figure(const RepresentativenessReport& report, const ReportWriter& writer)
{
    std::vector<ForestRow> rows;
    double highest = 0;
    for (const RepresentativenessRow& row : report.rows) {
        if (rows.size() == most_rows) break;
        rows.push_back({stratum_name(row, writer), writer.share(row.reached_share.estimate, row.reached_share.interval),
                        row.reached_share.estimate, row.reached_share.interval, row.population_share, false});
        if (row.reached_share.interval) highest = std::max(highest, row.reached_share.interval->high);
        highest = std::max(highest, row.population_share.value_or(0));
    }
    ForestScale scale = percent_scale(highest, writer.say("figure.shares.axis"), writer);
    if (report.benchmark) scale.benchmark = writer.say("figure.shares.benchmark");
    return forest_figure(figure_words(shares_key(report), writer), rows, scale);
}

/// 1 is as many as there live; on a logarithmic scale half and double are equally far from it.
std::string parity_figure(const RepresentativenessReport& report, const ReportWriter& writer)
{
    std::vector<ForestRow> rows;
    double furthest = 2;
    for (const RepresentativenessRow& row : report.rows) {
        if (rows.size() == most_rows) break;
        ForestRow one{
            stratum_name(row, writer), writer.say("undefined"), std::nullopt, std::nullopt, std::nullopt, false};
        if (row.parity) {
            one.text = writer.real(*row.parity);
            if (row.parity_interval) {
                one.interval = row.parity_interval;
                one.text = writer.say("share", {{"estimate", one.text},
                                                {"low", writer.real(row.parity_interval->low)},
                                                {"high", writer.real(row.parity_interval->high)}});
            }
            // Nobody reached has no place on a logarithmic scale; the figure beside it says 0.
            if (*row.parity > 0) {
                one.value = row.parity;
                furthest = std::max({furthest, *row.parity, 1 / *row.parity});
            }
        }
        rows.push_back(std::move(one));
    }
    const double end = std::min(16.0, std::exp2(std::ceil(std::log2(furthest))));
    ForestScale scale{1 / end, end, true, 1.0, {}, writer.say("figure.parity.axis"), ""};
    for (double tick = 1 / end; tick <= end * 1.001; tick *= 2)
        scale.ticks.push_back({tick, writer.say("paper.tick", {{"value", tick}})});
    return forest_figure(figure_words("parity", writer), rows, scale);
}

/// In points of percent, around 0.
std::string uplift_figure(const UpliftReport& report, const ReportWriter& writer)
{
    std::vector<ForestRow> rows;
    double furthest = 0.05;
    const auto add = [&](const std::string& label, const std::optional<Difference>& difference, bool overall) {
        ForestRow one{label, writer.say("undefined"), std::nullopt, std::nullopt, std::nullopt, overall};
        if (difference) {
            one.text = writer.share(difference->estimate, difference->interval);
            one.value = difference->estimate;
            one.interval = difference->interval;
            furthest = std::max({furthest, std::abs(difference->interval.low), std::abs(difference->interval.high)});
        }
        rows.push_back(std::move(one));
    };
    const auto difference = [](const UpliftRow& row) {
        return row.uplift ? std::optional(row.uplift->difference) : std::nullopt;
    };
    add(writer.say("everybody"), difference(report.all), true);
    for (const UpliftRow& row : report.strata)
        if (rows.size() < most_rows) add(row.stratum, difference(row), false);
    const ShareScale fitting = share_scale(furthest);
    ForestScale scale{-fitting.end, fitting.end, false, 0.0, {}, writer.say("figure.uplift.axis"), ""};
    // Labels on both sides of 0: every other one is enough.
    const int count = static_cast<int>(std::lround(fitting.end / fitting.step));
    const int every = count > 2 ? 2 : 1;
    for (int i = -count; i <= count; ++i)
        if (i % every == 0)
            scale.ticks.push_back({i * fitting.step, content::format_percent(writer.locale(), i * fitting.step, 0)});
    return forest_figure(figure_words("uplift", writer), rows, scale);
}

} // namespace

std::vector<PaperSection> representativeness_sections(const RepresentativenessReport& report,
                                                      const ReportWriter& writer)
{
    std::vector<PaperSection> out;
    out.push_back({"representativeness", writer.say("section.representativeness"), "", shares_figure(report, writer),
                   writer.say(std::string("figure.") + shares_key(report) + ".title"),
                   representativeness_tables(report, writer), representativeness_notes(report, writer)});
    if (report.benchmark && !report.is_single())
        out.push_back({"parity",
                       writer.say("section.parity"),
                       "",
                       parity_figure(report, writer),
                       writer.say("figure.parity.title"),
                       {},
                       {writer.say("parity.note")}});
    if (!report.campaigns.empty())
        out.push_back({"campaigns",
                       writer.say("section.campaigns"),
                       "",
                       campaigns_figure(report, writer),
                       writer.say("figure.campaigns.title"),
                       {campaigns_table(report, writer)},
                       {writer.say("campaigns.note"), writer.say("representativeness.note.compare")}});
    return out;
}

PaperSection uplift_section(const UpliftReport& report, const ReportWriter& writer)
{
    return {"uplift",
            writer.say("section.uplift"),
            "",
            uplift_figure(report, writer),
            writer.say("figure.uplift.title"),
            {uplift_table(report, writer)},
            uplift_notes(report, writer)};
}

} // namespace dosah::evaluation
