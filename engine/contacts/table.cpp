// SPDX-License-Identifier: EUPL-1.2
#include "contacts/table.h"

#include "base/text.h"
#include "contacts/charset_guess.h"

#include <algorithm>
#include <map>

namespace dosah::contacts {

namespace {

constexpr std::size_t records_looked_at = 50;
constexpr std::size_t titles_above_header = 5; ///< lists often begin with "Seniors of ..., as of ..."

/// The text of the file, which is its bytes or stands in `decoded`.
std::string_view read_text(std::string_view bytes, const ImportOptions& options, ImportReport& report,
                           std::string& decoded)
{
    if (bytes.size() > largest_file) throw input_error("the file is larger than 256 MiB; divide it");
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0"))
        throw input_error("the file is a spreadsheet workbook; save it as CSV (UTF-8) and import that");
    report.encoding = options.encoding.empty() ? guess_charset(bytes, options.organisation.country) : options.encoding;
    const std::string_view body = bytes.substr(byte_order_mark_length(bytes));
    const bool utf8 = text::to_lower(report.encoding) == "utf-8" || text::to_lower(report.encoding) == "utf8";
    if (utf8 && text::is_valid_utf8(body) && body.find('\0') == std::string_view::npos) return body;
    auto read = utf8 ? text::repair_utf8(body) : text::decode(body, report.encoding);
    if (!read)
        throw input_error("encoding: unknown \"" + report.encoding +
                          "\"; write UTF-8, UTF-16LE, UTF-16BE, Windows-1250, Windows-1252, ISO-8859-1 or ISO-8859-2");
    decoded = std::move(*read);
    return decoded;
}

std::vector<Column> columns_of(const CsvRecord& header, bool involvement)
{
    std::vector<Column> out;
    for (const std::string& field : header.fields)
        out.push_back(column_from(field, involvement));
    return out;
}

std::size_t known_columns(const CsvRecord& header, bool involvement)
{
    std::size_t known = 0;
    for (const Column& column : columns_of(header, involvement))
        if (column.field != Field::attribute) ++known;
    return known;
}

bool can_be_header(const CsvRecord& record, bool involvement)
{
    if (!record.problem.empty()) return false;
    const std::vector<Column> columns = columns_of(record, involvement);
    return std::any_of(columns.begin(), columns.end(), [](const Column& column) { return identifies(column.field); });
}

/// Known names of columns say most; else how evenly the separator cuts the records. A list of one column has none: one
/// is taken that its texts do not use either.
char guess_separator(std::string_view text, bool involvement)
{
    char best = 0;
    char unused = ',';
    std::size_t best_score = 0;
    for (const char separator : {'\t', ';', ','}) {
        CsvReader reader(text, separator);
        CsvRecord record;
        std::map<std::size_t, std::size_t> widths;
        std::size_t known = 0;
        for (std::size_t i = 0; i < records_looked_at && reader.next(record); ++i) {
            if (record.fields.size() < 2) continue;
            if (i < titles_above_header) known = std::max(known, known_columns(record, involvement));
            ++widths[record.fields.size()];
        }
        if (widths.empty()) unused = separator;
        std::size_t even = 0;
        for (const auto& [width, count] : widths)
            even = std::max(even, count);
        if (known > 0 && known * 100 + even > best_score) {
            best = separator;
            best_score = known * 100 + even;
        }
    }
    return best != 0 ? best : unused;
}

/// The hint spreadsheets write and read: a first line "sep=;". Its end stays, so that line numbers do.
char take_separator_line(std::string_view& text)
{
    if (!text.starts_with("sep=") || text.size() < 6 || (text[5] != '\r' && text[5] != '\n')) return 0;
    const char separator = text[4];
    text.remove_prefix(5);
    return separator == ',' || separator == ';' || separator == '\t' ? separator : '\0';
}

/// In a list without a column of family names, "name" means the whole name.
void understand_names(std::vector<Column>& columns)
{
    const auto has = [&](Field field) {
        return std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.field == field; });
    };
    if (has(Field::family_name) || has(Field::full_name) || has(Field::full_name_family_first)) return;
    for (Column& column : columns)
        if (column.field == Field::given_name) column.field = Field::full_name;
}

void name_attributes(std::vector<Column>& columns)
{
    std::map<std::string, int> used;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        Column& column = columns[i];
        if (column.name.empty()) column.name = "column_" + std::to_string(i + 1);
        const int times = ++used[column.name];
        if (times > 1) column.name += "_" + std::to_string(times);
    }
}

/// Texts that people write may be of several lines with anything in them; a name, an email or a date is not.
bool may_have_lines(Field field)
{
    switch (field) {
    case Field::attribute:
    case Field::forbidden:
    case Field::postal_address:
    case Field::street:
    case Field::legal_basis_source:
    case Field::groups:
    case Field::act_what:
    case Field::source:
        return true;
    default:
        return false;
    }
}

