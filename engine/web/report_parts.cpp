// SPDX-License-Identifier: EUPL-1.2
#include "web/report_parts.h"

#include "base/error.h"
#include "web/chart.h"

#include <algorithm>

namespace dosah::web {

evaluation::ReportWriter report_writer(const Exchange& exchange, const std::string& time_zone)
{
    return {exchange.shared.services().catalogs, exchange.locale(), time_zone};
}

std::string share_chart(const evaluation::FigureWords& words, const std::vector<evaluation::ShareRow>& rows,
                        const evaluation::ReportWriter& writer)
{
    double highest = 0.05;
    std::vector<chart::Dot> dots;
    for (const evaluation::ShareRow& row : rows) {
        chart::Dot dot;
        dot.label = row.label;
        dot.known = false;
        dot.css_class = row.overall ? "k-open" : "k-a";
        dot.text = writer.say("suppressed.word");
        if (row.share && !row.share->interval) dot.text = writer.say("undefined");
        if (row.share && row.share->interval) {
            dot.known = true;
            dot.text = writer.percent(*row.share->estimate);
            dot.value = *row.share->estimate;
            dot.low = row.share->interval->low;
            dot.high = row.share->interval->high;
            highest = std::max(highest, dot.high);
        }
        dots.push_back(dot);
    }
    const chart::Scale scale = chart::scale_for(highest);
    std::vector<chart::Tick> ticks;
    for (int i = 0; i * scale.step <= scale.end + 1e-9; ++i)
        ticks.push_back({i * scale.step, content::format_percent(writer.locale(), i * scale.step, 0)});
    return chart::intervals(words.id, words.title, words.description, dots, ticks);
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
    return content::View()
        .set("heading", std::move(heading))
        .set("rows", std::move(rows))
        .set("title", table.title)
        .set("key", table.key);
}

content::ViewList download_links(const std::string& base, bool drawn)
{
    content::ViewList out;
    for (const ReportFile& file : report_files) {
        if (file.extension == "svg" && !drawn) continue;
        std::string label(file.extension);
        std::ranges::transform(label, label.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        out.push_back(
            content::View().set("url", base + "/report." + std::string(file.extension)).set("label", std::move(label)));
    }
    return out;
}

Response report_file(const Exchange& exchange, const std::string& key, const std::string& csv, const std::string& json,
                     const evaluation::Paper& paper, const evaluation::ReportWriter& writer, const std::string& undrawn)
{
    const std::string& name = exchange.parameter("file");
    const auto file = std::ranges::find_if(
        report_files, [&](const ReportFile& one) { return name == "report." + std::string(one.extension); });
    if (file == report_files.end()) throw missing_error("there is nothing at this address");
    std::string content;
    if (file->extension == "csv")
        content = csv;
    else if (file->extension == "json")
        content = json + "\n";
    else if (file->extension == "xlsx")
        content = evaluation::paper_xlsx(paper, writer);
    else if (file->extension == "html")
        content = evaluation::paper_html(paper, writer, exchange.shared.services().templates,
                                         writer.say("printed", {{"at", writer.date_time(exchange.shared.now())}}));
    else
        content = evaluation::paper_svg(paper);
    if (content.empty()) throw conflict_error(undrawn);
    Response response = text_response(std::move(content), std::string(file->type));
    // Keys are a-z, 0-9 and hyphens (campaigns/definition.h, evaluation/programme.h): the name needs no quoting.
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + key + "-" + name + "\"");
    return response;
}

} // namespace dosah::web
