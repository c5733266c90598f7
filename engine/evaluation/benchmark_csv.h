// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "contacts/csv_reader.h"
#include "evaluation/age_bands.h"
#include "evaluation/benchmark_file.h"

#include <map>
#include <string>
#include <vector>

/// What the readers of population files share. Private to benchmark*.cpp.
namespace dosah::evaluation {

/// The records of a CSV by the names of its columns.
class CsvColumns
{
public:
    /// Reads the header. Throws Error(input) for a required column that is missing, naming the separator and the
    /// columns of both layouts, and for one that stands there twice; the optional ones give "" when they are not there.
    /// The text must outlive it.
    CsvColumns(std::string_view text, char separator, std::string name, const std::vector<std::string>& required,
               const std::vector<std::string>& optional);

    /// The next record; false at the end. Throws Error(input) for one that cannot be read or is of another width.
    bool next();
    bool has(const std::string& column) const;
    const std::string& text(const std::string& column) const;
    /// A whole number from 0 to `most`; `what` it is: "an age".
    std::int64_t whole(const std::string& column, const std::string& what, std::int64_t most) const;
    std::int64_t count(const std::string& column) const; ///< whole people from 0 to most_benchmark_people
    double people(const std::string& column) const;      ///< likewise, may have a fraction
    std::size_t line() const { return record_.line; }
    std::string where() const; ///< "FILE: line 4"
    Error wrong(const std::string& column, const std::string& expected, const std::string& found) const;

private:
    contacts::CsvReader reader_;
    std::string name_;
    std::map<std::string, std::size_t> places_;
    std::size_t width_ = 0;
    contacts::CsvRecord record_;
};

/// Comma, semicolon or tab: the one that cuts the header into the most fields.
char separator_of(std::string_view text);

/// Throws Error(input) for a file whose figures have no limits when they are said to be modelled.
void refuse_modelled(const std::string& name, const BenchmarkFileOptions& options);

/// A cell of a place by name and code: "Chrudim (571164)". `options` may give it another name.
BenchmarkCell benchmark_cell(const BenchmarkFileOptions& options, const std::string& name, const std::string& code,
                             const std::string& gender, const AgeBand& band, double people);

} // namespace dosah::evaluation
