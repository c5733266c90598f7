// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/new_reach.h"
#include "evaluation/paper_sections.h"

namespace dosah::evaluation {

namespace {

std::vector<std::string> heading(const ReachReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.say("column.group"), writer.say("column.audience")};
    for (const char* column : {"sent", "delivered", "reached", "reach_share"})
        out.push_back(writer.say(std::string("reach.column.") + column));
    // Who is new can only be said while the register covers the window.
    out.push_back(writer.say(report.register_covers ? "reach.column.new" : "reach.column.no_record"));
    if (report.register_covers) out.push_back(writer.say("reach.column.new_share"));
    for (const char* column : {"attended", "in_doubt"})
        out.push_back(writer.say(std::string("reach.column.") + column));
    return out;
}

std::vector<PaperCell> cells(const ReachReport& report, const ReachRow& row, const ReportWriter& writer)
{
    std::vector<PaperCell> out = {writer.name_cell(writer.row_name(row.group, row.name)),
                                  writer.count_cell(row.audience),
                                  writer.count_cell(row.sent),
                                  writer.count_cell(row.delivered),
                                  writer.count_cell(row.reached),
                                  writer.share_cell(row.reach_share.estimate, row.reach_share.interval)};
    if (report.register_covers) {
        out.push_back(writer.count_cell(row.reached_none));
        out.push_back(writer.share_cell(row.new_share.estimate, row.new_share.interval));
    } else {
        out.push_back(writer.count_cell(row.reached_none + row.reached_unobservable));
    }
    out.push_back(writer.count_cell(row.attended));
    out.push_back(writer.count_cell(row.in_doubt));
    return out;
}

} // namespace

std::vector<std::string> new_reach_notes(const ReportHead& head, const ReachedByPrior& reached,
                                         const ReportWriter& writer)
{
    const std::int64_t months = head.look_back_months;
    if (!head.register_covers)
        return {head.register_start ? writer.say("reach.note.not_covered",
                                                 {{"date", writer.date(*head.register_start)}, {"months", months}})
                                    : writer.say("reach.note.no_register", {{"months", months}})};
    std::vector<std::string> out = {writer.say("reach.note.new", {{"months", months}})};
    if (reached.unobservable > 0) {
        const NewReach bounds = new_reach(reached);
        out.push_back(writer.say("reach.note.bounds", {{"count", reached.unobservable},
                                                       {"low", writer.percent(*bounds.at_least)},
                                                       {"high", writer.percent(*bounds.at_most)}}));
    }
    return out;
}

PaperTable reach_table(const ReachReport& report, const ReportWriter& writer)
{
    PaperTable out{"reach", writer.say("paper.table.reach"), heading(report, writer), {}};
    out.rows.push_back(cells(report, report.all, writer));
    for (const ReachRow& row : report.groups)
        out.rows.push_back(cells(report, row, writer));
    return out;
}

std::vector<std::string> reach_notes(const ReachReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.say("reach.note.reached"), writer.say("note.interval"),
                                    writer.say("note.groups")};
    const ReachRow& all = report.all;
    for (std::string& note :
         new_reach_notes(report, {all.reached_none, all.reached_prior, all.reached_unobservable}, writer))
        out.push_back(std::move(note));
    return out;
}

std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    return writer.heading("reach.title", report) + "\n" + aligned_table(reach_table(report, writer)) + "\n" +
           note_lines(reach_notes(report, writer));
}

} // namespace dosah::evaluation
