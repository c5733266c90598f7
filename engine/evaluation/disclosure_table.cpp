// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_table.h"

#include "base/error.h"
#include "base/text.h"
#include "contacts/charset_guess.h"
#include "contacts/csv_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

namespace dosah::evaluation {

namespace {

/// Folded: without case and marks.
constexpr std::array total_names = {"total", "totals", "grand total", "row total", "column total", "sum",
                                    "sums",  "all",    "(all)",       "celkem",    "soucet",       "uhrn",
                                    "vse",   "totalt", "i alt",       "alt",       "alle"};

/// One file while it is read: every label and count with where it stands.
struct Sheet
{
    std::string name;
    std::string corner;
    std::vector<std::string> columns;
    std::vector<std::string> rows;
    std::vector<std::size_t> lines; ///< of each row
    std::vector<std::int64_t> counts;

    std::int64_t at(std::size_t row, std::size_t column) const { return counts[row * columns.size() + column]; }

    Error wrong(std::size_t line, std::size_t column, const std::string& what) const
    {
        const std::string label =
            column < columns.size() && !columns[column].empty() ? " (" + columns[column] + ")" : "";
        return input_error(name + ": line " + std::to_string(line) + ", column " + std::to_string(column + 2) + label +
                           ": " + what);
    }
};

std::string decode(std::string_view bytes, const std::string& name)
{
    if (bytes.size() > contacts::largest_file) throw input_error(name + ": larger than 256 MiB");
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0"))
        throw input_error(name + ": this is a spreadsheet workbook; save it as CSV (UTF-8)");
    const std::string charset = contacts::guess_charset(bytes, "CZ");
    const std::string_view body = bytes.substr(contacts::byte_order_mark_length(bytes));
    if (charset == "UTF-8") return text::repair_utf8(body);
    return text::decode(body, charset).value_or(std::string(body));
}

/// The one that cuts the first line into the most fields.
char separator_of(const std::string& text)
{
    char best = ',';
    std::size_t most = 0;
    for (const char separator : {',', ';', '\t'}) {
        contacts::CsvReader reader(text, separator);
        contacts::CsvRecord record;
        if (reader.next(record) && record.problem.empty() && record.fields.size() > most) {
            best = separator;
            most = record.fields.size();
        }
    }
    return best;
}

std::int64_t count_from(const Sheet& sheet, std::size_t line, std::size_t column, const std::string& field)
{
    const std::string text = text::trim(field);
    if (text.empty()) throw sheet.wrong(line, column, "the cell is empty; write 0 where nobody is");
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ptr != text.data() + text.size() || end.ec == std::errc::invalid_argument)
        throw sheet.wrong(line, column, "expected a whole number of people, found \"" + text + "\"");
    if (value < 0) throw sheet.wrong(line, column, "a count cannot be negative: " + text);
    return end.ec == std::errc() ? value : INT64_MAX;
}

void take_header(Sheet& sheet, const contacts::CsvRecord& record)
{
    if (record.fields.size() < 2)
        throw input_error(sheet.name + ": line " + std::to_string(record.line) +
                          ": expected the columns' labels separated by comma, semicolon or tab");
    sheet.corner = text::trim(record.fields[0]);
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 1; i < record.fields.size(); ++i) {
        const std::string label = text::trim(record.fields[i]);
        if (label.empty()) throw sheet.wrong(record.line, i - 1, "the column's label is missing");
        if (!seen.emplace(text::fold_case(label), i).second)
            throw sheet.wrong(record.line, i - 1,
                              "the label \"" + label + "\" is used twice (upper and lower case make no difference)");
        sheet.columns.push_back(label);
    }
}

