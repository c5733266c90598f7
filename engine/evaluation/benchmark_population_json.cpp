// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/benchmark_csv.h"
#include "evaluation/benchmark_file.h"
#include "evaluation/json_stat.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace dosah::evaluation {

namespace {

using Dimension = JsonStat::Dimension;

/// A dimension by what SSB calls it; nothing when it is not there.
std::optional<std::size_t> find(const JsonStat& table, const std::vector<std::string>& ids)
{
    for (std::size_t i = 0; i < table.dimensions.size(); ++i)
        if (std::find(ids.begin(), ids.end(), table.dimensions[i].id) != ids.end()) return i;
    return std::nullopt;
}

std::size_t require(const JsonStat& table, const std::string& name, const std::vector<std::string>& ids)
{
    if (const auto found = find(table, ids)) return *found;
    throw input_error(name + ": there is no dimension " + ids.front() + "; ask for region, age and year");
}

/// "015", "105+", "15-19", "F15-19"; nothing for a total ("999", "999A", "0").
std::optional<AgeBand> band_of(const std::string& code)
{
    std::string plain = code;
    if (plain.size() > 1 && plain.front() == 'F') plain.erase(0, 1); // SSB's groups of five years
    const bool known =
        !plain.empty() && plain.size() <= 8 && plain.find_first_not_of("0123456789+-") == std::string::npos;
    if (!known || plain == "999") return std::nullopt;
    try {
        const std::vector<AgeBand> bands = read_age_bands(plain);
        return bands.size() == 1 ? std::optional(bands.front()) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<std::string> gender_of(const std::string& code)
{
    if (code == "1") return "m";
    if (code == "2") return "f";
    return std::nullopt; // "0": both
}

struct Chosen
{
    std::size_t place; ///< among the dimension's categories
    std::string text;  ///< what it stands for
};

/// Of a dimension that must say one thing: its only category.
void require_one(const JsonStat& table, const std::string& name, std::size_t dimension)
{
    const Dimension& one = table.dimensions[dimension];
    if (one.categories.size() != 1)
        throw input_error(name + ": dimension " + one.id + " has " + std::to_string(one.categories.size()) +
                          " categories; ask for one of them");
}

std::vector<std::size_t> regions_of(const Dimension& region, const std::string& name,
                                    const BenchmarkFileOptions& options)
{
    std::vector<std::size_t> out;
    std::set<std::string> codes;
    for (std::size_t i = 0; i < region.categories.size(); ++i) {
        codes.insert(region.categories[i].code);
        if (options.places.empty() || options.places.count(region.categories[i].code) > 0) out.push_back(i);
    }
    for (const auto& [wanted, renamed] : options.places)
        if (codes.count(wanted) == 0)
            throw input_error(name + ": there is no region " + wanted +
                              "; codes have four digits and change when municipalities merge");
    if (out.size() > 500) throw input_error(name + ": more than 500 regions; say which to take by --place CODE");
    return out;
}

void require_people(double people, const std::string& where)
{
    if (people < 0 || people > most_benchmark_people || people != std::floor(people))
        throw input_error(where + ": expected a whole number of people from 0 to " +
                          std::to_string(std::llround(most_benchmark_people)) +
                          "; ask the office for the table of persons once more");
}

} // namespace

BenchmarkFile read_population_json(const std::string& text, const std::string& name,
                                   const BenchmarkFileOptions& options)
{
    const JsonStat table = read_json_stat(text, name);
    refuse_modelled(name, options);
    const std::size_t region = require(table, name, {"Region"});
    const std::size_t age = require(table, name, {"Alder"});
    const std::size_t time = require(table, name, {"Tid"});
    const std::optional<std::size_t> gender = find(table, {"Kjonn", "Kjønn"});
    for (std::size_t i = 0; i < table.dimensions.size(); ++i)
        if (i != region && i != age && i != gender) require_one(table, name, i);

    struct Age
    {
        std::size_t place;
        AgeBand band;
    };
    std::vector<Age> ages;
    for (std::size_t i = 0; i < table.dimensions[age].categories.size(); ++i)
        if (const auto band = band_of(table.dimensions[age].categories[i].code)) ages.push_back({i, *band});
    if (ages.empty()) throw input_error(name + ": dimension Alder has no ages, only totals; ask for single years");
    std::vector<Chosen> genders = {{0, ""}};
    if (gender) {
        genders.clear();
        for (std::size_t i = 0; i < table.dimensions[*gender].categories.size(); ++i)
            if (const auto one = gender_of(table.dimensions[*gender].categories[i].code)) genders.push_back({i, *one});
        if (genders.empty() && table.dimensions[*gender].categories.size() == 1) genders.push_back({0, ""});
        if (genders.empty() || (genders.size() == 1 && !genders.front().text.empty()))
            throw input_error(name + ": dimension Kjonn has one sex only; ask for both");
    }

    BenchmarkFile out;
    std::size_t missing = 0;
    for (const std::size_t place : regions_of(table.dimensions[region], name, options)) {
        const JsonStat::Category& where = table.dimensions[region].categories[place];
        for (const Chosen& sex : genders)
            for (const Age& one : ages) {
                std::vector<std::size_t> at(table.dimensions.size());
                at[region] = place;
                at[age] = one.place;
                if (gender) at[*gender] = sex.place;
                const std::size_t cell = table.cell(at);
                const std::optional<double> people = table.values[cell];
                if (!people) {
                    // "." not possible and ".." missing are nobody at a very high age; ":" is confidential.
                    const std::string status = table.statuses.empty() ? "" : table.statuses[cell];
                    if (status == ":" || one.band.from < 90)
                        throw input_error(name + ": region " + where.code + ", age " + one.band.name() +
                                          " has no figure (status \"" + status +
                                          "\"); a population with such a gap cannot be compared with");
                    ++missing;
                    continue;
                }
                require_people(*people, name + ".value, cell " + std::to_string(cell) + " (region " + where.code +
                                            ", age " + one.band.name() + ")");
                out.benchmark.cells.push_back(
                    benchmark_cell(options, where.label, where.code, sex.text, one.band, *people));
            }
    }
    const std::string& year = table.dimensions[time].categories.front().code;
    out.benchmark.source = table.source.empty() ? "SSB" : table.source;
    out.benchmark.table = table.label;
    out.benchmark.reference_date = year.size() == 4 ? year + "-01-01" : year; // SSB counts on 1 January
    out.notes.push_back(std::to_string(out.benchmark.cells.size()) + " cells of " + table.dimensions[time].label + " " +
                        year);
    if (missing > 0)
        out.notes.push_back(std::to_string(missing) + " cells of 90 years and more have no figure: taken as nobody");
    return out;
}

} // namespace dosah::evaluation
