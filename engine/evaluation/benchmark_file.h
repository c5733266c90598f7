// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/benchmark.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Population tables as statistical offices hand them out. Which one a file is, it says itself:
///
/// - ČSÚ census, CSV with the columns hodnota, vek_txt, pohlavi_kod, uzemi_cis, uzemi_kod, uzemi_txt (census 2021:
///   sldb2021_vek5_pohlavi.csv): five-year bands by sex, for every territory at once. An empty age or sex code is a
///   total; totals are checked (men + women, sum of ages, municipalities within regions) and then left out, or
///   everybody would count twice.
/// - SSB, JSON-stat 2 with the dimensions Region, Alder, Kjonn (may be missing) and Tid (table 07459): single years of
///   age, "105+" and older.
/// - Any other source as CSV with the columns age_from and people, and any of age_to (empty: and older), gender (f, m),
///   place, low, high: for modelled figures.
///
/// Both CSV layouts may be cut by comma, semicolon or tab.
namespace dosah::evaluation {

struct BenchmarkFileOptions
{
    std::string kind = "register"; ///< register and census have whole people; modelled has low and high in each row
    /// Codes of the territories to take (of municipalities by ČSÚ, of regions by SSB, names in a plain CSV), each with
    /// the name contacts have for it, "" for the file's own. Empty: all, which a file of a whole country refuses.
    std::map<std::string, std::string> places;
    std::string territory = "43"; ///< ČSÚ's list of territories: 43 municipality, 44 part of one, 65 ORP, 100 region
};

/// What a file holds; key and who imported it are the caller's to say.
struct BenchmarkFile
{
    Benchmark benchmark;            ///< kind, source, table, reference_date, file_sha256 and cells are set
    std::vector<std::string> notes; ///< what was checked, and what could not be
};

/// Throws Error(input) naming line or member and the remedy for anything that is none of these, for a place that is not
/// there, figures that are missing (confidential), negative, above most_benchmark_people, not whole or do not add up,
/// and for a modelled population without limits. At most 256 MiB.
BenchmarkFile read_benchmark(std::string_view bytes, const std::string& name, const BenchmarkFileOptions& options);

/// The readers by format. Private to benchmark*.cpp.
bool is_census_header(const std::vector<std::string>& header);
BenchmarkFile read_census(std::string_view text, char separator, const std::string& name,
                          const BenchmarkFileOptions& options);
BenchmarkFile read_population_json(const std::string& text, const std::string& name,
                                   const BenchmarkFileOptions& options);
BenchmarkFile read_plain_population(std::string_view text, char separator, const std::string& name,
                                    const BenchmarkFileOptions& options);

} // namespace dosah::evaluation
