// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/programme_report.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/report_parts.h"

#include <algorithm>

/// Programmes as evaluators see them: what the campaigns' organisations have released, together. Looking releases
/// nothing. Open to those whose own organisation has a campaign in it.
namespace dosah::web {

namespace {

evaluation::ProgrammeReport programme_of(const Exchange& exchange)
{
    const std::string& key = exchange.parameter("key");
    {
        store::Session session = exchange.shared.database().session();
        const auto own = evaluation::programmes_of(session, exchange.organisation->id);
        if (std::ranges::none_of(own, [&](const evaluation::Programme& one) { return one.key == key; }))
            throw missing_error("there is nothing at this address");
    }
    return evaluation::released_programme(exchange.shared.database(), exchange.shared.services().clock, key,
                                          exchange.locale());
}

content::View figure_view(const evaluation::ReportWriter& writer, const std::string& key, const std::string& figure)
{
    return content::View().set("key", key).set("title", writer.say("figure." + key + ".title")).set("figure", figure);
}

std::string groups_chart(const evaluation::ProgrammeReport& report, const evaluation::ReportWriter& writer,
                         const std::string& key)
{
    return share_chart(evaluation::figure_words(key, writer), evaluation::programme_group_rows(report, writer, key),
                       writer);
}

} // namespace

std::string programme_page(const std::string& key)
{
    return "/reports/programmes/" + key;
}

Response show_programme(Exchange& exchange)
{
    const evaluation::ProgrammeReport report = programme_of(exchange);
    const evaluation::ReportWriter writer = report_writer(exchange, report.time_zone());
    const bool figures = !report.counted().empty();
    content::View view = console_view(exchange, report.programme.name, "reports");
    view.set("name", report.programme.name);
    view.set("lede", exchange.text("console.label.programmes_lede"));
    view.set("none", !figures);
    view.set("none_title", exchange.text("console.report.programme_none_title"));
    view.set("none_text", exchange.text("console.report.programme_none"));
    view.set("interim", figures && report.interim);
    view.set("as_of", figures ? writer.say("as_of_zone",
                                           {{"time", writer.date_time(report.as_of)}, {"zone", report.time_zone()}})
                              : std::string());
    content::ViewList drawn;
    content::ViewList tables;
    if (figures) {
        drawn.push_back(figure_view(writer, "reach", groups_chart(report, writer, "reach")));
        drawn.push_back(figure_view(writer, "programme_campaigns",
                                    share_chart(evaluation::figure_words("programme_campaigns", writer),
                                                evaluation::programme_campaign_rows(report, writer), writer)));
        if (report.register_covers) drawn.push_back(figure_view(writer, "new", groups_chart(report, writer, "new")));
        for (const evaluation::PaperTable& table : evaluation::programme_tables(report, writer))
            tables.push_back(table_view(table));
    }
    view.set("figures", std::move(drawn));
    view.set("tables", std::move(tables));
    content::ViewList notes;
    for (const std::string& note : evaluation::programme_notes(report, writer))
        notes.push_back(content::View().set("text", note));
    view.set("notes", std::move(notes));
    view.set("downloads", figures ? download_links(programme_page(report.programme.key), true) : content::ViewList());
    return console_response(exchange, "console/programme.html", view);
}

Response download_programme(Exchange& exchange)
{
    const evaluation::ProgrammeReport report = programme_of(exchange);
    const std::string nothing = exchange.text("console.report.programme_none");
    if (report.counted().empty()) throw conflict_error(nothing);
    const evaluation::ReportWriter writer = report_writer(exchange, report.time_zone());
    return report_file(exchange, report.programme.key, evaluation::programme_csv(report),
                       evaluation::programme_json(report), evaluation::programme_paper(report, writer), writer,
                       nothing);
}

} // namespace dosah::web
