// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/csv_reader.h"
#include "evaluation/benchmark_csv.h"
#include "evaluation/benchmark_file.h"

#include <algorithm>
#include <map>
#include <set>

namespace dosah::evaluation {

namespace {

constexpr std::size_t most_territories = 500;
constexpr const char* municipalities = "43"; // ČSÚ's lists of territories
constexpr const char* regions = "100";

using Band = std::pair<int, std::optional<int>>;

struct Territory
{
    std::string name;
    std::map<std::string, std::int64_t> totals;                ///< by sex code
    std::map<std::string, std::map<Band, std::int64_t>> bands; ///< by sex code
};

/// "0 až 4 roky", "100 a více let": the numbers in it.
Band band_of(const std::string& text, const CsvColumns& columns)
{
    std::vector<int> numbers;
    bool within = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && within)
            numbers.back() = std::min(numbers.back() * 10 + (c - '0'), 1000);
        else if (digit)
            numbers.push_back(c - '0');
        within = digit;
    }
    const bool open = text.find("íce") != std::string::npos || text.find('+') != std::string::npos;
    if (numbers.size() == 1) return {numbers[0], open ? std::nullopt : std::optional(numbers[0])};
    if (numbers.size() == 2 && numbers[0] <= numbers[1]) return {numbers[0], numbers[1]};
    throw columns.wrong("vek_txt", "an age band like \"15 až 19 let\"", text);
}

std::string sex_name(const std::string& sex)
{
    return sex.empty() ? "men and women" : sex == "1" ? "men" : "women";
}

/// Men and women are everybody, ages are everybody.
void check(const std::string& name, const std::string& code, const Territory& territory)
{
    const auto refuse = [&](const std::string& what, std::int64_t total, std::int64_t parts) {
        throw input_error(name + ": territory " + code + " (" + territory.name + "): " + what + " are " +
                          std::to_string(parts) + ", its total row says " + std::to_string(total) +
                          "; download the file again");
    };
    for (const char* sex : {"1", "2"})
        if (territory.bands.count(sex) == 0)
            throw input_error(name + ": territory " + code + " (" + territory.name + ") has no rows of " +
                              sex_name(sex) + " by age");
    for (const auto& [sex, bands] : territory.bands) {
        const auto total = territory.totals.find(sex);
        std::int64_t sum = 0;
        for (const auto& [band, people] : bands)
            sum += people;
        if (total != territory.totals.end() && total->second != sum)
            refuse("the ages of " + sex_name(sex), total->second, sum);
    }
    const auto of = [&](const char* sex, const Band& band) {
        const auto& bands = territory.bands.at(sex);
        const auto found = bands.find(band);
        return found == bands.end() ? std::int64_t{0} : found->second;
    };
    if (const auto both = territory.bands.find(""); both != territory.bands.end()) {
        std::set<Band> all;
        for (const auto& [sex, bands] : territory.bands)
            for (const auto& [band, people] : bands)
                all.insert(band);
        for (const Band& band : all)
            if (of("", band) != of("1", band) + of("2", band))
                refuse("men and women of " + std::to_string(band.first) + " years and more", of("", band),
                       of("1", band) + of("2", band));
    }
    const auto sexes = [&](const char* sex) {
        const auto found = territory.totals.find(sex);
        return found == territory.totals.end() ? std::optional<std::int64_t>() : std::optional(found->second);
    };
    if (sexes("") && sexes("1") && sexes("2") && *sexes("") != *sexes("1") + *sexes("2"))
        refuse("men and women", *sexes(""), *sexes("1") + *sexes("2"));
}

/// What the totals of the whole file say.
struct Country
{
    std::int64_t in_municipalities = 0;
    std::int64_t in_regions = 0;
};

void compare(const std::string& name, const Country& country, std::vector<std::string>& notes)
{
    if (country.in_regions == 0 || country.in_municipalities == 0) {
        notes.push_back("not checked whether municipalities sum to regions: the file does not hold both");
        return;
    }
    if (country.in_municipalities > country.in_regions)
        throw input_error(name + ": the municipalities have " + std::to_string(country.in_municipalities) +
                          " people, the regions " + std::to_string(country.in_regions) + "; download the file again");
    notes.push_back(country.in_municipalities == country.in_regions
                        ? "municipalities sum to regions: " + std::to_string(country.in_regions) + " people"
                        : "the file has regions of " + std::to_string(country.in_regions) +
                              " people and municipalities of " + std::to_string(country.in_municipalities) +
                              ": it is an extract");
}

