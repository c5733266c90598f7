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
    /// Reads the header. Throws Error(input) for a required column that is missing and for one that stands there twice;
    /// the optional ones give "" when they are not there. The reader must outlive it.
    CsvColumns(contacts::CsvReader& reader, std::string name, const std::vector<std::string>& required,
               const std::vector<std::string>& optional);

    /// The next record; false at the end. Throws Error(input) for one that cannot be read or is of another width.
    bool next();
    bool has(const std::string& column) const;
    const std::string& text(const std::string& column) const;
    std::int64_t count(const std::string& column) const; ///< a whole number from 0 to 1,000,000,000
    double people(const std::string& column) const;      ///< likewise, may have a fraction
    std::string where() const;                           ///< "FILE: line 4"
    Error wrong(const std::string& column, const std::string& expected, const std::string& found) const;

private:
    contacts::CsvReader& reader_;
    std::string name_;
    std::map<std::string, std::size_t> places_;
    std::size_t width_ = 0;
    contacts::CsvRecord record_;
};

/// A cell of a place by name and code: "Chrudim (571164)". `options` may give it another name.
BenchmarkCell benchmark_cell(const BenchmarkFileOptions& options, const std::string& name, const std::string& code,
                             const std::string& gender, const AgeBand& band, double people);

} // namespace dosah::evaluation
