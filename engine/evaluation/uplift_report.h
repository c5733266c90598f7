// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/paper.h"
#include "evaluation/report_head.h"
#include "evaluation/uplift.h"

#include <optional>
#include <string>
#include <vector>

/// What the invitation itself did: attendance at the door of those drawn to be invited and of those held out by the
/// same lot (evaluation/uplift.h). People count where the lot put them, bounces and people found ineligible included;
/// who was moved up from the reserve later counts in neither arm.
///
/// Beside it what it did to those it came to (Uplift::of_delivered): people had the invitation as far as anybody knows
/// unless they ended UH or UO (evaluation/facts.h). "Reported delivered" would not do: email seldom reports it.
namespace dosah::evaluation {

inline constexpr const char* uplift_definition = "uplift-3";

/// A stratum of the draw, or all of them together.
struct UpliftRow
{
    std::string stratum; ///< "" for all
    Arm invited;
    Arm holdout;
    Share invited_share; ///< attended of drawn
    Share holdout_share;
    Share delivered_share;        ///< of the invited who had the invitation as far as anybody knows
    std::optional<Uplift> uplift; ///< nothing where an arm is empty; its p is shown only once it is not interim
    std::optional<double> least_detectable; ///< by arms of this size, where the holdout's share is the base
};

struct UpliftReport : ReportHead
{
    UpliftRow all;
    /// By stratum in byte order, erased people under group_withheld; none when there is but one.
    std::vector<UpliftRow> strata;
    /// Over the strata with both arms, weighted by the frame's people: the headline where inclusion differs between
    /// strata.
    std::optional<PooledUplift> pooled;
    std::int64_t moved_up = 0; ///< from the reserve, in neither arm
    std::string frame_sha256;  ///< "" where the audience was not drawn
    std::string seed;
};

/// Throws like report_head(), and Error(conflict) when the campaign has no holdout.
UpliftReport uplift_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                           const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt);

std::vector<Fact> uplift_facts(const UpliftReport& report);
PaperTable uplift_table(const UpliftReport& report, const ReportWriter& writer);
std::vector<std::string> uplift_notes(const UpliftReport& report, const ReportWriter& writer);

std::string uplift_text(const UpliftReport& report, const content::Catalogs& catalogs, const std::string& locale,
                        const std::string& time_zone);
/// One fact a row (evaluation/report_data.h); the group is the stratum. p values only once it is not interim.
std::string uplift_csv(const UpliftReport& report);
std::string uplift_json(const UpliftReport& report);

} // namespace dosah::evaluation