Sheet read_sheet(std::string_view bytes, const std::string& name)
{
    const std::string text = decode(bytes, name);
    Sheet sheet;
    sheet.name = name;
    contacts::CsvReader reader(text, separator_of(text));
    contacts::CsvRecord record;
    std::map<std::string, std::size_t> seen;
    while (reader.next(record)) {
        const std::string place = name + ": line " + std::to_string(record.line) + ": ";
        if (!record.problem.empty()) throw input_error(place + record.problem);
        if (record.blank()) continue;
        if (sheet.columns.empty()) {
            take_header(sheet, record);
            continue;
        }
        if (record.fields.size() != sheet.columns.size() + 1)
            throw input_error(place + std::to_string(record.fields.size()) + " fields, but the header has " +
                              std::to_string(sheet.columns.size() + 1));
        const std::string label = text::trim(record.fields[0]);
        if (label.empty()) throw input_error(place + "the row's label (column 1) is missing");
        const auto [before, fresh] = seen.emplace(text::fold_case(label), record.line);
        if (!fresh)
            throw input_error(place + "column 1: the label \"" + label + "\" is used on line " +
                              std::to_string(before->second) + " already (upper and lower case make no difference)");
        sheet.rows.push_back(label);
        sheet.lines.push_back(record.line);
        for (std::size_t column = 0; column < sheet.columns.size(); ++column)
            sheet.counts.push_back(count_from(sheet, record.line, column, record.fields[column + 1]));
        if (sheet.counts.size() > 2 * most_cells)
            throw input_error(place + "more than " + std::to_string(most_cells) + " cells");
    }
    if (sheet.rows.empty()) throw input_error(name + ": no rows; expected a line of labels and lines of counts");
    return sheet;
}

bool is_total_name(const std::string& label)
{
    const std::string folded = text::fold(label);
    return std::find(total_names.begin(), total_names.end(), folded) != total_names.end();
}

/// The one that is called a total. Two are one too many.
std::optional<std::size_t> named_total(const Sheet& sheet, const std::vector<std::string>& labels, const char* what)
{
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!is_total_name(labels[i])) continue;
        if (found)
            throw input_error(sheet.name + ": the " + what + "s \"" + labels[*found] + "\" and \"" + labels[i] +
                              "\" are both called totals; leave one (or --totals none, when they are parts)");
        found = i;
    }
    return found;
}

/// Sums of all but one row, or of all but one column, past which nothing can be a count any more.
std::int64_t sum(const Sheet& sheet, std::optional<std::size_t> row, std::optional<std::size_t> column,
                 std::optional<std::size_t> without)
{
    std::int64_t out = 0;
    const std::size_t count = row ? sheet.columns.size() : sheet.rows.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i == without) continue;
        const std::int64_t value = row ? sheet.at(*row, i) : sheet.at(i, *column);
        out = value > INT64_MAX - out ? INT64_MAX : out + value;
    }
    return out;
}

/// Whether the last column holds the sums of the others although it is not called so. It must be more than one other,
/// and somebody counted in them.
bool last_column_sums(const Sheet& sheet)
{
    const std::size_t last = sheet.columns.size() - 1;
    if (last < 2) return false;
    bool anybody = false;
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
        if (sum(sheet, row, std::nullopt, last) != sheet.at(row, last)) return false;
        anybody = anybody || sheet.at(row, last) > 0;
    }
    return anybody;
}

bool last_row_sums(const Sheet& sheet)
{
    const std::size_t last = sheet.rows.size() - 1;
    if (last < 2) return false;
    bool anybody = false;
    for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
        if (sum(sheet, std::nullopt, column, last) != sheet.at(last, column)) return false;
        anybody = anybody || sheet.at(last, column) > 0;
    }
    return anybody;
}

