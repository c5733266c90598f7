// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/reach.h"
#include "web/chart.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <algorithm>
#include <array>

namespace dosah::web {

namespace {

evaluation::ReachReport report_of(const Exchange& exchange)
{
    store::Session session = exchange.shared.database().session();
    return evaluation::reach_report(session, exchange.organisation->id, exchange.number("id"), exchange.shared.now(),
                                    exchange.locale());
}

std::string share_text(const Exchange& exchange, const evaluation::Share& share)
{
    return share.estimate ? content::format_percent(exchange.locale(), *share.estimate)
                          : exchange.text("console.reach.undefined");
}

std::string interval_text(const Exchange& exchange, const evaluation::Share& share)
{
    if (!share.interval) return "–";
    std::string low = content::format_percent(exchange.locale(), share.interval->low);
    low.resize(low.find_last_of("0123456789") + 1); // the sign stands once, after the upper bound
    return low + "–" + content::format_percent(exchange.locale(), share.interval->high);
}

std::string row_name(const Exchange& exchange, const evaluation::ReachRow& row)
{
    if (row.group.empty()) return exchange.text("console.reach.everybody");
    if (row.group == evaluation::without_group) return exchange.text("console.reach.no_group");
    if (row.group == evaluation::group_withheld) return exchange.text("console.reach.withheld");
    // The five groups every town has come under their key; a name of the organisation's own goes before ours.
    constexpr std::array common = {"youth", "women", "seniors", "disability", "excluded"};
    if ((row.name.empty() || row.name == row.group) && std::ranges::find(common, row.group) != common.end())
        return exchange.text("console.group." + row.group);
    return row.name.empty() ? row.group : row.name;
}

content::View table_row(const Exchange& exchange, const evaluation::ReachRow& row)
{
    content::View view;
    view.set("name", row_name(exchange, row));
    view.set("audience", number_text(exchange, row.audience));
    view.set("sent", number_text(exchange, row.sent));
    view.set("delivered", number_text(exchange, row.delivered));
    view.set("reached", number_text(exchange, row.reached));
    view.set("share", share_text(exchange, row.reach_share));
    view.set("interval", interval_text(exchange, row.reach_share));
    view.set("fresh", number_text(exchange, row.reached_none));
    view.set("fresh_share", share_text(exchange, row.new_share));
    view.set("fresh_interval", interval_text(exchange, row.new_share));
    view.set("unobservable", number_text(exchange, row.reached_unobservable));
    return view;
}

using Pick = const evaluation::Share& (*)(const evaluation::ReachRow&);

std::string figure(const Exchange& exchange, const evaluation::ReachReport& report, const std::string& id,
                   const std::string& title, Pick pick)
{
    std::vector<const evaluation::ReachRow*> rows = {&report.all};
    for (const auto& group : report.groups)
        rows.push_back(&group);
    double highest = 0.05;
    std::vector<chart::Dot> dots;
    for (const evaluation::ReachRow* row : rows) {
        const evaluation::Share& share = pick(*row);
        chart::Dot dot;
        dot.label = row_name(exchange, *row);
        dot.known = share.estimate && share.interval;
        dot.css_class = row->group.empty() ? "k-open" : "k-a";
        dot.text = dot.known ? share_text(exchange, share) : exchange.text("console.reach.nobody");
        if (dot.known) {
            dot.value = *share.estimate;
            dot.low = share.interval->low;
            dot.high = share.interval->high;
            highest = std::max(highest, dot.high);
        }
        dots.push_back(dot);
    }
    const chart::Scale scale = chart::scale_for(highest);
    std::vector<chart::Tick> ticks;
    for (int i = 0; i * scale.step <= scale.end + 1e-9; ++i)
        ticks.push_back({i * scale.step, content::format_percent(exchange.locale(), i * scale.step, 0)});
    return chart::intervals(id, title, exchange.text("console.reach.figure_description"), dots, ticks);
}

std::string method_text(const Exchange& exchange, const evaluation::ReachReport& report)
{
    std::string text =
        exchange.text("console.reach.method", {{"months", static_cast<std::int64_t>(report.look_back_months)}});
    if (!report.register_covers)
        text += " " + (report.register_start
                           ? exchange.text("console.reach.register_since",
                                           {{"date", content::format_date(exchange.locale(), *report.register_start,
                                                                          exchange.organisation->time_zone)}})
                           : exchange.text("console.reach.register_unknown"));
    return text;
}

Response download(std::string body, const std::string& type, const std::string& extension, const std::string& key)
{
    Response response = text_response(std::move(body), type);
    // Keys are a-z, 0-9 and hyphens (campaigns/definition.h), so the name needs no quoting of its own.
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"reach-" + key + extension + "\"");
    return response;
}

} // namespace

