// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_text.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

std::size_t width(const std::string& text)
{
    return text::to_utf32(text).size();
}

} // namespace

std::string ReportWriter::say(const std::string& key, const content::Arguments& arguments) const
{
    return catalogs_.text(locale_, "report." + key, arguments, zone_);
}

std::string ReportWriter::share(std::optional<double> estimate, const std::optional<Interval>& interval) const
{
    if (!estimate) return say("undefined");
    if (!interval) return percent(*estimate);
    return say("share",
               {{"estimate", percent(*estimate)}, {"low", percent(interval->low)}, {"high", percent(interval->high)}});
}

PaperCell ReportWriter::count_cell(std::int64_t value) const
{
    return {PaperCell::Form::count, number(value), static_cast<double>(value), {}};
}

PaperCell ReportWriter::share_cell(std::optional<double> estimate, const std::optional<Interval>& interval) const
{
    return {PaperCell::Form::share, share(estimate, interval), estimate, interval};
}

std::string ReportWriter::row_name(const std::string& group, const std::string& name) const
{
    if (group.empty()) return say("everybody");
    if (group == group_withheld) return say("withheld_group");
    return group == without_group ? say("without_group") : name;
}

std::string ReportWriter::restatement(const ClosedFigures& figures) const
{
    return say("restatement",
               {{"number", figures.number}, {"date", date(figures.made_at)}, {"reason", figures.reason}});
}

std::string ReportWriter::heading(const std::string& title, const ReportHead& head) const
{
    std::string out = say(title, {{"campaign", head.campaign_name}, {"organisation", head.organisation_name}}) + "\n" +
                      say("as_of", {{"time", content::format_date_time(locale_, head.as_of, zone_)}}) + "\n";
    if (head.interim) out += say("interim") + "\n";
    if (head.closed && head.closed->number > 0) out += restatement(*head.closed) + "\n";
    if (head.erased > 0) out += say("erased", {{"count", head.erased}}) + "\n";
    return out;
}

std::string aligned_table(const std::vector<std::vector<std::string>>& lines)
{
    std::vector<std::size_t> widths(lines.front().size());
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], width(line[i]));
    std::string out;
    for (std::size_t n = 0; n < lines.size(); ++n) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string gap(widths[i] - width(lines[n][i]), ' ');
            out += i == 0 ? lines[n][i] + gap : "  " + gap + lines[n][i];
        }
        out += "\n";
        if (n > 0) continue;
        for (std::size_t i = 0; i < widths.size(); ++i)
            out += (i == 0 ? "" : "  ") + std::string(widths[i], '-');
        out += "\n";
    }
    return out;
}

std::string aligned_table(const PaperTable& table)
{
    std::vector<std::vector<std::string>> lines = {table.heading};
    for (const auto& row : table.rows) {
        std::vector<std::string>& line = lines.emplace_back();
        for (const PaperCell& cell : row)
            line.push_back(cell.text);
    }
    return aligned_table(lines);
}

std::string note_lines(const std::vector<std::string>& notes)
{
    std::string out;
    for (const std::string& note : notes)
        out += note + "\n";
    return out;
}

} // namespace dosah::evaluation
