// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::contacts {

constexpr std::size_t largest_file = 256U << 20; ///< bytes
constexpr std::size_t most_columns = 500;
constexpr std::size_t longest_field = 64U << 10; ///< bytes

/// One record of a file.
struct CsvRecord
{
    std::size_t line = 1; ///< the line of the file it begins on, counted from 1
    std::vector<std::string> fields;
    std::string problem; ///< why it cannot be read as a record; "" when it can

    bool blank() const; ///< nothing but white space in it
};

/// Reads records off UTF-8 text after RFC 4180, as leniently as is safe: the separator is given, lines end with CRLF,
/// LF or CR, blanks before an opening quote are passed over, text after a closing quote is kept as it is. A quote that
/// is never closed, or only by one that stands within a later line's text, a field or a record beyond the limits is a
/// record with a problem, of the one line it opened on; reading goes on with the next line, so that a slip costs a line
/// and not the file. Never throws.
class CsvReader
{
public:
    /// The text must outlive the reader.
    CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

    /// False at the end of the text. Empty lines are passed over, and counted.
    bool next(CsvRecord& record);
    /// The line behind the first one of the record read last is read next: for who finds that it swallowed others.
    void go_back();

private:
    bool read_record(CsvRecord& record);
    bool read_quoted(std::string& field);
    bool goes_on() const;
    void skip_line();
    bool at_line_end() const;
    void take_line_end();

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t record_at_ = 0;
    std::size_t record_line_ = 1;
};

} // namespace dosah::contacts