/// A line of it is cut as often as a record of the file. Commas of prose have a blank behind them.
bool holds_a_record(const std::string& field, char separator, std::size_t columns)
{
    const auto cuts = [&](const std::string& line) {
        std::size_t count = 0;
        for (std::size_t at = line.find(separator); at != std::string::npos; at = line.find(separator, at + 1))
            count += at + 1 < line.size() && line[at + 1] == ' ' ? 0 : 1;
        return count;
    };
    const std::vector<std::string> lines = text::split(field, '\n');
    return columns > 2 && std::any_of(lines.begin() + 1, lines.end(),
                                      [&](const std::string& line) { return cuts(line) + 1 == columns; });
}

/// A quote that was forgotten, and closed by chance further down, has swallowed the lines in between, and with them
/// their separators: a cell of several lines that has none of these was written so.
bool swallowed_lines(const CsvRecord& record, const std::vector<Column>& columns, char separator)
{
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        const std::string field = text::trim(record.fields[i]);
        if (field.find('\n') == std::string::npos) continue;
        if (i >= columns.size() || holds_a_record(field, separator, columns.size())) return true;
        const bool cut = columns.size() == 1 || field.find(separator) != std::string::npos;
        if (cut && !may_have_lines(columns[i].field)) return true;
    }
    return false;
}

} // namespace

Table::Table(std::string_view bytes, const ImportOptions& options, ImportReport& report)
    : reader_({}, ','), report_(report)
{
    std::string_view text = read_text(bytes, options, report, decoded_);
    const bool involvement = options.kind == ImportKind::involvement;
    const char told = take_separator_line(text);
    report.separator = options.separator != 0 ? options.separator
                       : told != 0            ? told
                                              : guess_separator(text, involvement);
    reader_ = CsvReader(text, report.separator);
    CsvRecord first;
    for (std::size_t i = 0; i < titles_above_header; ++i) {
        const CsvReader before = reader_;
        CsvRecord record;
        if (!reader_.next(record)) break;
        if (i == 0) first = record;
        if (can_be_header(record, involvement)) {
            columns_ = columns_of(record, involvement);
            if (i > 0)
                report.warn({first.line, "", first.fields.empty() ? "" : first.fields.front(),
                             "lines above the column names are passed over"});
            break;
        }
        if (i + 1 == titles_above_header) reader_ = before;
    }
    if (columns_.empty()) {
        if (!first.problem.empty()) throw input_error("line " + std::to_string(first.line) + ": " + first.problem);
        std::string found;
        for (const std::string& field : first.fields) {
            if (found.size() > 200) break;
            found += (found.empty() ? "" : ", ") + ("\"" + text::trim(field).substr(0, 40) + "\"");
        }
        throw input_error("line 1: no column that tells who a person is; found " +
                          (found.empty() ? std::string("nothing") : text::repair_utf8(found)) +
                          "; name at least one of: jméno, příjmení, jméno a příjmení, e-mail, telefon, mobil, číslo; "
                          "navn, fornavn, etternavn, e-post, telefon, medlemsnummer; name, given name, family name, "
                          "email, phone, external id");
    }
    understand_names(columns_);
    name_attributes(columns_);
    for (const Column& column : columns_) {
        if (column.field == Field::forbidden)
            report.warn({0, column.header, "", "national identity numbers are not kept; the column is passed over"});
        report.columns.emplace_back(column.header, column.field == Field::attribute
                                                       ? "attribute " + column.name
                                                       : std::string(to_string(column.field)));
    }
}

bool Table::has(Field field) const
{
    return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.field == field; });
}

bool Table::next(CsvRecord& record)
{
    while (reader_.next(record)) {
        if (record.problem.empty() && record.blank()) continue;
        ++report_.rows;
        if (!record.problem.empty()) {
            report_.reject({record.line, "", record.fields.empty() ? "" : record.fields.front(), record.problem});
            continue;
        }
        if (swallowed_lines(record, columns_, report_.separator)) {
            reader_.go_back();
            report_.reject({record.line, "", text::repair_utf8(record.fields.front().substr(0, 40)),
                            "the quote opened on line " + std::to_string(record.line) +
                                " swallows the lines that follow; close it on its line"});
            continue;
        }
        while (record.fields.size() > columns_.size() && record.fields.back().empty())
            record.fields.pop_back();
        if (record.fields.size() > columns_.size()) {
            report_.reject({record.line, "", record.fields.back(),
                            "has " + std::to_string(record.fields.size()) + " fields where the header has " +
                                std::to_string(columns_.size()) + "; put a text that holds the separator in quotes"});
            continue;
        }
        if (record.fields.size() < columns_.size()) {
            report_.warn({record.line, "", "",
                          "has " + std::to_string(record.fields.size()) + " fields where the header has " +
                              std::to_string(columns_.size()) + "; the missing ones are taken as empty"});
            record.fields.resize(columns_.size());
        }
        return true;
    }
    return false;
}

} // namespace dosah::contacts
