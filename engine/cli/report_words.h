// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"
#include "evaluation/paper.h"

#include <optional>
#include <string>
#include <vector>

namespace dosah::cli {

inline const std::vector<std::string> report_formats = {"text", "csv", "json", "xlsx", "html", "svg"};

/// How a report is to be written: --format (the first of `formats` unless --json or it is said), --json, --locale.
struct ReportForm
{
    std::string format;
    std::optional<std::string> locale;
};
/// Throws Error(input) for a format or locale that is not known, and for --json with another format.
ReportForm read_report_form(Words& words, const std::vector<std::string>& formats = report_formats);

/// A paper as XLSX, HTML or SVG. When it was printed stands in the footer of the HTML alone. Throws Error(conflict) for
/// an SVG of what has no figure.
std::string paper_file(Context& context, const evaluation::Paper& paper, const evaluation::ReportWriter& writer,
                       const std::string& format);

/// Prints a payload, and its SHA-256 on standard error where the same figures are the same bytes whenever they are
/// printed: everywhere but in text and HTML.
int print_report(Context& context, const std::string& payload, const std::string& format);

/// The populations to compare with; report_commands() has them among its own.
std::vector<Command> benchmark_commands();
/// Likewise programmes: several organisations' campaigns together.
std::vector<Command> programme_commands();
/// Likewise who should not have been invited: it is evaluation that needs it.
std::vector<Command> eligibility_commands();

} // namespace dosah::cli
