// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/renderer.h"
#include "evaluation/report_head.h"
#include "evaluation/report_text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A report as it is handed over: every format is made of the same tables, figures and facts.
namespace dosah::evaluation {

/// One figure with everything needed to judge it: a row of the CSV.
struct Fact
{
    std::string group; ///< key; "" for everybody
    std::string measure;
    std::optional<std::int64_t> numerator;
    std::optional<double> denominator;
    std::optional<double> estimate;
    std::optional<Interval> interval;
    std::string status; ///< ok, interim, unobservable, undefined, suppressed
};

Fact count_fact(const std::string& group, std::string_view measure, std::int64_t count, std::string_view status);
Fact share_fact(const std::string& group, std::string_view measure, const Share& value, std::string_view status);

/// A question with its answer: a figure, tables, and what must be said beside them.
struct PaperSection
{
    std::string key;    ///< "reach"; a-z and hyphens
    std::string title;  ///< as people read it
    std::string lead;   ///< one sentence under the title; may be ""
    std::string figure; ///< SVG; "" without one
    std::string caption;
    std::vector<PaperTable> tables;
    std::vector<std::string> notes; ///< how to read it
};

/// The data a section was made of, for who wants to check it.
struct PaperSource
{
    std::string indicator;
    std::string definition;
    std::string sha256; ///< of the report as --format json gives it
    std::vector<Fact> facts;
};

struct Paper
{
    ReportHead head;
    std::string title;
    std::vector<PaperSection> sections;
    std::vector<PaperSource> sources;
    /// Of several campaigns: what its metadata begins with instead of the head's, ready to be read.
    std::vector<std::pair<std::string, std::string>> about = {};
    /// Further names (catalog keys without "report.") and values for paper_metadata().
    std::vector<std::pair<std::string, std::string>> more = {};
    /// Of a protected report: its releases in the register; 0 otherwise.
    std::int64_t release = 0;
    std::string rule = {}; ///< disclosure rule with thresholds; "" for an unprotected one
};

/// What makes the figures reproducible, as name and value: campaign, times, look-back, register, method, definitions
/// with the SHA-256 of their data. Names in the reader's language.
std::vector<std::pair<std::string, std::string>> paper_metadata(const Paper& paper, const ReportWriter& writer);

/// What an SVG file of it holds: its first figure; "" where it has none (a protected one before its as-of time).
std::string paper_svg(const Paper& paper);

/// An XLSX workbook: a sheet for each table, one "data" with the facts, one "metadata". No formulas; what a spreadsheet
/// would take for one gets an apostrophe. The same paper gives the same bytes.
std::string paper_xlsx(const Paper& paper, const ReportWriter& writer);

/// One HTML file that needs no other, for screen and A4 print. `printed` stands in the footer, outside of what is
/// reproducible.
std::string paper_html(const Paper& paper, const ReportWriter& writer, const content::Templates& templates,
                       const std::string& printed);

} // namespace dosah::evaluation
