// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/disclosure_register.h"
#include "evaluation/programme.h"
#include "evaluation/protected_report.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/report_parts.h"

#include <set>

/// What evaluators see: protected figures of launched campaigns, never a person. Coordinators see the same pages, so
/// that they know what is given away.
namespace dosah::web {

namespace {

evaluation::ProtectedReport report_of(const Exchange& exchange)
{
    return evaluation::released_report(exchange.shared.database(), exchange.shared.services().clock,
                                       exchange.organisation->id, exchange.number("id"), exchange.locale());
}

using Pick = std::optional<evaluation::Share> (evaluation::ProtectedRow::*)() const;

std::string figure(const evaluation::ProtectedReport& report, const evaluation::ReportWriter& writer,
                   const std::string& key, Pick pick)
{
    std::vector<evaluation::ShareRow> rows = {{writer.row_name("", ""), (report.all.*pick)(), true}};
    for (const evaluation::ProtectedRow& row : report.groups)
        rows.push_back({writer.row_name(row.group, row.name), (row.*pick)(), false});
    return share_chart(evaluation::figure_words(key, writer), rows, writer);
}

/// What a campaign's figures are: due, to be released, released.
void set_state(content::View& row, const Exchange& exchange, const campaigns::Campaign& campaign,
               const std::set<std::int64_t>& released)
{
    const Instant closes = campaigns::closing_time(campaign.definition);
    const bool due = exchange.shared.now() >= closes;
    const bool ready = due && released.contains(campaign.id);
    row.set("closes", content::format_date(exchange.locale(), closes, exchange.organisation->time_zone));
    row.set("ready", ready);
    row.set("pending", due && !ready);
    row.set("open", !due);
}

} // namespace

Response list_reports(Exchange& exchange)
{
    std::vector<campaigns::Campaign> all;
    std::vector<evaluation::Programme> programmes;
    std::set<std::int64_t> released;
    {
        store::Session session = exchange.shared.database().session();
        all = campaigns::all_campaigns(session, exchange.organisation->id);
        programmes = evaluation::programmes_of(session, exchange.organisation->id);
        released = evaluation::released_campaigns(session, exchange.organisation->id);
    }
    content::ViewList rows;
    for (const campaigns::Campaign& campaign : all) {
        if (!campaign.frozen_at) continue;
        content::View row;
        set_campaign(row, exchange, campaign);
        row.set("report_url", "/reports/" + std::to_string(campaign.id));
        row.set("event_when", content::format_date(exchange.locale(), campaign.definition.event.starts,
                                                   exchange.organisation->time_zone));
        set_state(row, exchange, campaign, released);
        rows.push_back(std::move(row));
    }
    content::View view = console_view(exchange, exchange.text("console.nav.reports"), "reports");
    view.set("empty", rows.empty());
    view.set("campaigns", std::move(rows));
    content::ViewList links;
    for (const evaluation::Programme& programme : programmes)
        links.push_back(content::View().set("url", programme_page(programme.key)).set("name", programme.name));
    view.set("has_programmes", !links.empty());
    view.set("programmes", std::move(links));
    return console_response(exchange, "console/reports.html", view);
}

Response show_report(Exchange& exchange)
{
    const evaluation::ProtectedReport report = report_of(exchange);
    const evaluation::ReportWriter writer = report_writer(exchange, exchange.organisation->time_zone);
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
    view.set("downloads", report.pending ? content::ViewList()
                                         : download_links("/reports/" + std::to_string(report.campaign_id), figures));
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
    const evaluation::ProtectedReport report = report_of(exchange);
    if (report.pending) throw conflict_error(exchange.text("console.report.release_title"));
    const evaluation::ReportWriter writer = report_writer(exchange, exchange.organisation->time_zone);
    return report_file(exchange, report.campaign_key, evaluation::protected_csv(report),
                       evaluation::protected_json(report), evaluation::protected_paper(report, writer), writer,
                       exchange.text("report.protected.interim"));
}

} // namespace dosah::web
