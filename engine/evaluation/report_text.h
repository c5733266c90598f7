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
    std::string date(Instant t) const { return content::format_date(locale_, t, zone_); }
    /// The name of a row by its group.
    std::string row_name(const std::string& group, const std::string& name) const;
    /// Title, as-of time and, before it, the stamp INTERIM: three lines, or two; `title` is a key.
    std::string heading(const std::string& title, const ReportHead& head) const;

private:
    const content::Catalogs& catalogs_;
    std::string locale_;
    std::string zone_;
};

/// The first line is the heading; the first column stands to the left, the others to the right.
std::string aligned_table(const std::vector<std::vector<std::string>>& lines);

} // namespace dosah::evaluation
