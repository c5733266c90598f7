// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/age_bands.h"
#include "evaluation/benchmark.h"
#include "organisations/organisation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace dosah::evaluation {

namespace {

constexpr const char* columns =
    "SELECT id, organisation_id, key, kind, source, table_name, reference_date, file_sha256, "
    "imported_by, imported_at FROM benchmarks ";

Benchmark benchmark_of(const store::Rows& rows, std::size_t row)
{
    Benchmark out;
    out.id = rows.integer(row, 0);
    out.organisation_id = rows.integer(row, 1);
    out.key = rows.text(row, 2);
    out.kind = rows.text(row, 3);
    out.source = rows.text(row, 4);
    out.table = rows.text(row, 5);
    out.reference_date = rows.text(row, 6);
    out.file_sha256 = rows.text(row, 7);
    out.imported_by = rows.text(row, 8);
    out.imported_at = from_micros(rows.integer(row, 9));
    return out;
}

/// "" for a cell of which no line is known.
std::string lines_of(const BenchmarkCell& one, const BenchmarkCell& other)
{
    if (one.line == 0 || other.line == 0) return "";
    const auto [first, second] = std::minmax(one.line, other.line);
    return "lines " + std::to_string(first) + " and " + std::to_string(second) + ": ";
}

void refuse_overlap(const Benchmark& benchmark, const BenchmarkCell& before, const BenchmarkCell& cell)
{
    const std::string one = AgeBand{before.age_from, before.age_to}.name();
    const std::string other = AgeBand{cell.age_from, cell.age_to}.name();
    throw input_error(
        "benchmark " + benchmark.key + ": " + lines_of(before, cell) +
        (cell.place_name.empty() ? "" : cell.place_name + ": ") +
        (one == other ? "ages " + one + " stand there twice" : "ages " + one + " and " + other + " overlap") +
        "; people would count twice, keep one of them");
}

void check_date(const Benchmark& benchmark)
{
    bool is_date = benchmark.reference_date.size() == 10;
    try {
        from_iso(benchmark.reference_date);
    } catch (const Error&) {
        is_date = false;
    }
    if (!is_date)
        throw input_error("reference date: write a date as 2021-03-26, not \"" +
                          benchmark.reference_date.substr(0, 60) + "\"; --date says it where the file does not");
}

void check(const Benchmark& benchmark)
{
    const bool plain = !benchmark.key.empty() && benchmark.key.size() <= 64 &&
                       benchmark.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!plain) throw input_error("key: write a-z, 0-9 and hyphens, at most 64, for example census-2021");
    if (benchmark.kind != "register" && benchmark.kind != "census" && benchmark.kind != "modelled")
        throw input_error("kind: expected register, census or modelled, found \"" + benchmark.kind + "\"");
    check_date(benchmark);
    if (benchmark.cells.empty()) throw input_error("benchmark " + benchmark.key + " has no cells");
    check_people(benchmark, "benchmark " + benchmark.key);
    std::vector<const BenchmarkCell*> sorted;
    std::map<std::string, std::pair<bool, bool>> genders; // by place: some told apart, some together
    for (const BenchmarkCell& cell : benchmark.cells) {
        sorted.push_back(&cell);
        auto& [apart, together] = genders[cell.place];
        (cell.gender.empty() ? together : apart) = true;
        if (apart && together)
            throw input_error("benchmark " + benchmark.key + ": " + cell.place_name +
                              " has rows of both genders together and rows of one; people would count twice");
    }
    const auto order = [](const BenchmarkCell* cell) { return std::tie(cell->place, cell->gender, cell->age_from); };
    std::sort(sorted.begin(), sorted.end(),
              [&](const BenchmarkCell* one, const BenchmarkCell* other) { return order(one) < order(other); });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const BenchmarkCell& before = *sorted[i - 1];
        const BenchmarkCell& cell = *sorted[i];
        if (before.place == cell.place && before.gender == cell.gender &&
            (!before.age_to || *before.age_to >= cell.age_from))
            refuse_overlap(benchmark, before, cell);
    }
}

void erase(store::Session& session, std::int64_t id)
{
    session.run("DELETE FROM benchmark_cells WHERE benchmark_id = $1", {id});
    session.run("DELETE FROM benchmarks WHERE id = $1", {id});
}

} // namespace

double Benchmark::people() const
{
    double out = 0;
    for (const BenchmarkCell& cell : cells)
        out += cell.people;
    return out;
}

