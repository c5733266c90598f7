// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/benchmark_file.h"

#include "base/crypto.h"
#include "base/text.h"
#include "contacts/charset_guess.h"
#include "evaluation/benchmark_csv.h"

#include <set>

namespace dosah::evaluation {

namespace {

std::string decode(std::string_view bytes, const std::string& name)
{
    if (bytes.size() > contacts::largest_file) throw input_error(name + ": larger than 256 MiB");
    if (bytes.starts_with("PK\x03\x04"))
        throw input_error(name +
                          ": this is a spreadsheet workbook or an archive; unpack it, or save it as CSV (UTF-8)");
    const std::string_view body = bytes.substr(contacts::byte_order_mark_length(bytes));
    if (!text::is_valid_utf8(body))
        throw input_error(name + ": it is not UTF-8; statistical offices publish UTF-8, save it as that");
    return std::string(body);
}

std::optional<int> age_of(const CsvColumns& columns, const std::string& column)
{
    if (columns.text(column).empty()) return std::nullopt;
    return static_cast<int>(columns.whole(column, "an age", 150));
}

/// The figures of a row, for the kind the population is said to be.
void read_people(BenchmarkCell& cell, const CsvColumns& columns, bool is_modelled)
{
    const auto figure = [&](const char* column) {
        return is_modelled ? columns.people(column) : static_cast<double>(columns.count(column));
    };
    cell.people = cell.low = cell.high = figure("people");
    for (const auto& [column, limit] : {std::pair("low", &cell.low), {"high", &cell.high}}) {
        if (!columns.text(column).empty())
            *limit = figure(column);
        else if (is_modelled)
            throw input_error(columns.where() + ", " + column +
                              ": is empty; a modelled population has a lowest and a highest figure for each cell, in "
                              "the columns low and high");
    }
    if (cell.low > cell.people || cell.high < cell.people)
        throw input_error(columns.where() + ": people must lie between low and high");
}

} // namespace

BenchmarkFile read_plain_population(std::string_view text, char separator, const std::string& name,
                                    const BenchmarkFileOptions& options)
{
    CsvColumns columns(text, separator, name, {"age_from", "people"}, {"age_to", "gender", "place", "low", "high"});
    const bool is_modelled = options.kind == "modelled";
    if (is_modelled && !(columns.has("low") && columns.has("high"))) refuse_modelled(name, options);
    BenchmarkFile out;
    std::set<std::string> found;
    while (columns.next()) {
        const std::string place = text::trim(columns.text("place"));
        if (!options.places.empty() && options.places.count(place) == 0) continue;
        found.insert(place);
        const std::string& gender = columns.text("gender");
        if (!gender.empty() && gender != "f" && gender != "m") throw columns.wrong("gender", "f, m or nothing", gender);
        const std::optional<int> from = age_of(columns, "age_from");
        if (!from) throw columns.wrong("age_from", "an age", "");
        const AgeBand band{*from, age_of(columns, "age_to")};
        if (band.to && *band.to < band.from) throw columns.wrong("age_to", "age_from or more", columns.text("age_to"));
        BenchmarkCell cell = benchmark_cell(options, place, place, gender, band, 0);
        read_people(cell, columns, is_modelled);
        cell.line = columns.line();
        out.benchmark.cells.push_back(cell);
    }
    for (const auto& [wanted, renamed] : options.places)
        if (found.count(wanted) == 0) throw input_error(name + ": there is no place \"" + wanted + "\"");
    out.notes.push_back(std::to_string(out.benchmark.cells.size()) + " cells as they stand; nothing could be checked");
    return out;
}

BenchmarkFile read_benchmark(std::string_view bytes, const std::string& name, const BenchmarkFileOptions& options)
{
    const std::string text = decode(bytes, name);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    BenchmarkFile out;
    if (first != std::string::npos && text[first] == '{') {
        out = read_population_json(text, name, options);
    } else {
        const char separator = separator_of(text);
        contacts::CsvReader reader(text, separator);
        contacts::CsvRecord header;
        out = reader.next(header) && is_census_header(header.fields)
                  ? read_census(text, separator, name, options)
                  : read_plain_population(text, separator, name, options);
    }
    if (out.benchmark.cells.empty()) throw input_error(name + ": it has no people in it");
    check_people(out.benchmark, name);
    out.benchmark.kind = options.kind;
    out.benchmark.file_sha256 = sha256_hex(bytes);
    return out;
}

} // namespace dosah::evaluation
