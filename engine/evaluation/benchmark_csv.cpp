// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/benchmark_csv.h"

#include "base/text.h"

#include <charconv>

namespace dosah::evaluation {

namespace {

constexpr std::int64_t most_people = static_cast<std::int64_t>(most_benchmark_people);

/// What is read, for who has something else in hand.
constexpr const char* layouts = "the census of ČSÚ has hodnota, ukaz_kod, vek_txt, vek_kod, pohlavi_kod, uzemi_cis, "
                                "uzemi_kod, uzemi_txt; a table of "
                                "your own has age_from, people and any of age_to, gender, place, low, high";

std::string separator_name(char separator)
{
    return separator == ',' ? "comma" : separator == ';' ? "semicolon" : "tab";
}

} // namespace

char separator_of(std::string_view text)
{
    char best = ',';
    std::size_t most = 0;
    for (const char separator : {',', ';', '\t'}) {
        contacts::CsvReader reader(text, separator);
        contacts::CsvRecord header;
        if (reader.next(header) && header.fields.size() > most) {
            most = header.fields.size();
            best = separator;
        }
    }
    return best;
}

CsvColumns::CsvColumns(std::string_view text, char separator, std::string name,
                       const std::vector<std::string>& required, const std::vector<std::string>& optional)
    : reader_(text, separator), name_(std::move(name))
{
    if (!reader_.next(record_)) throw input_error(name_ + ": it is empty");
    if (!record_.problem.empty()) throw input_error(where() + ": " + record_.problem);
    width_ = record_.fields.size();
    for (std::size_t i = 0; i < width_; ++i)
        if (!places_.emplace(text::trim(record_.fields[i]), i).second)
            throw input_error(where() + ": the column \"" + record_.fields[i] + "\" stands there twice");
    for (const std::string& column : required)
        if (!has(column))
            throw input_error(where() + ": there is no column \"" + column + "\" (the separator found is the " +
                              separator_name(separator) + "; columns: " + std::to_string(width_) + "); " + layouts);
    for (const std::string& column : optional)
        if (!has(column)) places_.emplace(column, width_);
}

bool CsvColumns::has(const std::string& column) const
{
    const auto found = places_.find(column);
    return found != places_.end() && found->second < width_;
}

bool CsvColumns::next()
{
    if (!reader_.next(record_)) return false;
    if (!record_.problem.empty()) throw input_error(where() + ": " + record_.problem);
    if (record_.fields.size() != width_)
        throw input_error(where() + ": has " + std::to_string(record_.fields.size()) + " fields, the header " +
                          std::to_string(width_));
    return true;
}

const std::string& CsvColumns::text(const std::string& column) const
{
    static const std::string nothing;
    const std::size_t place = places_.at(column);
    return place < width_ ? record_.fields[place] : nothing;
}

std::int64_t CsvColumns::whole(const std::string& column, const std::string& what, std::int64_t most) const
{
    const std::string& digits = text(column);
    std::int64_t value = -1;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc() || end != digits.data() + digits.size() || value < 0 || value > most)
        throw wrong(column, what + " from 0 to " + std::to_string(most), digits);
    return value;
}

std::int64_t CsvColumns::count(const std::string& column) const
{
    return whole(column, "a whole number of people", most_people);
}

double CsvColumns::people(const std::string& column) const
{
    const std::string& digits = text(column);
    double value = -1;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    if (problem != std::errc() || end != digits.data() + digits.size() || !(value >= 0) ||
        value > most_benchmark_people)
        throw wrong(column, "a number of people from 0 to " + std::to_string(most_people), digits);
    return value;
}

std::string CsvColumns::where() const
{
    return name_ + ": line " + std::to_string(record_.line);
}

Error CsvColumns::wrong(const std::string& column, const std::string& expected, const std::string& found) const
{
    return input_error(where() + ", " + column + ": expected " + expected + ", found \"" + found.substr(0, 60) + "\"");
}

void refuse_modelled(const std::string& name, const BenchmarkFileOptions& options)
{
    if (options.kind == "modelled")
        throw input_error(name +
                          ": a modelled population has a lowest and a highest figure for each cell, and this file "
                          "has none; write a CSV with the columns age_from, people, low and high, or say "
                          "--kind census or register");
}

BenchmarkCell benchmark_cell(const BenchmarkFileOptions& options, const std::string& name, const std::string& code,
                             const std::string& gender, const AgeBand& band, double people)
{
    const auto renamed = options.places.find(code);
    const std::string& place = renamed == options.places.end() || renamed->second.empty() ? name : renamed->second;
    BenchmarkCell out;
    out.place = text::fold(place);
    out.place_name = code.empty() || code == place ? place : place + " (" + code + ")";
    out.gender = gender;
    out.age_from = band.from;
    out.age_to = band.to;
    out.people = out.low = out.high = people;
    return out;
}

} // namespace dosah::evaluation