void check_people(const Benchmark& benchmark, const std::string& where)
{
    const std::string limit = std::to_string(std::llround(most_benchmark_people));
    double high = 0;
    for (const BenchmarkCell& cell : benchmark.cells) {
        // Written so that what is no number at all is refused too.
        const bool fits =
            cell.low >= 0 && cell.low <= cell.people && cell.people <= cell.high && cell.high <= most_benchmark_people;
        if (!fits)
            throw input_error(where + (cell.line == 0 ? "" : ": line " + std::to_string(cell.line)) + ": ages " +
                              AgeBand{cell.age_from, cell.age_to}.name() +
                              (cell.place_name.empty() ? "" : " of " + cell.place_name) + ": expected 0 to " + limit +
                              " people, and those between low and high; correct the figure and import it again");
        high += cell.high;
    }
    if (high > most_benchmark_people)
        throw input_error(where + ": its cells have more than " + limit +
                          " people together; take fewer territories by --place, or correct the figures");
}

bool Benchmark::has_genders() const
{
    return !cells.empty() &&
           std::none_of(cells.begin(), cells.end(), [](const BenchmarkCell& cell) { return cell.gender.empty(); });
}

void save_benchmark(store::Session& session, const Benchmark& benchmark, const std::string& actor, Instant now)
{
    check(benchmark);
    const store::Rows held = session.query("SELECT id FROM benchmarks WHERE organisation_id = $1 AND key = $2",
                                           {benchmark.organisation_id, benchmark.key});
    if (!held.empty()) erase(session, held.integer(0, 0));
    const std::int64_t id = session.insert(
        "INSERT INTO benchmarks (organisation_id, key, kind, source, table_name, reference_date, file_sha256, "
        "imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        {benchmark.organisation_id, benchmark.key, benchmark.kind, benchmark.source, benchmark.table,
         benchmark.reference_date, benchmark.file_sha256, actor, to_micros(now)});
    store::Given cells{{"place", "TEXT"},           {"place_name", "TEXT"},      {"gender", "TEXT"},
                       {"age_from", "BIGINT"},      {"age_to", "BIGINT"},        {"people", "DOUBLE PRECISION"},
                       {"low", "DOUBLE PRECISION"}, {"high", "DOUBLE PRECISION"}};
    for (const BenchmarkCell& cell : benchmark.cells)
        cells.add(
            {cell.place, cell.place_name, cell.gender, cell.age_from, cell.age_to, cell.people, cell.low, cell.high});
    session.run("INSERT INTO benchmark_cells (benchmark_id, place, place_name, gender, age_from, age_to, people, low, "
                "high) SELECT CAST($1 AS BIGINT), place, place_name, gender, age_from, age_to, people, low, high FROM "
                "given",
                {id}, cells);
    organisations::audit(session, now,
                         {benchmark.organisation_id, actor, held.empty() ? "benchmark.imported" : "benchmark.replaced",
                          "benchmark", id, benchmark.key + " sha256 " + benchmark.file_sha256});
}

std::vector<Benchmark> all_benchmarks(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows =
        session.query(std::string(columns) + "WHERE organisation_id = $1 ORDER BY key", {organisation_id});
    std::vector<Benchmark> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(benchmark_of(rows, row));
    return out;
}

Benchmark find_benchmark(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    const store::Rows rows =
        session.query(std::string(columns) + "WHERE organisation_id = $1 AND key = $2", {organisation_id, key});
    if (rows.empty()) {
        std::vector<std::string> known;
        for (const Benchmark& one : all_benchmarks(session, organisation_id))
            known.push_back(one.key);
        const std::string near = nearest_name(key, known);
        throw missing_error("the organisation has no benchmark \"" + key + "\"" +
                            (near.empty() ? "; dosah benchmark import adds one" : " (did you mean \"" + near + "\"?)"));
    }
    Benchmark out = benchmark_of(rows, 0);
    const store::Rows cells =
        session.query("SELECT place, place_name, gender, age_from, age_to, people, low, high FROM "
                      "benchmark_cells WHERE benchmark_id = $1 ORDER BY place, gender, age_from",
                      {out.id});
    for (std::size_t row = 0; row < cells.size(); ++row) {
        BenchmarkCell cell;
        cell.place = cells.text(row, 0);
        cell.place_name = cells.text(row, 1);
        cell.gender = cells.text(row, 2);
        cell.age_from = static_cast<int>(cells.integer(row, 3));
        if (const auto to = cells.optional_integer(row, 4)) cell.age_to = static_cast<int>(*to);
        cell.people = cells.real(row, 5);
        cell.low = cells.real(row, 6);
        cell.high = cells.real(row, 7);
        out.cells.push_back(cell);
    }
    return out;
}

void remove_benchmark(store::Session& session, std::int64_t organisation_id, const std::string& key,
                      const std::string& actor, Instant now)
{
    const Benchmark found = find_benchmark(session, organisation_id, key);
    erase(session, found.id);
    organisations::audit(session, now, {organisation_id, actor, "benchmark.removed", "benchmark", found.id, key});
}

} // namespace dosah::evaluation
