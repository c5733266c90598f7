// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/paper.h"
#include "evaluation/share_forest.h"
#include "web/exchange.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

/// What the evaluators' pages have in common: of protected figures alone.
namespace dosah::web {

evaluation::ReportWriter report_writer(const Exchange& exchange, const std::string& time_zone);

/// A figure as wide as the screen; rows without a figure look alike whatever they hide.
std::string share_chart(const evaluation::FigureWords& words, const std::vector<evaluation::ShareRow>& rows,
                        const evaluation::ReportWriter& writer);

/// Title, heading and rows for console/report_table.html.
content::View table_view(const evaluation::PaperTable& table);

/// A report in its formats.
struct ReportFile
{
    std::string_view extension;
    std::string_view type;
};
inline constexpr std::array report_files = {
    ReportFile{"csv", "text/csv; charset=utf-8"},
    ReportFile{"json", "application/json"},
    ReportFile{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    ReportFile{"html", "text/html; charset=utf-8"},
    ReportFile{"svg", "image/svg+xml"},
};

/// Links to BASE/report.EXTENSION; `drawn` says that there is a figure to take along.
content::ViewList download_links(const std::string& base, bool drawn);

/// The file that the path's {file} names, "report.EXTENSION", under the name KEY-report.EXTENSION; `csv` and `json` are
/// its payloads, the others are made of `paper`. Throws Error(missing) for any other name, Error(conflict) with
/// `undrawn` for the figure of a paper without one.
Response report_file(const Exchange& exchange, const std::string& key, const std::string& csv, const std::string& json,
                     const evaluation::Paper& paper, const evaluation::ReportWriter& writer,
                     const std::string& undrawn);

} // namespace dosah::web
