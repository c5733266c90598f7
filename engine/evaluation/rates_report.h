// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/rates.h"
#include "evaluation/report_head.h"

#include <string>
#include <vector>

/// How the people of a campaign ended (evaluation/facts.h says who counts as what) and the outcome rates of that.
namespace dosah::evaluation {

/// Everybody, or the members of one target group (groups overlap).
struct RatesRow
{
    std::string group; ///< key; "" for everybody, without_group for those in none
    std::string name;  ///< as people read it; "" for everybody and for those in none
    Dispositions people;
    Rates rates;
};

struct RatesReport : ReportHead
{
    RatesRow all;
    std::vector<RatesRow> groups; ///< by name; last those without any group, when there are any
};

inline constexpr const char* rates_definition = "rates-2"; ///< raised when a rule in facts.h or a formula changes

/// Throws like report_head().
RatesReport rates_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt);

/// For a terminal: how people ended, by group with the headline rate, and all rates of everybody.
std::string rates_text(const RatesReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone);
/// One fact a row (evaluation/report_data.h): the counts I, P, R, NC, O, UH, UO, NE, then the rates and e.
std::string rates_csv(const RatesReport& report);
std::string rates_json(const RatesReport& report);

} // namespace dosah::evaluation
