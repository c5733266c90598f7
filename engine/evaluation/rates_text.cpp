// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/paper_sections.h"

namespace dosah::evaluation {

namespace {

std::vector<PaperCell> ends(const RatesRow& row, const ReportWriter& writer)
{
    std::vector<PaperCell> out = {writer.name_cell(writer.row_name(row.group, row.name)),
                                  writer.count_cell(sum(row.people))};
    for (const DispositionName& one : disposition_names)
        out.push_back(writer.count_cell(row.people.*one.value));
    const Rate& headline = row.rates[headline_rate];
    out.push_back(writer.share_cell(headline.estimate, headline.interval));
    return out;
}

PaperTable people_table(const RatesReport& report, const ReportWriter& writer)
{
    PaperTable out{"dispositions",
                   writer.say("paper.table.dispositions"),
                   {writer.say("column.group"), writer.say("column.audience")},
                   {}};
    for (const DispositionName& one : disposition_names)
        out.heading.emplace_back(one.name);
    out.heading.emplace_back(headline_rate);
    out.rows.push_back(ends(report.all, writer));
    for (const RatesRow& row : report.groups)
        out.rows.push_back(ends(row, writer));
    return out;
}

PaperTable letters_table(const ReportWriter& writer)
{
    PaperTable out{
        "letters", writer.say("paper.table.letters"), {writer.say("paper.letter"), writer.say("paper.meaning")}, {}};
    for (const DispositionName& one : disposition_names)
        out.rows.push_back(
            {writer.name_cell(one.name), writer.name_cell(writer.say(std::string("rates.is.") + one.name))});
    return out;
}

PaperTable rates_table(const RatesRow& row, const ReportWriter& writer)
{
    PaperTable out{"rates", writer.say("paper.table.rates"), {}, {}};
    for (const char* column : {"rate", "people", "of", "share"})
        out.heading.push_back(writer.say(std::string("rates.column.") + column));
    for (const Rate& rate : row.rates.all)
        out.rows.push_back({writer.name_cell(rate.name), writer.count_cell(rate.numerator),
                            rate.whole ? writer.count_cell(static_cast<std::int64_t>(rate.denominator))
                                       : writer.name_cell(writer.say("rates.estimated")),
                            writer.share_cell(rate.estimate, rate.interval)});
    return out;
}

} // namespace

std::vector<PaperTable> rates_tables(const RatesReport& report, const ReportWriter& writer)
{
    return {people_table(report, writer), letters_table(writer), rates_table(report.all, writer)};
}

std::vector<std::string> rates_notes(const RatesReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.say("rates.act." + report.target_act), writer.say("rates.note.headline"),
                                    writer.say("rates.note.silence")};
    if (report.all.rates.e) out.push_back(writer.say("rates.note.e", {{"e", writer.percent(*report.all.rates.e)}}));
    out.push_back(writer.say("note.interval"));
    out.push_back(writer.say("note.groups"));
    return out;
}

std::string rates_text(const RatesReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    const std::vector<PaperTable> tables = rates_tables(report, writer);
    std::string letters;
    for (const auto& row : tables[1].rows)
        letters += "  " + row[0].text + std::string(3 - row[0].text.size(), ' ') + row[1].text + "\n";
    return writer.heading("rates.title", report) + "\n" + aligned_table(tables[0]) + "\n" + letters + "\n" +
           aligned_table(tables[2]) + "\n" + note_lines(rates_notes(report, writer));
}

} // namespace dosah::evaluation