void check_totals(const Sheet& sheet, std::optional<std::size_t> total_row, std::optional<std::size_t> total_column)
{
    const auto differ = [&](std::size_t row, std::size_t column, std::int64_t expected) {
        return sheet.wrong(sheet.lines[row], column,
                           "the total is " + std::to_string(sheet.at(row, column)) + ", but the parts add up to " +
                               std::to_string(expected) +
                               "; mend it, or leave the totals out (--totals none, when it is a part)");
    };
    if (total_column)
        for (std::size_t row = 0; row < sheet.rows.size(); ++row)
            if (const std::int64_t parts = sum(sheet, row, std::nullopt, total_column);
                parts != sheet.at(row, *total_column))
                throw differ(row, *total_column, parts);
    if (total_row)
        for (std::size_t column = 0; column < sheet.columns.size(); ++column)
            if (const std::int64_t parts = sum(sheet, std::nullopt, column, total_row);
                parts != sheet.at(*total_row, column))
                throw differ(*total_row, column, parts);
}

} // namespace

std::string CountTable::cell_name(std::size_t cell) const
{
    const std::size_t row = cell / width();
    const std::size_t column = cell % width();
    return (row < rows.size() ? rows[row] : column_total) + ", " +
           (column < columns.size() ? columns[column] : row_total);
}

CountTable make_table(std::vector<std::string> rows, std::vector<std::string> columns,
                      const std::vector<std::int64_t>& inner)
{
    if (rows.empty() || columns.empty()) throw input_error("the table has no cells");
    if (rows.size() > most_cells / columns.size())
        throw input_error("the table has more than " + std::to_string(most_cells) + " cells");
    CountTable out;
    out.rows = std::move(rows);
    out.columns = std::move(columns);
    if (inner.size() != out.rows.size() * out.columns.size())
        throw input_error("the table has " + std::to_string(inner.size()) + " cells, but labels for " +
                          std::to_string(out.rows.size() * out.columns.size()));
    out.counts.assign(out.cells(), 0);
    for (std::size_t row = 0; row < out.rows.size(); ++row)
        for (std::size_t column = 0; column < out.columns.size(); ++column) {
            const std::int64_t value = inner[row * out.columns.size() + column];
            if (value < 0 || value > largest_count)
                throw input_error(out.cell_name(out.index(row, column)) + ": " + std::to_string(value) +
                                  " is not a count of people from 0 to " + std::to_string(largest_count));
            out.counts[out.index(row, column)] = value;
            out.counts[out.index(row, out.columns.size())] += value;
            out.counts[out.index(out.rows.size(), column)] += value;
            out.counts.back() += value;
        }
    return out;
}

CountTable read_table(std::string_view bytes, const std::string& name, Totals totals)
{
    const Sheet sheet = read_sheet(bytes, name);
    std::optional<std::size_t> total_row;
    std::optional<std::size_t> total_column;
    if (totals == Totals::find) {
        total_column = named_total(sheet, sheet.columns, "column");
        total_row = named_total(sheet, sheet.rows, "row");
        if (!total_column && last_column_sums(sheet)) total_column = sheet.columns.size() - 1;
        if (!total_row && last_row_sums(sheet)) total_row = sheet.rows.size() - 1;
        check_totals(sheet, total_row, total_column);
    }
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::vector<std::int64_t> inner;
    for (std::size_t column = 0; column < sheet.columns.size(); ++column)
        if (column != total_column) columns.push_back(sheet.columns[column]);
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
        if (row == total_row) continue;
        rows.push_back(sheet.rows[row]);
        for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
            if (column == total_column) continue;
            if (sheet.at(row, column) > largest_count)
                throw sheet.wrong(sheet.lines[row], column,
                                  "more than " + std::to_string(largest_count) + " people cannot be");
            inner.push_back(sheet.at(row, column));
        }
    }
    if (rows.empty() || columns.empty())
        throw input_error(name +
                          ": it holds totals only; expected parts with them (--totals none, when they are parts)");
    if (inner.size() > most_cells) throw input_error(name + ": more than " + std::to_string(most_cells) + " cells");
    CountTable out = make_table(std::move(rows), std::move(columns), inner);
    out.corner = sheet.corner;
    if (total_column) out.row_total = sheet.columns[*total_column];
    if (total_row) out.column_total = sheet.rows[*total_row];
    return out;
}

} // namespace dosah::evaluation
