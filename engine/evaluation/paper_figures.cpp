// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/figure.h"
#include "evaluation/paper_sections.h"
#include "evaluation/report_data.h"
#include "evaluation/share_forest.h"

#include <algorithm>
#include <chrono>

namespace dosah::evaluation {

namespace {

/// Shares of everybody and of groups.
template <class Row>
std::string group_forest(const std::string& key, const Row& all, const std::vector<Row>& groups,
                         const ReportWriter& writer, Share (*pick)(const Row&))
{
    std::vector<ShareRow> rows = {{writer.row_name(all.group, all.name), pick(all), true}};
    for (const Row& row : groups)
        rows.push_back({writer.row_name(row.group, row.name), pick(row), false});
    return share_forest(figure_words(key, writer), rows, writer.say("figure." + key + ".axis"), writer);
}

Share headline(const RatesRow& row)
{
    const Rate& rate = row.rates[headline_rate];
    return {rate.numerator, static_cast<std::int64_t>(rate.denominator), rate.estimate, rate.interval};
}

/// Days between labels, so that there are at most eight.
int day_step(double days)
{
    for (const int step : {1, 2, 3, 7, 14, 28, 56, 112})
        if (days / step <= 8) return step;
    return 365;
}

} // namespace

PaperSection flow_section(const FlowReport& report, const ReportWriter& writer)
{
    std::vector<FunnelStep> steps;
    for (const FlowStep& step : flow_steps) {
        const std::int64_t count = report.all.*step.value;
        const bool of_drawn = step.value != &FlowRow::frame && step.value != &FlowRow::drawn;
        std::string text = writer.number(count);
        if (of_drawn)
            if (const Share share = share_of_drawn(report.all, step); share.estimate)
                text = writer.say("paper.count_share", {{"count", count}, {"share", writer.percent(*share.estimate)}});
        steps.push_back(
            {writer.say(std::string("flow.step.") + step.name), std::move(text), static_cast<double>(count)});
    }
    const std::int64_t uninvited = report.walk_ins.people;
    if (uninvited > 0)
        steps.push_back({writer.say("flow.walk_ins"), writer.number(uninvited), static_cast<double>(uninvited), true});
    return {"flow",
            writer.say("section.flow"),
            writer.say("rates.act." + report.target_act),
            funnel_figure(figure_words("flow", writer), steps),
            writer.say("figure.flow.title"),
            {flow_table(report, writer), walk_ins_table(report, writer)},
            {writer.say("flow.note"), writer.say("note.groups"), writer.say("flow.note.walk_ins")}};
}

PaperSection reach_section(const ReachReport& report, const ReportWriter& writer)
{
    return {"reach",
            writer.say("section.reach"),
            writer.say("section.reach.lead",
                       {{"reached", report.all.reached},
                        {"audience", report.all.audience},
                        {"share", writer.share(report.all.reach_share.estimate, report.all.reach_share.interval)}}),
            group_forest<ReachRow>("reach", report.all, report.groups, writer,
                                   [](const ReachRow& row) { return row.reach_share; }),
            writer.say("figure.reach.title"),
            {reach_table(report, writer)},
            {writer.say("reach.note.reached"), writer.say("note.interval"), writer.say("note.groups")}};
}

PaperSection new_reach_section(const ReachReport& report, const ReportWriter& writer)
{
    const ReachRow& all = report.all;
    const ReachedByPrior reached{all.reached_none, all.reached_prior, all.reached_unobservable};
    PaperSection out{"new-reach", writer.say("section.new"), "", "", "", {}, new_reach_notes(report, reached, writer)};
    if (!report.register_covers) return out;
    out.lead =
        writer.say("section.new.lead", {{"new", all.reached_none},
                                        {"known", all.reached_none + all.reached_prior},
                                        {"share", writer.share(all.new_share.estimate, all.new_share.interval)}});
    out.figure =
        group_forest<ReachRow>("new", all, report.groups, writer, [](const ReachRow& row) { return row.new_share; });
    out.caption = writer.say("figure.new.title");
    PaperTable table{"new-reach", writer.say("paper.table.new"), {writer.say("column.group")}, {}};
    for (const char* column : {"none", "prior", "unobservable", "new_share", "new_rate"})
        table.heading.push_back(writer.say(std::string("new.column.") + column));
    const auto add = [&](const ReachRow& row) {
        table.rows.push_back({writer.name_cell(writer.row_name(row.group, row.name)),
                              writer.count_cell(row.reached_none), writer.count_cell(row.reached_prior),
                              writer.count_cell(row.reached_unobservable),
                              writer.share_cell(row.new_share.estimate, row.new_share.interval),
                              writer.share_cell(row.new_reach_share.estimate, row.new_reach_share.interval)});
    };
    add(all);
    for (const ReachRow& row : report.groups)
        add(row);
    out.tables.push_back(std::move(table));
    out.notes.push_back(writer.say("new.note"));
    return out;
}

PaperSection rates_section(const RatesReport& report, const ReportWriter& writer)
{
    PaperSection out{"rates",
                     writer.say("section.rates"),
                     "",
                     group_forest<RatesRow>("rates", report.all, report.groups, writer, headline),
                     writer.say("figure.rates.title"),
                     rates_tables(report, writer),
                     rates_notes(report, writer)};
    return out;
}

PaperSection days_section(const ReachReport& report, const std::vector<ReachedHour>& hours, const ReportWriter& writer)
{
    CumulativeFigure figure;
    figure.from = report.frozen_at.value_or(report.as_of);
    figure.to = report.as_of;
    if (report.interim) figure.closes = figure.to;
    figure.interim = report.interim ? writer.say("paper.interim") : "";
    figure.axis = writer.say("figure.days.axis");
    PaperTable table{"days",
                     writer.say("paper.table.days"),
                     {writer.say("days.column.day"), writer.say("days.column.people"), writer.say("days.column.all")},
                     {}};
    double sum = 0;
    for (const ReachedHour& hour : hours) {
        sum += static_cast<double>(hour.people);
        figure.points.push_back({hour.at, sum});
        std::string day = writer.date(hour.at);
        if (table.rows.empty() || table.rows.back()[0].text != day)
            table.rows.push_back({writer.name_cell(day), writer.count_cell(0), writer.count_cell(0)});
        std::vector<PaperCell>& row = table.rows.back();
        row[1] = writer.count_cell(static_cast<std::int64_t>(*row[1].value) + hour.people);
        row[2] = writer.count_cell(static_cast<std::int64_t>(sum));
    }
    const CountScale scale = count_scale(std::max(sum, 1.0));
    for (double value = 0; value <= scale.end + 1e-9; value += scale.step)
        figure.ticks.push_back({value, writer.number(static_cast<std::int64_t>(value))});
    const auto day = std::chrono::hours(24);
    const double days = static_cast<double>(to_micros(figure.to) - to_micros(figure.from)) / 86.4e9;
    for (Instant at = figure.from; at <= figure.to; at += day_step(days) * day)
        figure.days.push_back({at, writer.day_short(at)});
    return {"days",
            writer.say("section.days"),
            "",
            cumulative_figure(figure_words("days", writer), figure),
            writer.say("figure.days.title"),
            {std::move(table)},
            {writer.say("days.note")}};
}

} // namespace dosah::evaluation
