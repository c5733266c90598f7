// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "evaluation/reach.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

class Writer
{
public:
    Writer(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
           const std::string& time_zone)
        : report_(report), catalogs_(catalogs), locale_(locale), zone_(time_zone)
    {
    }

    std::string run()
    {
        std::string out =
            say("title", {{"campaign", report_.campaign_name}, {"organisation", report_.organisation_name}});
        out += "\n" + say("as_of", {{"time", content::format_date_time(locale_, report_.as_of, zone_)}});
        if (report_.interim) out += "\n" + say("interim");
        return out + "\n\n" + table() + "\n" + notes();
    }

private:
    std::string say(const std::string& key, const content::Arguments& arguments = {}) const
    {
        return catalogs_.text(locale_, "report.reach." + key, arguments, zone_);
    }

    std::string number(std::int64_t value) const { return content::format_number(locale_, value); }

    std::string percent(const Share& value) const
    {
        if (!value.estimate) return say("undefined");
        return say("share", {{"estimate", content::format_percent(locale_, *value.estimate)},
                             {"low", content::format_percent(locale_, value.interval->low)},
                             {"high", content::format_percent(locale_, value.interval->high)}});
    }

    std::string name(const ReachRow& row) const
    {
        if (row.group.empty()) return say("everybody");
        return row.group == without_group ? say("without_group") : row.name;
    }

    std::vector<std::string> heading() const
    {
        std::vector<std::string> out;
        for (const char* column : {"group", "audience", "sent", "delivered", "reached", "reach_share"})
            out.push_back(say(std::string("column.") + column));
        // Who is new can only be said while the register covers the window.
        out.push_back(say(report_.register_covers ? "column.new" : "column.no_record"));
        if (report_.register_covers) out.push_back(say("column.new_share"));
        for (const char* column : {"attended", "in_doubt"})
            out.push_back(say(std::string("column.") + column));
        return out;
    }

    std::vector<std::string> cells(const ReachRow& row) const
    {
        std::vector<std::string> out = {name(row),           number(row.audience),
                                        number(row.sent),    number(row.delivered),
                                        number(row.reached), percent(row.reach_share)};
        if (report_.register_covers) {
            out.push_back(number(row.reached_none));
            out.push_back(percent(row.new_share));
        } else {
            out.push_back(number(row.reached_none + row.reached_unobservable));
        }
        out.push_back(number(row.attended));
        out.push_back(number(row.in_doubt));
        return out;
    }

    std::string table() const
    {
        std::vector<std::vector<std::string>> lines = {heading(), cells(report_.all)};
        for (const ReachRow& row : report_.groups)
            lines.push_back(cells(row));
        std::vector<std::size_t> widths(lines.front().size());
        for (const auto& line : lines)
            for (std::size_t i = 0; i < line.size(); ++i)
                widths[i] = std::max(widths[i], width(line[i]));
        std::string out;
        for (std::size_t n = 0; n < lines.size(); ++n) {
            for (std::size_t i = 0; i < widths.size(); ++i) {
                const std::string gap(widths[i] - width(lines[n][i]), ' ');
                // Names to the left, figures to the right.
                out += i == 0 ? lines[n][i] + gap : "  " + gap + lines[n][i];
            }
            out += "\n";
            if (n == 0) {
                for (std::size_t i = 0; i < widths.size(); ++i)
                    out += (i == 0 ? "" : "  ") + std::string(widths[i], '-');
                out += "\n";
            }
        }
        return out;
    }

    static std::size_t width(const std::string& text) { return text::to_utf32(text).size(); }

    std::string notes() const
    {
        std::string out = say("note.interval") + "\n" + say("note.groups") + "\n";
        const std::int64_t months = report_.look_back_months;
        if (!report_.register_covers) {
            if (report_.register_start)
                out += say("note.not_covered", {{"date", content::format_date(locale_, *report_.register_start, zone_)},
                                                {"months", months}}) +
                       "\n";
            else
                out += say("note.no_register", {{"months", months}}) + "\n";
            return out;
        }
        out += say("note.new", {{"months", months}}) + "\n";
        if (report_.all.reached_unobservable > 0) {
            const std::int64_t reached = report_.all.reached;
            const Share low = share(report_.all.reached_none, reached);
            const Share high = share(report_.all.reached_none + report_.all.reached_unobservable, reached);
            out += say("note.bounds", {{"count", report_.all.reached_unobservable},
                                       {"low", content::format_percent(locale_, *low.estimate)},
                                       {"high", content::format_percent(locale_, *high.estimate)}}) +
                   "\n";
        }
        return out;
    }

    const ReachReport& report_;
    const content::Catalogs& catalogs_;
    const std::string& locale_;
    const std::string& zone_;
};

} // namespace

std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone)
{
    return Writer(report, catalogs, locale, time_zone).run();
}

} // namespace dosah::evaluation
