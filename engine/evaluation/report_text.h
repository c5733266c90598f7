// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/report_head.h"
#include "evaluation/share.h"

#include <string>
#include <vector>

/// How the reports write for a terminal: aligned tables in the reader's language. Texts are of the catalogs'
/// "report. ..." keys.
namespace dosah::evaluation {

/// A value of a table: as people read it, and as the number it is.
struct PaperCell
{
    enum class Form { text, count, share, real };
    Form form = Form::text;
    std::string text;
    std::optional<double> value; ///< nothing: undefined, suppressed, or a text
    std::optional<Interval> interval = {};
};

/// A table with a heading; each row has as many cells, the first of them its own heading.
struct PaperTable
{
    std::string key;   ///< "reach-groups": a-z and hyphens, at most 31 characters (it names a sheet)
    std::string title; ///< as people read it
    std::vector<std::string> heading;
    std::vector<std::vector<PaperCell>> rows;
};

class ReportWriter
{
public:
    ReportWriter(const content::Catalogs& catalogs, const std::string& locale, const std::string& time_zone)
        : catalogs_(catalogs), locale_(locale), zone_(time_zone)
    {
    }

    /// The text of "report." + key.
    std::string say(const std::string& key, const content::Arguments& arguments = {}) const;
    std::string number(std::int64_t value) const { return content::format_number(locale_, value); }
    std::string percent(double value) const { return content::format_percent(locale_, value); }
    /// "28.3% (21.0% to 37.0%)"; without an interval the estimate alone; a dash where it is undefined.
    std::string share(std::optional<double> estimate, const std::optional<Interval>& interval) const;
    std::string real(double value) const { return say("paper.real", {{"value", value}}); } ///< two decimals
    PaperCell name_cell(const std::string& text) const { return {PaperCell::Form::text, text, {}, {}}; }
    PaperCell count_cell(std::int64_t value) const;
    PaperCell share_cell(std::optional<double> estimate, const std::optional<Interval>& interval) const;
    std::string date(Instant t) const { return content::format_date(locale_, t, zone_); }
    /// The name of a row by its group.
    std::string row_name(const std::string& group, const std::string& name) const;
    /// Its number, when it was made and why.
    std::string restatement(const ClosedFigures& figures) const;
    /// Title, as-of time and, where they apply, the stamp INTERIM, the restatement, how many were erased: a line each;
    /// `title` is a key.
    std::string heading(const std::string& title, const ReportHead& head) const;
    std::string day_short(Instant t) const { return say("paper.day", {{"at", t}}); } ///< "27. 10."
    std::string date_time(Instant t) const { return content::format_date_time(locale_, t, zone_); }
    const std::string& locale() const { return locale_; }
    const std::string& time_zone() const { return zone_; }

private:
    const content::Catalogs& catalogs_;
    std::string locale_;
    std::string zone_;
};

/// The first line is the heading; the first column stands to the left, the others to the right.
std::string aligned_table(const std::vector<std::vector<std::string>>& lines);
std::string aligned_table(const PaperTable& table);
/// A line each.
std::string note_lines(const std::vector<std::string>& notes);

} // namespace dosah::evaluation
