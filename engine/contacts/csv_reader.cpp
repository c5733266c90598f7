// SPDX-License-Identifier: EUPL-1.2
#include "contacts/csv_reader.h"

#include <algorithm>

namespace dosah::contacts {

bool CsvRecord::blank() const
{
    return std::all_of(fields.begin(), fields.end(), [](const std::string& field) {
        return field.find_first_not_of(" \t\r\n") == std::string::npos;
    });
}

bool CsvReader::at_line_end() const
{
    return at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r');
}

void CsvReader::take_line_end()
{
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
}

void CsvReader::skip_line()
{
    while (at_ < text_.size() && !at_line_end())
        ++at_;
    if (at_ < text_.size()) take_line_end();
}

/// at_ stands behind the opening quote. False when no closing one comes within the limit.
bool CsvReader::read_quoted(std::string& field)
{
    while (at_ < text_.size() && field.size() <= longest_field) {
        const char c = text_[at_];
        if (c == '"') {
            ++at_;
            if (at_ >= text_.size() || text_[at_] != '"') return true;
            field += '"';
            ++at_;
        } else if (at_line_end()) {
            take_line_end();
            field += '\n';
        } else {
            field += c;
            ++at_;
        }
    }
    return false;
}

/// Behind a closing quote: whether text follows before the field ends.
bool CsvReader::goes_on() const
{
    std::size_t i = at_;
    while (i < text_.size() && text_[i] == ' ')
        ++i;
    return i < text_.size() && text_[i] != separator_ && text_[i] != '\n' && text_[i] != '\r';
}

bool CsvReader::read_record(CsvRecord& record)
{
    for (;;) {
        std::string field;
        std::size_t i = at_;
        while (i < text_.size() && (text_[i] == ' ' || (text_[i] == '\t' && separator_ != '\t')))
            ++i;
        if (i < text_.size() && text_[i] == '"') {
            at_ = i + 1;
            const std::size_t line = line_;
            if (!read_quoted(field)) {
                record.problem = field.size() > longest_field
                                     ? "a quoted field is longer than 64 KiB; is its closing quote missing?"
                                     : "the quote opened on line " + std::to_string(line) + " is never closed";
                return false;
            }
            if (line_ > line && goes_on()) {
                record.problem = "the quote opened on line " + std::to_string(line) +
                                 " is not closed there, and the next one, on line " + std::to_string(line_) +
                                 ", opens another text; close it on its line";
                return false;
            }
        }
        while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) {
            if (field.size() > longest_field) {
                record.problem = "a field is longer than 64 KiB";
                return false;
            }
            field += text_[at_++];
        }
        if (field.size() > longest_field) {
            record.problem = "a field is longer than 64 KiB";
            return false;
        }
        record.fields.push_back(std::move(field));
        if (at_ >= text_.size()) return true;
        if (at_line_end()) {
            take_line_end();
            return true;
        }
        ++at_;
        if (record.fields.size() >= most_columns) {
            record.problem = "more than 500 columns";
            return false;
        }
    }
}

bool CsvReader::next(CsvRecord& record)
{
    while (at_line_end())
        take_line_end();
    record = {};
    record.line = line_;
    if (at_ >= text_.size()) return false;
    record_at_ = at_;
    record_line_ = line_;
    if (!read_record(record)) go_back();
    return true;
}

void CsvReader::go_back()
{
    at_ = record_at_;
    line_ = record_line_;
    skip_line();
}

} // namespace dosah::contacts
