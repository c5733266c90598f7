// SPDX-License-Identifier: EUPL-1.2
#include "content/renderer.h"
#include "evaluation/paper.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

content::ViewList texts(const std::vector<std::string>& values)
{
    content::ViewList out;
    for (const std::string& value : values)
        out.push_back(content::View().set("text", value));
    return out;
}

/// A figure breaks before its interval, never within.
std::string unbroken(const std::string& text)
{
    std::string out;
    bool within = false;
    for (const char c : text) {
        within = within || c == '(';
        out += within && c == ' ' ? std::string("\u00a0") : std::string(1, c);
    }
    return out;
}

/// So many rows stand on one page; longer tables may go on over the next.
constexpr std::size_t short_table = 18;

content::View table_view(const PaperTable& table, const std::vector<std::string>& everybody)
{
    content::View out;
    out.set("title", table.title);
    std::vector<bool> numbers(table.heading.size());
    for (const auto& row : table.rows)
        for (std::size_t i = 1; i < row.size(); ++i)
            if (row[i].form != PaperCell::Form::text) numbers[i] = true;
    content::ViewList heading;
    for (std::size_t i = 0; i < table.heading.size(); ++i)
        heading.push_back(content::View().set("text", table.heading[i]).set("number", bool(numbers[i])));
    out.set("heading", std::move(heading));
    content::ViewList rows;
    for (const auto& row : table.rows) {
        content::ViewList cells;
        for (std::size_t i = 1; i < row.size(); ++i)
            cells.push_back(content::View()
                                .set("text", numbers[i] ? unbroken(row[i].text) : row[i].text)
                                .set("number", bool(numbers[i])));
        rows.push_back(content::View()
                           .set("head", row[0].text)
                           .set("overall", std::ranges::find(everybody, row[0].text) != everybody.end())
                           .set("cells", std::move(cells)));
    }
    out.set("rows", std::move(rows));
    out.set("wide", table.heading.size() > 7);
    out.set("short", table.rows.size() <= short_table);
    return out;
}

} // namespace

std::string paper_html(const Paper& paper, const ReportWriter& writer, const content::Templates& templates,
                       const std::string& printed)
{
    content::View view;
    view.set("lang", writer.locale());
    view.set("title", paper.title);
    view.set("campaign", paper.head.campaign_name);
    view.set("organisation", paper.head.organisation_name);
    // Several organisations may keep different time.
    view.set("as_of", writer.say(paper.about.empty() ? "as_of" : "as_of_zone",
                                 {{"time", writer.date_time(paper.head.as_of)}, {"zone", writer.time_zone()}}));
    view.set("interim", paper.head.interim);
    view.set("is_protected", !paper.rule.empty());
    view.set("printed", printed);
    view.set("t_interim", writer.say(paper.about.empty() ? "paper.label.interim" : "paper.label.interim_programme"));
    for (const char* label : {"stamp", "data", "metadata", "method", "page", "made_by", "protected"})
        view.set(std::string("t_") + label, writer.say(std::string("paper.label.") + label));
    const std::vector<std::string> everybody = {writer.say("everybody"), writer.say("representativeness.all"),
                                                writer.say("programme.column.together")};
    content::ViewList sections;
    for (const PaperSection& section : paper.sections) {
        content::View one;
        one.set("key", section.key).set("title", section.title).set("lead", section.lead);
        one.set("has_lead", !section.lead.empty());
        one.set("figure", section.figure).set("caption", section.caption).set("has_figure", !section.figure.empty());
        content::ViewList tables;
        for (const PaperTable& table : section.tables)
            tables.push_back(table_view(table, everybody));
        one.set("tables", std::move(tables));
        one.set("notes", texts(section.notes)).set("has_notes", !section.notes.empty());
        sections.push_back(std::move(one));
    }
    view.set("sections", std::move(sections));
    content::ViewList metadata;
    for (const auto& [name, value] : paper_metadata(paper, writer))
        metadata.push_back(content::View().set("name", name).set("value", value));
    view.set("metadata", std::move(metadata));
    return templates.render("report/paper.html", view);
}

} // namespace dosah::evaluation
