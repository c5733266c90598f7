// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/rates_report.h"
#include "evaluation/report_text.h"

namespace dosah::evaluation {

namespace {

std::vector<std::string> ends(const RatesRow& row, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.row_name(row.group, row.name), writer.number(sum(row.people))};
    for (const DispositionName& one : disposition_names)
        out.push_back(writer.number(row.people.*one.value));
    const Rate& headline = row.rates[headline_rate];
    out.push_back(writer.share(headline.estimate, headline.interval));
    return out;
}

std::string people_table(const RatesReport& report, const ReportWriter& writer)
{
    std::vector<std::string> heading = {writer.say("column.group"), writer.say("column.audience")};
    for (const DispositionName& one : disposition_names)
        heading.emplace_back(one.name);
    heading.emplace_back(headline_rate);
    std::vector<std::vector<std::string>> lines = {heading, ends(report.all, writer)};
    for (const RatesRow& row : report.groups)
        lines.push_back(ends(row, writer));
    std::string out = aligned_table(lines) + "\n";
    for (const DispositionName& one : disposition_names)
        out += "  " + std::string(one.name) + std::string(3 - std::string_view(one.name).size(), ' ') +
               writer.say(std::string("rates.is.") + one.name) + "\n";
    return out;
}

std::string rates_table(const RatesRow& row, const ReportWriter& writer)
{
    std::vector<std::vector<std::string>> lines = {{writer.say("rates.column.rate"), writer.say("rates.column.people"),
                                                    writer.say("rates.column.of"), writer.say("rates.column.share")}};
    for (const Rate& rate : row.rates.all)
        lines.push_back(
            {rate.name, writer.number(rate.numerator),
             rate.whole ? writer.number(static_cast<std::int64_t>(rate.denominator)) : writer.say("rates.estimated"),
             writer.share(rate.estimate, rate.interval)});
    return aligned_table(lines);
}

} // namespace

std::string rates_text(const RatesReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    std::string out = writer.heading("rates.title", report) + writer.say("rates.act." + report.target_act) + "\n\n" +
                      people_table(report, writer) + "\n" + rates_table(report.all, writer) + "\n";
    out += writer.say("rates.note.headline") + "\n" + writer.say("rates.note.silence") + "\n";
    if (report.all.rates.e) out += writer.say("rates.note.e", {{"e", writer.percent(*report.all.rates.e)}}) + "\n";
    return out + writer.say("note.interval") + "\n" + writer.say("note.groups") + "\n";
}

} // namespace dosah::evaluation