Response show_reach(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    if (!campaign.frozen_at) throw conflict_error(exchange.text("console.reach.not_yet"));
    const evaluation::ReachReport report = report_of(exchange);
    content::View view = console_view(exchange, exchange.text("console.reach.title"), "campaigns");
    set_campaign(view, exchange, campaign);
    view.set("as_of", exchange.text("console.reach.as_of", {{"at", moment_text(exchange, report.as_of)}}));
    view.set("interim", report.interim);
    const auto figure_view = [&](const std::string& value, const std::string& label, const std::string& note) {
        content::View kpi;
        kpi.set("value", value);
        kpi.set("label", label);
        kpi.set("note", note);
        return kpi;
    };
    const evaluation::ReachRow& all = report.all;
    const auto of = [&](const evaluation::Share& share) {
        return exchange.text("console.reach.of_interval",
                             {{"of", share.denominator}, {"interval", interval_text(exchange, share)}});
    };
    content::ViewList figures = {figure_view(number_text(exchange, all.reached),
                                             exchange.text("console.reach.kpi.reached"),
                                             exchange.text("console.reach.of_audience", {{"of", all.audience}})),
                                 figure_view(share_text(exchange, all.reach_share),
                                             exchange.text("console.reach.kpi.share"), of(all.reach_share))};
    // A register that does not reach back far enough can show who was involved, never who was not: no share then.
    if (report.register_covers) {
        figures.push_back(figure_view(number_text(exchange, all.reached_none), exchange.text("console.reach.kpi.fresh"),
                                      exchange.text("console.reach.of_reached", {{"of", all.reached}})));
        figures.push_back(figure_view(share_text(exchange, all.new_share),
                                      exchange.text("console.reach.kpi.fresh_share"), of(all.new_share)));
    } else {
        figures.push_back(figure_view(number_text(exchange, all.reached_unobservable),
                                      exchange.text("console.reach.kpi.no_record"),
                                      exchange.text("console.reach.of_reached", {{"of", all.reached}})));
    }
    view.set("figures", std::move(figures));
    view.set("covers", report.register_covers);
    const std::string reach_title = exchange.text("console.label.reach_by_group");
    const std::string fresh_title = exchange.text("console.label.fresh_by_group");
    view.set("reach_figure",
             figure(exchange, report, "reach", reach_title,
                    [](const evaluation::ReachRow& row) -> const evaluation::Share& { return row.reach_share; }));
    view.set("fresh_figure",
             figure(exchange, report, "fresh", fresh_title,
                    [](const evaluation::ReachRow& row) -> const evaluation::Share& { return row.new_share; }));
    content::ViewList rows = {table_row(exchange, all)};
    for (const auto& group : report.groups)
        rows.push_back(table_row(exchange, group));
    view.set("rows", std::move(rows));
    view.set("method", method_text(exchange, report));
    return console_response(exchange, "console/reach.html", view);
}

Response reach_as_csv(Exchange& exchange)
{
    const auto report = report_of(exchange);
    return download(evaluation::reach_csv(report), "text/csv; charset=utf-8", ".csv", report.campaign_key);
}

Response reach_as_json(Exchange& exchange)
{
    const auto report = report_of(exchange);
    return download(evaluation::reach_json(report), "application/json", ".json", report.campaign_key);
}

} // namespace dosah::web