void refuse_missing(const std::string& name, const BenchmarkFileOptions& options,
                    const std::map<std::string, Territory>& territories)
{
    for (const auto& [wanted, renamed] : options.places)
        if (territories.count(wanted) == 0)
            throw input_error(name + ": there is no territory " + wanted + " in list " + options.territory +
                              "; municipalities have codes of six digits, and one without inhabitants is not there");
    if (territories.empty()) throw input_error(name + ": it has no territory of list " + options.territory);
}

} // namespace

bool is_census_header(const std::vector<std::string>& header)
{
    const auto has = [&](const char* column) {
        return std::find(header.begin(), header.end(), column) != header.end();
    };
    return has("hodnota") && has("uzemi_kod");
}

BenchmarkFile read_census(std::string_view text, char separator, const std::string& name,
                          const BenchmarkFileOptions& options)
{
    CsvColumns columns(text, separator, name,
                       {"hodnota", "vek_txt", "vek_kod", "pohlavi_kod", "uzemi_cis", "uzemi_kod", "uzemi_txt"},
                       {"ukaz_kod", "vek_cis", "sldb_rok", "sldb_datum"});
    refuse_modelled(name, options);
    std::map<std::string, Territory> territories;
    std::set<std::string> indicators;
    Country country;
    BenchmarkFile out;
    while (columns.next()) {
        const std::string& list = columns.text("uzemi_cis");
        const std::string& code = columns.text("uzemi_kod");
        const std::string& sex = columns.text("pohlavi_kod");
        const bool every_age = columns.text("vek_kod").empty();
        const bool everybody = every_age && sex.empty();
        const bool is_wanted = list == options.territory && (options.places.empty() || options.places.count(code) > 0);
        if (!is_wanted && !(everybody && (list == municipalities || list == regions))) continue;
        if (columns.text("hodnota").empty())
            throw input_error(columns.where() + ": territory " + code +
                              ": hodnota is empty, which means confidential; a population with such a gap cannot be "
                              "compared with");
        const std::int64_t people = columns.count("hodnota");
        if (everybody && list == municipalities) country.in_municipalities += people;
        if (everybody && list == regions) country.in_regions += people;
        if (!is_wanted) continue;
        if (sex != "" && sex != "1" && sex != "2") throw columns.wrong("pohlavi_kod", "1, 2 or nothing", sex);
        indicators.insert(columns.text("ukaz_kod"));
        if (indicators.size() > 1)
            throw input_error(columns.where() + ": a second indicator (ukaz_kod " + *indicators.begin() + ", " +
                              *indicators.rbegin() + "); take a file with one");
        Territory& territory = territories[code];
        if (territories.size() > most_territories)
            throw input_error(name + ": it has more than " + std::to_string(most_territories) +
                              " territories; say which to take by --place CODE");
        territory.name = columns.text("uzemi_txt");
        const bool first = every_age
                               ? territory.totals.emplace(sex, people).second
                               : territory.bands[sex].emplace(band_of(columns.text("vek_txt"), columns), people).second;
        if (!first) throw input_error(columns.where() + ": the same territory, age and sex a second time");
        if (out.benchmark.reference_date.empty()) {
            out.benchmark.reference_date = columns.text("sldb_datum");
            out.benchmark.source = "ČSÚ, SLDB " + columns.text("sldb_rok");
            out.benchmark.table =
                "ukaz_kod " + columns.text("ukaz_kod") + ", vek_cis " + columns.text("vek_cis") + ", uzemi_cis " + list;
        }
    }
    refuse_missing(name, options, territories);
    for (const auto& [code, territory] : territories) {
        check(name, code, territory);
        for (const char* sex : {"1", "2"})
            for (const auto& [band, people] : territory.bands.at(sex))
                out.benchmark.cells.push_back(benchmark_cell(options, territory.name, code, sex[0] == '1' ? "m" : "f",
                                                             {band.first, band.second}, static_cast<double>(people)));
    }
    out.notes.push_back("total = men + women and total = sum of ages, in " + std::to_string(territories.size()) +
                        (territories.size() == 1 ? " territory" : " territories"));
    compare(name, country, out.notes);
    return out;
}

} // namespace dosah::evaluation
