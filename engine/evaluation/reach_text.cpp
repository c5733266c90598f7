// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/new_reach.h"
#include "evaluation/reach.h"
#include "evaluation/report_text.h"

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

std::vector<std::string> cells(const ReachReport& report, const ReachRow& row, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.row_name(row.group, row.name),
                                    writer.number(row.audience),
                                    writer.number(row.sent),
                                    writer.number(row.delivered),
                                    writer.number(row.reached),
                                    writer.share(row.reach_share.estimate, row.reach_share.interval)};
    if (report.register_covers) {
        out.push_back(writer.number(row.reached_none));
        out.push_back(writer.share(row.new_share.estimate, row.new_share.interval));
    } else {
        out.push_back(writer.number(row.reached_none + row.reached_unobservable));
    }
    out.push_back(writer.number(row.attended));
    out.push_back(writer.number(row.in_doubt));
    return out;
}

std::string notes(const ReachReport& report, const ReportWriter& writer)
{
    std::string out =
        writer.say("reach.note.reached") + "\n" + writer.say("note.interval") + "\n" + writer.say("note.groups") + "\n";
    const std::int64_t months = report.look_back_months;
    if (!report.register_covers) {
        if (report.register_start)
            out += writer.say("reach.note.not_covered",
                              {{"date", writer.date(*report.register_start)}, {"months", months}}) +
                   "\n";
        else
            out += writer.say("reach.note.no_register", {{"months", months}}) + "\n";
        return out;
    }
    out += writer.say("reach.note.new", {{"months", months}}) + "\n";
    if (report.all.reached_unobservable > 0) {
        const NewReach bounds =
            new_reach({report.all.reached_none, report.all.reached_prior, report.all.reached_unobservable});
        out += writer.say("reach.note.bounds", {{"count", report.all.reached_unobservable},
                                                {"low", writer.percent(*bounds.at_least)},
                                                {"high", writer.percent(*bounds.at_most)}}) +
               "\n";
    }
    return out;
}

} // namespace

std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    std::vector<std::vector<std::string>> lines = {heading(report, writer), cells(report, report.all, writer)};
    for (const ReachRow& row : report.groups)
        lines.push_back(cells(report, row, writer));
    return writer.heading("reach.title", report) + "\n" + aligned_table(lines) + "\n" + notes(report, writer);
}

} // namespace dosah::evaluation
