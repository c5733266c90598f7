// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/representativeness_report.h"

#include "base/error.h"
#include "base/text.h"
#include "evaluation/campaign_comparison.h"
#include "evaluation/report_cells.h"

#include <algorithm>
#include <limits>

namespace dosah::evaluation {

namespace {

constexpr std::size_t most_strata = 500;
constexpr std::size_t most_compared = 20;
constexpr const char* not_eligible = "NE";

/// Where people and populations go: one of the strata, or nowhere.
struct Strata
{
    std::vector<std::string> by;
    std::vector<AgeBand> bands;
    std::vector<std::pair<std::string, std::string>> places; ///< folded, as the benchmark writes it; by the latter

    bool has(const char* dimension) const { return std::find(by.begin(), by.end(), dimension) != by.end(); }
};

void check_dimensions(const std::vector<std::string>& by)
{
    const std::vector<std::string> known = {"age", "gender", "place", "group"};
    for (std::size_t i = 0; i < by.size(); ++i) {
        if (std::find(known.begin(), known.end(), by[i]) == known.end()) {
            const std::string near = nearest_name(by[i], known);
            throw input_error("by: expected age, gender, place or group, found \"" + by[i] + "\"" +
                              (near.empty() ? "" : " (did you mean " + near + "?)"));
        }
        if (std::find(by.begin(), by.begin() + static_cast<std::ptrdiff_t>(i), by[i]) !=
            by.begin() + static_cast<std::ptrdiff_t>(i))
            throw input_error("by: " + by[i] + " stands there twice");
        if (by[i] == "group" && by.size() > 1)
            throw input_error("by: target groups overlap and no register knows them; group stands alone");
    }
}

std::optional<Benchmark> choose_benchmark(store::Session& session, std::int64_t organisation_id,
                                          const RepresentativenessOptions& options, std::string& unchosen)
{
    if (options.benchmark) return find_benchmark(session, organisation_id, *options.benchmark);
    const std::vector<Benchmark> all = all_benchmarks(session, organisation_id);
    if (all.empty()) return std::nullopt;
    if (all.size() == 1) return find_benchmark(session, organisation_id, all.front().key);
    std::string keys;
    for (const Benchmark& one : all)
        keys += (keys.empty() ? "" : ", ") + one.key;
    if (options.may_leave_out) {
        unchosen = keys;
        return std::nullopt;
    }
    throw input_error("benchmark: there are several (" + keys + "); name the one to compare with");
}

void check_benchmark(const Benchmark& benchmark, const Strata& strata)
{
    check_people(benchmark, "benchmark " + benchmark.key); // it may be older than the limits of the import
    if (strata.has("gender") && !benchmark.has_genders())
        throw input_error("by: benchmark " + benchmark.key + " does not tell men from women; leave gender out");
    if (!strata.has("place")) return;
    if (benchmark.cells.front().place.empty() && benchmark.cells.back().place.empty())
        throw input_error("by: benchmark " + benchmark.key + " is of one place; leave place out");
}

/// Places of the benchmark, or, without one, those people live in.
std::vector<std::pair<std::string, std::string>> places_of(const std::optional<Benchmark>& benchmark,
                                                           const std::vector<StratumCell>& cells)
{
    std::map<std::string, std::string> found;
    if (benchmark)
        for (const BenchmarkCell& cell : benchmark->cells)
            found.emplace(cell.place, cell.place_name);
    else
        for (const StratumCell& cell : cells)
            if (!cell.place.empty()) found.emplace(cell.place, cell.place);
    std::vector<std::pair<std::string, std::string>> out(found.begin(), found.end());
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return out;
}

/// Every combination, in the order of the dimensions.
std::vector<RepresentativenessRow> empty_rows(const Strata& strata)
{
    std::vector<RepresentativenessRow> rows(1);
    const auto cross = [&](std::size_t parts, const auto& fill) {
        std::vector<RepresentativenessRow> next;
        if (rows.size() * parts > most_strata)
            throw input_error("by: these dimensions make more than " + std::to_string(most_strata) +
                              " strata; leave one out, or take wider age bands");
        for (const RepresentativenessRow& row : rows)
            for (std::size_t part = 0; part < parts; ++part) {
                next.push_back(row);
                const std::string name = fill(next.back(), part);
                next.back().key += (row.key.empty() ? "" : "/") + name;
            }
        rows = std::move(next);
    };
    for (const std::string& dimension : strata.by) {
        if (dimension == "age")
            cross(strata.bands.size(), [&](RepresentativenessRow& row, std::size_t at) {
                row.band = strata.bands[at];
                return strata.bands[at].name();
            });
        else if (dimension == "gender")
            cross(2, [&](RepresentativenessRow& row, std::size_t at) { return row.gender = at == 0 ? "f" : "m"; });
        else
            cross(strata.places.size(), [&](RepresentativenessRow& row, std::size_t at) {
                row.place = strata.places[at].second;
                return strata.places[at].first;
            });
    }
    return rows;
}

/// The stratum of an age (-1 not known), gender and folded place; nothing where one of them is not known or not among
/// them.
RepresentativenessRow* find(std::vector<RepresentativenessRow>& rows, const Strata& strata, int age,
                            const std::string& gender, const std::string& place)
{
    std::string place_name;
    if (strata.has("place")) {
        const auto found = std::find_if(strata.places.begin(), strata.places.end(),
                                        [&](const auto& one) { return one.first == place; });
        if (found == strata.places.end()) return nullptr;
        place_name = found->second;
    }
    const auto fits = [&](const RepresentativenessRow& row) {
        return (!row.band || (age >= 0 && row.band->holds(age))) && (row.gender.empty() || row.gender == gender) &&
               row.place == place_name;
    };
    const auto row = std::find_if(rows.begin(), rows.end(), fits);
    return row == rows.end() ? nullptr : &*row;
}

void count(RepresentativenessRow& row, const StratumCell& cell)
{
    row.frame += cell.people;
    if (cell.arm != "invited") return;
    row.invited += cell.people;
    if (cell.reached) row.reached += cell.people;
}

int end_of(const std::optional<int>& to)
{
    return to.value_or(std::numeric_limits<int>::max());
}

/// The age by which a cell of the benchmark is found: any of a band it lies within. Nothing when it lies within none.
/// Throws where it lies in two.
std::optional<int> age_of(const BenchmarkCell& cell, const Strata& strata, const std::string& key)
{
    if (!strata.has("age")) return cell.age_from;
    for (const AgeBand& band : strata.bands) {
        const bool apart = end_of(cell.age_to) < band.from || cell.age_from > end_of(band.to);
        if (apart) continue;
        if (cell.age_from >= band.from && end_of(cell.age_to) <= end_of(band.to)) return cell.age_from;
        throw input_error("bands: " + band.name() + " cannot be added up from benchmark " + key + ", whose ages run " +
                          AgeBand{cell.age_from, cell.age_to}.name() + "; take bands that begin and end as its do");
    }
    return std::nullopt;
}

void add_population(std::vector<RepresentativenessRow>& rows, const Strata& strata, const Benchmark& benchmark)
{
    for (RepresentativenessRow& row : rows)
        row.population = row.population_low = row.population_high = 0;
    for (const BenchmarkCell& cell : benchmark.cells) {
        const std::optional<int> age = age_of(cell, strata, benchmark.key);
        if (!age) continue;
        RepresentativenessRow* row = find(rows, strata, *age, cell.gender, cell.place);
        if (row == nullptr) continue;
        *row->population += cell.people;
        *row->population_low += cell.low;
        *row->population_high += cell.high;
    }
}

void sum_up(RepresentativenessReport& report)
{
    for (const RepresentativenessRow& row : report.rows) {
        report.all.frame += row.frame;
        report.all.invited += row.invited;
        report.all.reached += row.reached;
        if (row.population) {
            report.all.population = report.all.population.value_or(0) + *row.population;
            report.all.population_low = report.all.population_low.value_or(0) + *row.population_low;
            report.all.population_high = report.all.population_high.value_or(0) + *row.population_high;
        }
    }
}

void add_shares(RepresentativenessRow& row, const RepresentativenessRow& all)
{
    row.invited_share = share(row.invited, all.invited);
    row.reached_share = share(row.reached, all.reached);
    row.response = share(row.reached, row.invited);
    if (!row.population || *row.population <= 0) return;
    row.coverage = static_cast<double>(row.frame) / *row.population;
    row.penetration = static_cast<double>(row.reached) / *row.population;
}

/// How far the population share may lie from what it is, when every figure of a model may be anywhere within its
/// limits.
Interval share_limits(const RepresentativenessRow& row, const RepresentativenessRow& all)
{
    const double least = *row.population_low + *all.population_high - *row.population_high;
    const double most = *row.population_high + *all.population_low - *row.population_low;
    return {least > 0 ? *row.population_low / least : 0, most > 0 ? *row.population_high / most : 0};
}

void compare_with_population(RepresentativenessReport& report)
{
    std::vector<PopulationGroup> groups;
    for (const RepresentativenessRow& row : report.rows)
        groups.push_back({row.reached, *row.population});
    const Benchmarked compared = against_population(groups);
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        RepresentativenessRow& row = report.rows[i];
        row.population_share = compared.groups[i].population_share;
        row.parity = compared.groups[i].parity;
        row.parity_interval = compared.groups[i].interval;
        if (!row.parity_interval || !row.is_modelled()) continue;
        const Interval limits = share_limits(row, report.all);
        const Interval& reached = *row.reached_share.interval;
        row.parity_interval.reset(); // without a lower limit of the population there is no upper one of parity
        if (limits.low > 0) row.parity_interval = Interval{reached.low / limits.high, reached.high / limits.low};
    }
    report.dissimilarity = compared.dissimilarity;
    report.similarity = compared.similarity;
    report.go_vocal = go_vocal_score(groups);
    report.smallest_over_mean = smallest_over_mean(groups);
}

void add_tests(RepresentativenessReport& report)
{
    std::vector<GroupCount> groups;
    std::vector<std::int64_t> reached;
    std::vector<double> shares;
    for (const RepresentativenessRow& row : report.rows) {
        groups.push_back({row.reached, row.invited});
        reached.push_back(row.reached);
        shares.push_back(row.population.value_or(0));
    }
    report.alike = test_groups(groups);
    if (report.benchmark) report.fit = chi_square_fit(reached, shares);
    if (report.alike->p && report.rows.size() <= most_compared) report.pairs = compare_pairs(groups);
}

/// Who all are is 100 % of all: that is no finding, and has no interval.
void without_interval(RepresentativenessRow& row)
{
    row.invited_share.interval.reset();
    row.reached_share.interval.reset();
}

void leave_comparisons_out(RepresentativenessReport& report)
{
    RepresentativenessRow& row = report.rows.front();
    without_interval(row);
    if (row.population && *row.population > 0) row.population_share = 1;
}

RepresentativenessReport by_group(store::Session& session, RepresentativenessReport report, const std::string& locale)
{
    struct Row : RepresentativenessRow
    {
        std::string name;
    };
    report.overlapping = true;
    Row all;
    std::vector<Row> groups;
    for (const PeopleCell& cell : people_cells(session, report)) {
        if (cell.disposition == not_eligible) continue;
        Row& row = row_of(all, groups, cell.group);
        row.frame += cell.people;
        if (cell.arm != "invited") continue;
        row.invited += cell.people;
        if (cell.rung == Rung::reached) row.reached += cell.people;
    }
    name_groups(session, report, groups, locale);
    report.all = all;
    for (Row& row : groups) {
        row.key = row.group;
        row.group = row.name;
        (is_group(row.key) ? report.rows.emplace_back() : report.unplaced) = row;
    }
    add_shares(report.all, report.all);
    without_interval(report.all);
    for (RepresentativenessRow& row : report.rows)
        add_shares(row, report.all);
    return report;
}

} // namespace

