// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/age_bands.h"
#include "evaluation/benchmark.h"
#include "evaluation/chi_square.h"
#include "evaluation/paper.h"
#include "evaluation/parity.h"
#include "evaluation/report_head.h"
#include "evaluation/representativeness.h"

#include <optional>
#include <string>
#include <vector>

/// Were all reached alike, and are those who were reached like those who live there?
namespace dosah::evaluation {

inline constexpr const char* representativeness_definition = "representativeness-1";

struct RepresentativenessOptions
{
    /// Key; nothing: the organisation's only one, or none when it has none.
    std::optional<std::string> benchmark;
    bool may_leave_out = false; ///< where there are several and none is named: none, instead of an error
    /// age, gender, place in any combination, or group alone; empty: age, and gender where the benchmark tells it.
    std::vector<std::string> by;
    std::vector<AgeBand> bands = usual_age_bands();
    bool alone = false; ///< not beside earlier campaigns
};

/// A campaign among others of its organisation (evaluation/campaign_comparison.h).
struct ComparedCampaign
{
    std::string key;
    std::string name;
    Instant as_of;
    bool interim = false;
    Share response;
    double r = 1;
    std::optional<double> standard_error; ///< of r
    double cv = 0;
};

/// People of one stratum: a combination of the dimensions, or a target group. Strata do not overlap, groups do.
struct RepresentativenessRow
{
    std::string key;                      ///< "65+/f/lipova"; of a group its key
    std::optional<AgeBand> band;          ///< where age is a dimension
    std::string gender;                   ///< likewise: f, m
    std::string place;                    ///< likewise, as the benchmark writes it
    std::string group;                    ///< likewise: its name
    std::int64_t frame = 0;               ///< eligible at the freeze, whatever the lot said; without NE
    std::int64_t invited = 0;             ///< without NE
    std::int64_t reached = 0;             ///< of them
    Share invited_share;                  ///< of all invited of the strata
    Share reached_share;                  ///< of all reached of the strata
    Share response;                       ///< reached of invited
    std::optional<double> population;     ///< people by the benchmark; the rest is there only with it
    std::optional<double> population_low; ///< of a modelled one
    std::optional<double> population_high;
    std::optional<double> population_share;
    std::optional<double> parity;            ///< reached share over population share
    std::optional<Interval> parity_interval; ///< of a modelled benchmark wider by its limits
    std::optional<double> coverage;          ///< frame over population
    std::optional<double> penetration;       ///< reached over population
    std::optional<double> partial;           ///< of the R-indicator

    /// Its population is known within limits only.
    bool is_modelled() const { return population_low && population_high && *population_low < *population_high; }
};

struct RepresentativenessReport : ReportHead
{
    std::optional<BenchmarkHead> benchmark; ///< nothing: figures that need one have the status not_benchmarked
    std::string unchosen;                   ///< keys of the several benchmarks of which none was named, "a, b"
    std::vector<std::string> by;
    std::vector<AgeBand> bands;              ///< only where age is a dimension
    std::vector<RepresentativenessRow> rows; ///< of target groups by name, else in the order of the dimensions
    RepresentativenessRow all;               ///< of all strata together; of groups everybody
    RepresentativenessRow unplaced; ///< in no stratum: their age, gender or place is not known or not among them
    bool overlapping = false;       ///< rows are target groups: no indicator over them

    /// Everybody is in one stratum: shares are all there is, and what compares is not there.
    bool is_single() const { return !overlapping && rows.size() == 1; }

    std::optional<Representativeness> indicator; ///< the rest not with a single stratum
    std::optional<double> dissimilarity;         ///< with a benchmark
    std::optional<double> similarity;
    std::optional<double> go_vocal; ///< for comparison with that product only
    std::optional<double> smallest_over_mean;
    std::optional<GroupTest> alike;          ///< do the strata respond alike? nothing while interim
    std::optional<ChiSquare> fit;            ///< are the reached like the population? nothing while interim or without
    std::vector<ComparedCampaign> campaigns; ///< this one last; empty where there is nothing to stand beside it
    std::vector<Pair> pairs;                 ///< of rows, by their places; only where `alike` has p and at most 20 rows
};

/// Throws like report_head(); Error(input) for unknown dimensions, bands that the benchmark cannot be added up to,
/// several benchmarks and none named (unless it may be left out), and more than 500 strata.
RepresentativenessReport representativeness_report(store::Session& session, std::int64_t organisation_id,
                                                   std::int64_t campaign_id, Instant now, const std::string& locale,
                                                   const RepresentativenessOptions& options = {},
                                                   std::optional<std::int64_t> restatement = std::nullopt);

/// "65+, women, Lipová" in the reader's language.
std::string stratum_name(const RepresentativenessRow& row, const ReportWriter& writer);

std::vector<Fact> representativeness_facts(const RepresentativenessReport& report);
/// The strata, and the figures over all of them.
std::vector<PaperTable> representativeness_tables(const RepresentativenessReport& report, const ReportWriter& writer);
std::vector<std::string> representativeness_notes(const RepresentativenessReport& report, const ReportWriter& writer);

std::string representativeness_text(const RepresentativenessReport& report, const content::Catalogs& catalogs,
                                    const std::string& locale, const std::string& time_zone);
/// One fact a row (evaluation/report_data.h); the group is the stratum's key.
std::string representativeness_csv(const RepresentativenessReport& report);
std::string representativeness_json(const RepresentativenessReport& report);

} // namespace dosah::evaluation
