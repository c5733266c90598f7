// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "evaluation/benchmark.h"
#include "evaluation/paper.h"
#include "evaluation/report_head.h"
#include "evaluation/share.h"

#include <optional>
#include <string>
#include <string_view>

/// How the reports write CSV and JSON.
namespace dosah::evaluation {

/// The shortest decimal that reads back as the same number, whatever the process locale.
std::string real_text(double value);

/// A field by RFC 4180; what a spreadsheet would take for a formula gets an apostrophe.
std::string csv_cell(const std::string& text);

/// The header of every report, one fact a row: group,measure,numerator,denominator,estimate,lo,hi,status.
extern const std::string_view csv_header;

/// Header and a row for each fact.
std::string facts_csv(const std::vector<Fact>& facts);

/// undefined, else interim, else ok.
const char* status_word(const ReportHead& head, bool is_defined);

/// Sets "estimate", "lo" and "hi", null for what is not there.
void set_estimate(json::Object& out, std::optional<double> estimate, const std::optional<Interval>& interval);
/// {"group","measure","numerator","denominator","estimate","lo","hi","status"}; null for what is not there.
json::Object::Ptr fact_json(const Fact& fact);
/// {"numerator","denominator","estimate","lo","hi","status"}
json::Object::Ptr share_json(const Share& value, std::string_view status);

/// {"key","kind","source","table","reference_date","sha256"}
json::Object::Ptr benchmark_json(const BenchmarkHead& benchmark);

/// What makes a report's figures reproducible: the indicator and its definition's version, unit, campaign, times,
/// look-back, register, interval method.
json::Object::Ptr head_json(const ReportHead& head, const std::string& indicator, const std::string& definition);

} // namespace dosah::evaluation