RepresentativenessReport representativeness_report(store::Session& session, std::int64_t organisation_id,
                                                   std::int64_t campaign_id, Instant now, const std::string& locale,
                                                   const RepresentativenessOptions& options,
                                                   std::optional<std::int64_t> restatement)
{
    RepresentativenessReport report;
    static_cast<ReportHead&>(report) = report_head(session, organisation_id, campaign_id, now, locale, restatement);
    report.by = options.by;
    check_dimensions(report.by);
    if (report.by == std::vector<std::string>{"group"}) {
        if (options.benchmark)
            throw input_error("benchmark: no register knows target groups; leave --benchmark out, or compare by age, "
                              "gender and place");
        return by_group(session, std::move(report), locale);
    }
    const std::optional<Benchmark> benchmark = choose_benchmark(session, organisation_id, options, report.unchosen);
    if (report.by.empty()) report.by = {"age"};
    if (options.by.empty() && (!benchmark || benchmark->has_genders())) report.by.emplace_back("gender");
    const std::vector<StratumCell> cells = stratum_cells(session, report);
    Strata strata{report.by, options.bands, {}};
    if (strata.has("age")) {
        if (options.bands.empty()) throw input_error("bands: there are none");
        report.bands = options.bands;
    }
    if (benchmark) {
        check_benchmark(*benchmark, strata);
        report.benchmark = *benchmark;
    }
    if (strata.has("place")) strata.places = places_of(benchmark, cells);
    report.rows = empty_rows(strata);
    for (const StratumCell& cell : cells) {
        if (cell.disposition == not_eligible) continue;
        RepresentativenessRow* row = find(report.rows, strata, cell.age, cell.gender, cell.place);
        count(row == nullptr ? report.unplaced : *row, cell);
    }
    if (benchmark) add_population(report.rows, strata, *benchmark);
    sum_up(report);
    add_shares(report.all, report.all);
    without_interval(report.all);
    std::vector<Stratum> responded;
    for (RepresentativenessRow& row : report.rows) {
        add_shares(row, report.all);
        responded.push_back({row.invited, row.reached});
    }
    if (report.is_single()) {
        leave_comparisons_out(report);
        return report;
    }
    report.indicator = representativeness(responded);
    for (std::size_t i = 0; report.indicator && i < report.rows.size(); ++i)
        report.rows[i].partial = report.indicator->partials[i];
    if (report.benchmark) compare_with_population(report);
    if (!report.interim) add_tests(report);
    if (!options.alone) report.campaigns = compared_campaigns(session, report, locale, options);
    return report;
}

} // namespace dosah::evaluation
