// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Populations to compare with: who lives there by age, gender and place, as a statistical office counts them. They are
/// imported from a file (evaluation/benchmark_file.h) and kept with where they come from; nothing is fetched.
///
/// A group that no register knows has no benchmark, and then nothing that needs one may be shown: no parity, no
/// dissimilarity, no coverage or penetration. Reports call that `not_benchmarked`.
namespace dosah::evaluation {

/// The most of a cell and of a benchmark together: more than any country of Europe has, and a slip beyond it.
inline constexpr double most_benchmark_people = 100'000'000;

/// People of one age band, gender and place. The cells of a benchmark do not overlap.
struct BenchmarkCell
{
    std::string place;      ///< folded (base/text.h), to be compared with contacts' places; "" when it is of one place
    std::string place_name; ///< as the source writes it, with its code where it has one
    std::string gender;     ///< f, m; "" for both together
    int age_from = 0;
    std::optional<int> age_to; ///< inclusive; nothing: and older
    double people = 0;
    double low = 0; ///< modelled figures have limits; else both are `people`
    double high = 0;
    std::size_t line = 0; ///< of the file it was read from; 0 when it comes from none or lines tell nothing. Not kept
};

struct BenchmarkHead
{
    std::string key;
    std::string kind;           ///< register, census, modelled
    std::string source;         ///< "ČSÚ, SLDB 2021"
    std::string table;          ///< the source's name of it
    std::string reference_date; ///< of when the figures are: 2021-03-26
    std::string file_sha256;

    /// "ČSÚ, SLDB 2021, table 1": the source, and its table where it has a name.
    std::string source_and_table() const { return table.empty() ? source : source + ", " + table; }
};

struct Benchmark : BenchmarkHead
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string imported_by;
    Instant imported_at;
    std::vector<BenchmarkCell> cells; ///< by place, gender, age

    double people() const;
    bool has_genders() const; ///< they are told apart
};

/// Throws Error(input) beginning with `where`, unless all figures are 0 or more, none is above most_benchmark_people,
/// neither are they together, and `people` lies between low and high.
void check_people(const Benchmark& benchmark, const std::string& where);

/// Stores it with an audit row, in the caller's transaction; one of that key is replaced. Throws Error(input) for a
/// wrong key (a-z, 0-9, hyphen, at most 64), an unknown kind, a reference date that is no date (2021-03-26), no cells,
/// cells that overlap, and for what check_people() does.
void save_benchmark(store::Session& session, const Benchmark& benchmark, const std::string& actor, Instant now);
/// Throws Error(missing) naming the nearest key.
Benchmark find_benchmark(store::Session& session, std::int64_t organisation_id, const std::string& key);
/// By key, without their cells.
std::vector<Benchmark> all_benchmarks(store::Session& session, std::int64_t organisation_id);
/// Throws Error(missing) likewise.
void remove_benchmark(store::Session& session, std::int64_t organisation_id, const std::string& key,
                      const std::string& actor, Instant now);

} // namespace dosah::evaluation
