// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/campaign_comparison.h"

#include "evaluation/campaign_comparison_store.h"
#include "evaluation/share_forest.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

std::optional<ComparedCampaign> compared(const RepresentativenessReport& report)
{
    if (!report.indicator || !report.indicator->cv) return std::nullopt;
    return ComparedCampaign{report.campaign_key,
                            report.campaign_name,
                            report.as_of,
                            report.interim,
                            report.all.response,
                            report.indicator->r,
                            report.indicator->standard_error,
                            *report.indicator->cv};
}

/// A date in a narrow column stays on one line.
std::string unbroken(std::string text)
{
    for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos; at += 2)
        text.replace(at, 1, "\u00a0");
    return text;
}

} // namespace

std::vector<ComparedCampaign> compared_campaigns(store::Session& session, const RepresentativenessReport& report,
                                                 const std::string& locale, const RepresentativenessOptions& options)
{
    std::vector<ComparedCampaign> out;
    const std::optional<ComparedCampaign> own = compared(report);
    // Places that nobody has listed are those people live in: other ones in each campaign.
    const bool own_places = !report.benchmark && std::ranges::find(report.by, "place") != report.by.end();
    if (!own || own_places) return out;
    RepresentativenessOptions same = options;
    same.by = report.by;
    same.alone = true;
    for (const std::int64_t id : closed_campaigns(session, report.organisation_id, report.campaign_id, report.as_of,
                                                  most_compared_campaigns - 1))
        if (const auto one =
                compared(representativeness_report(session, report.organisation_id, id, report.as_of, locale, same)))
            out.push_back(*one);
    if (out.empty()) return out;
    std::reverse(out.begin(), out.end());
    out.push_back(*own);
    return out;
}

PaperTable campaigns_table(const RepresentativenessReport& report, const ReportWriter& writer)
{
    PaperTable out{"representativeness-campaigns",
                   writer.say("campaigns.table"),
                   {writer.say("programme.column.campaign"), writer.say("meta.as_of")},
                   {}};
    for (const char* name : {"response", "cv", "r", "r_error"})
        out.heading.push_back(writer.say(std::string("representativeness.figure.") + name));
    const auto real = [&](const std::optional<double>& value) {
        return PaperCell{PaperCell::Form::real, value ? writer.real(*value) : writer.say("undefined"), value, {}};
    };
    for (std::size_t i = 0; i < report.campaigns.size(); ++i) {
        const ComparedCampaign& one = report.campaigns[i];
        out.rows.push_back({writer.name_cell(std::to_string(i + 1) + ". " + one.name),
                            writer.name_cell(unbroken(writer.date(one.as_of))),
                            writer.share_cell(one.response.estimate, one.response.interval), real(one.cv), real(one.r),
                            real(one.standard_error)});
    }
    return out;
}

std::string campaigns_figure(const RepresentativenessReport& report, const ReportWriter& writer)
{
    double widest = 0.05;
    double highest = 0.1;
    ScatterFigure figure;
    for (std::size_t i = 0; i < report.campaigns.size(); ++i) {
        const ComparedCampaign& one = report.campaigns[i];
        const double response = one.response.estimate.value_or(0);
        widest = std::max(widest, response);
        highest = std::max(highest, one.cv);
        const std::string number = std::to_string(i + 1);
        figure.points.push_back({response, one.cv, number, number + ". " + one.name, i + 1 == report.campaigns.size()});
    }
    const ShareScale across = share_scale(widest);
    for (int i = 0; i * across.step <= across.end + 1e-9; ++i)
        figure.across.push_back({i * across.step, content::format_percent(writer.locale(), i * across.step, 0)});
    // A CV is read in tenths; count_scale() has the steps.
    const CountScale upwards = count_scale(10 * highest);
    for (int i = 0; i * upwards.step <= upwards.end + 1e-9; ++i)
        figure.upwards.push_back({i * upwards.step / 10, writer.real(i * upwards.step / 10)});
    // R = 1 - 2 sqrt(S2), and CV = sqrt(S2) / response.
    for (const double r : {0.9, 0.8, 0.7, 0.6, 0.5})
        figure.curves.push_back({(1 - r) / 2, writer.say("figure.campaigns.curve", {{"r", writer.real(r)}})});
    figure.across_axis = writer.say("figure.campaigns.across");
    figure.upwards_axis = writer.say("figure.campaigns.upwards");
    return scatter_figure(figure_words("campaigns", writer), figure);
}

} // namespace dosah::evaluation
