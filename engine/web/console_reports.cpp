// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/paper_sections.h"
#include "evaluation/protected_report.h"
#include "web/chart.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <algorithm>

/// What evaluators see: protected figures of launched campaigns, never a person. Coordinators see the same pages, so
/// that they know what is given away.
namespace dosah::web {

namespace {

evaluation::ReportWriter writer_of(const Exchange& exchange)
{
    return {exchange.shared.services().catalogs, exchange.locale(), exchange.organisation->time_zone};
}

evaluation::ProtectedReport report_of(const Exchange& exchange)
{
    return evaluation::released_report(exchange.shared.database(), exchange.shared.services().clock,
                                       exchange.organisation->id, exchange.number("id"), exchange.locale());
}

using Pick = std::optional<evaluation::Share> (evaluation::ProtectedRow::*)() const;

/// Rows without a figure look alike whatever they hide.
std::string figure(const evaluation::ProtectedReport& report, const evaluation::ReportWriter& writer,
                   const std::string& key, Pick pick)
{
    double highest = 0.05;
    std::vector<chart::Dot> dots;
    const auto add = [&](const evaluation::ProtectedRow& row) {
        chart::Dot dot;
        dot.label = writer.row_name(row.group, row.name);
        dot.known = false;
        dot.css_class = row.group.empty() ? "k-open" : "k-a";
        dot.text = writer.say("suppressed.word");
        const std::optional<evaluation::Share> share = (row.*pick)();
        if (share && !share->interval) dot.text = writer.say("undefined");
        if (share && share->interval) {
            dot.known = true;
            dot.text = writer.percent(*share->estimate);
            dot.value = *share->estimate;
            dot.low = share->interval->low;
            dot.high = share->interval->high;
            highest = std::max(highest, dot.high);
        }
        dots.push_back(dot);
    };
    add(report.all);
    for (const evaluation::ProtectedRow& row : report.groups)
        add(row);
    const chart::Scale scale = chart::scale_for(highest);
    std::vector<chart::Tick> ticks;
    for (int i = 0; i * scale.step <= scale.end + 1e-9; ++i)
        ticks.push_back({i * scale.step, content::format_percent(writer.locale(), i * scale.step, 0)});
    return chart::intervals(key, writer.say("figure." + key + ".title"), writer.say("figure." + key + ".description"),
                            dots, ticks);
}

content::View table_view(const evaluation::PaperTable& table)
{
    content::ViewList heading;
    for (std::size_t i = 0; i < table.heading.size(); ++i)
        heading.push_back(content::View().set("text", table.heading[i]).set("number", i > 0));
    content::ViewList rows;
    for (const auto& row : table.rows) {
        content::ViewList cells;
        for (std::size_t i = 1; i < row.size(); ++i)
            cells.push_back(content::View().set("text", row[i].text).set("label", table.heading[i]));
        rows.push_back(content::View().set("head", row[0].text).set("cells", std::move(cells)));
    }
    return content::View().set("heading", std::move(heading)).set("rows", std::move(rows)).set("title", table.title);
}

struct File
{
    std::string_view extension;
    std::string_view type;
    std::string (*make)(const Exchange&, const evaluation::ProtectedReport&);
};

std::string html_of(const Exchange& exchange, const evaluation::ProtectedReport& report)
{
    const evaluation::ReportWriter writer = writer_of(exchange);
    return evaluation::paper_html(evaluation::protected_paper(report, writer), writer,
                                  exchange.shared.services().templates,
                                  writer.say("printed", {{"at", writer.date_time(exchange.shared.now())}}));
}

constexpr std::array files = {
    File{"csv", "text/csv; charset=utf-8",
         [](const Exchange&, const evaluation::ProtectedReport& report) { return evaluation::protected_csv(report); }},
    File{"json", "application/json",
         [](const Exchange&, const evaluation::ProtectedReport& report) {
             return evaluation::protected_json(report) + "\n";
         }},
    File{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         [](const Exchange& exchange, const evaluation::ProtectedReport& report) {
             const evaluation::ReportWriter writer = writer_of(exchange);
             return evaluation::paper_xlsx(evaluation::protected_paper(report, writer), writer);
         }},
    File{"html", "text/html; charset=utf-8", html_of},
    File{"svg", "image/svg+xml",
         [](const Exchange& exchange, const evaluation::ProtectedReport& report) {
             const evaluation::ReportWriter writer = writer_of(exchange);
             return evaluation::protected_paper(report, writer).sections.front().figure + "\n";
         }},
};

} // namespace

Response list_reports(Exchange& exchange)
{
    std::vector<campaigns::Campaign> all;
    {
        store::Session session = exchange.shared.database().session();
        all = campaigns::all_campaigns(session, exchange.organisation->id);
    }
    content::ViewList rows;
    for (const campaigns::Campaign& campaign : all) {
        if (!campaign.frozen_at) continue;
        const Instant closes = campaigns::closing_time(campaign.definition);
        content::View row;
        set_campaign(row, exchange, campaign);
        row.set("report_url", "/reports/" + std::to_string(campaign.id));
        row.set("event_when", content::format_date(exchange.locale(), campaign.definition.event.starts,
                                                   exchange.organisation->time_zone));
        row.set("closes", content::format_date(exchange.locale(), closes, exchange.organisation->time_zone));
        row.set("ready", exchange.shared.now() >= closes);
        rows.push_back(std::move(row));
    }
    content::View view = console_view(exchange, exchange.text("console.nav.reports"), "reports");
    view.set("empty", rows.empty());
    view.set("campaigns", std::move(rows));
    return console_response(exchange, "console/reports.html", view);
}

Response show_report(Exchange& exchange)
{
    const evaluation::ProtectedReport report = report_of(exchange);
    const evaluation::ReportWriter writer = writer_of(exchange);
    content::View view = console_view(exchange, report.campaign_name, "reports");
    view.set("report_url", "/reports/" + std::to_string(report.campaign_id));
    view.set("campaign_name", report.campaign_name);
    view.set("as_of", writer.say("as_of", {{"time", writer.date_time(report.as_of)}}));
    view.set("interim", report.interim);
    const bool figures = !report.interim && !report.pending;
    view.set("pending", report.pending);
    view.set("release_title", exchange.text("console.report.release_title"));
    view.set("release_text", exchange.text("console.report.release_text"));
    view.set("release", exchange.text("console.report.release"));
    view.set("covers", report.register_covers && figures);
    view.set("has_figure", figures);
    view.set("reach_figure",
             figures ? figure(report, writer, "reach", &evaluation::ProtectedRow::reach_share) : std::string());
    view.set("fresh_figure",
             figures ? figure(report, writer, "new", &evaluation::ProtectedRow::new_share) : std::string());
    view.set("reach_title", writer.say("figure.reach.title"));
    view.set("fresh_title", writer.say("figure.new.title"));
    view.set("table", report.pending ? content::ViewList()
                                     : content::ViewList{table_view(evaluation::protected_table(report, writer))});
    content::ViewList notes;
    if (!report.pending)
        for (const std::string& note : evaluation::protected_notes(report, writer))
            notes.push_back(content::View().set("text", note));
    view.set("notes", std::move(notes));
    content::ViewList downloads;
    for (const File& file : files)
        if (!report.pending && (file.extension != "svg" || figures)) {
            std::string label(file.extension);
            std::ranges::transform(label, label.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            downloads.push_back(content::View()
                                    .set("url", "/reports/" + std::to_string(report.campaign_id) + "/report." +
                                                    std::string(file.extension))
                                    .set("label", label));
        }
    view.set("downloads", std::move(downloads));
    return console_response(exchange, "console/report.html", view);
}

Response release_report_form(Exchange& exchange)
{
    const evaluation::ProtectedReport report =
        evaluation::protected_report(exchange.shared.database(), exchange.shared.services().clock, exchange.actor(),
                                     exchange.organisation->id, exchange.number("id"), exchange.locale());
    if (report.interim) throw conflict_error(exchange.text("report.protected.interim"));
    return redirect("/reports/" + std::to_string(report.campaign_id));
}

Response download_report(Exchange& exchange)
{
    const std::string& name = exchange.parameter("file");
    const auto file =
        std::ranges::find_if(files, [&](const File& one) { return name == "report." + std::string(one.extension); });
    if (file == files.end()) throw missing_error("there is nothing at this address");
    const evaluation::ProtectedReport report = report_of(exchange);
    if (report.pending) throw conflict_error(exchange.text("console.report.release_title"));
    if (file->extension == "svg" && report.interim) throw conflict_error(exchange.text("report.protected.interim"));
    Response response = text_response(file->make(exchange, report), std::string(file->type));
    // Keys are a-z, 0-9 and hyphens (campaigns/definition.h), so the name needs no quoting of its own.
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + report.campaign_key + "-" + name + "\"");
    return response;
}

} // namespace dosah::web
