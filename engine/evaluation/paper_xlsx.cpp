// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "evaluation/paper.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

namespace dosah::evaluation {

namespace {

/// A file that only we can read, gone when this is: the library writes to names only.
class TemporaryFile
{
public:
    TemporaryFile()
    {
        const int file = ::mkstemp(name_.data());
        if (file < 0) throw Error(ErrorKind::unavailable, "there is no room for a temporary file in /tmp");
        ::close(file);
    }
    ~TemporaryFile() { ::unlink(name_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    const char* name() const { return name_.c_str(); }
    std::string content() const
    {
        std::ifstream in(name_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::string name_ = (std::filesystem::temp_directory_path() / "dosah-report-XXXXXX").string();
};

void check(lxw_error error)
{
    if (error != LXW_NO_ERROR)
        throw Error(ErrorKind::unavailable, std::string("the workbook cannot be written: ") + lxw_strerror(error));
}

/// A spreadsheet that reads the text again, pasted or saved as CSV, must not take it for a formula.
std::string harmless(const std::string& text)
{
    const bool risky = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string out = risky ? "'" + text : text;
    if (out.size() > 32000) out = text::to_utf8(text::to_utf32(out).substr(0, 8000));
    return out;
}

struct Formats
{
    lxw_format* heading;
    lxw_format* title;
    lxw_format* count;
    lxw_format* share;
    lxw_format* real;
    lxw_format* wrapped;
};

class Sheet
{
public:
    Sheet(lxw_workbook* book, const std::string& name) : sheet_(workbook_add_worksheet(book, name.c_str()))
    {
        if (sheet_ == nullptr) throw Error(ErrorKind::internal, "\"" + name + "\" cannot name a sheet");
        worksheet_set_paper(sheet_, 9); // A4
        worksheet_set_landscape(sheet_);
        worksheet_fit_to_pages(sheet_, 1, 0);
    }
    void text(lxw_row_t row, lxw_col_t column, const std::string& text, lxw_format* format = nullptr)
    {
        widen(column, text);
        check(worksheet_write_string(sheet_, row, column, harmless(text).c_str(), format));
    }
    void number(lxw_row_t row, lxw_col_t column, double value, lxw_format* format)
    {
        widen(column, "1234567");
        check(worksheet_write_number(sheet_, row, column, value, format));
    }
    /// Headings stay in sight, and columns get the width of what is in them.
    void finish(lxw_row_t heading_rows)
    {
        worksheet_freeze_panes(sheet_, heading_rows, 1);
        worksheet_repeat_rows(sheet_, 0, heading_rows - 1);
        for (lxw_col_t column = 0; column < widths_.size(); ++column)
            check(worksheet_set_column(sheet_, column, column, widths_[column], nullptr));
    }

private:
    void widen(lxw_col_t column, const std::string& text)
    {
        if (widths_.size() <= column) widths_.resize(column + 1U, 9);
        const double wanted = static_cast<double>(text::to_utf32(text).size()) + 2;
        widths_[column] = std::clamp(wanted, widths_[column], 70.0);
    }

    lxw_worksheet* sheet_;
    std::vector<double> widths_;
};

/// A share stands as three numbers: itself and its interval.
void write_table(lxw_workbook* book, const Formats& formats, const PaperTable& table, const ReportWriter& writer)
{
    Sheet sheet(book, table.key);
    std::vector<bool> wide(table.heading.size());
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            if (row[i].form == PaperCell::Form::share && row[i].interval) wide[i] = true;
    lxw_col_t column = 0;
    for (std::size_t i = 0; i < table.heading.size(); ++i) {
        sheet.text(0, column++, table.heading[i], formats.heading);
        if (!wide[i]) continue;
        sheet.text(0, column++, table.heading[i] + " – " + writer.say("paper.low"), formats.heading);
        sheet.text(0, column++, table.heading[i] + " – " + writer.say("paper.high"), formats.heading);
    }
    for (std::size_t n = 0; n < table.rows.size(); ++n) {
        const auto row = static_cast<lxw_row_t>(n + 1);
        column = 0;
        for (std::size_t i = 0; i < table.rows[n].size(); ++i) {
            const PaperCell& cell = table.rows[n][i];
            lxw_format* format = cell.form == PaperCell::Form::count   ? formats.count
                                 : cell.form == PaperCell::Form::share ? formats.share
                                                                       : formats.real;
            if (cell.value)
                sheet.number(row, column, *cell.value, format);
            else
                sheet.text(row, column, cell.text);
            ++column;
            if (!wide[i]) continue;
            if (cell.interval) {
                sheet.number(row, column, cell.interval->low, format);
                sheet.number(row, column + 1U, cell.interval->high, format);
            }
            column += 2;
        }
    }
    sheet.finish(1);
}

void write_data(lxw_workbook* book, const Formats& formats, const std::vector<PaperSource>& sources)
{
    Sheet sheet(book, "data");
    lxw_col_t column = 0;
    for (const char* name :
         {"report", "group", "measure", "numerator", "denominator", "estimate", "lo", "hi", "status"})
        sheet.text(0, column++, name, formats.heading);
    lxw_row_t row = 0;
    for (const PaperSource& source : sources)
        for (const Fact& fact : source.facts) {
            ++row;
            sheet.text(row, 0, source.indicator);
            sheet.text(row, 1, fact.group.empty() ? "(all)" : fact.group);
            sheet.text(row, 2, fact.measure);
            const auto number = [&](lxw_col_t at, const std::optional<double>& value, lxw_format* format) {
                if (value) sheet.number(row, at, *value, format);
            };
            number(3, fact.numerator ? std::optional(static_cast<double>(*fact.numerator)) : std::nullopt,
                   formats.count);
            number(4, fact.denominator, formats.real);
            number(5, fact.estimate, formats.real);
            number(6, fact.interval ? std::optional(fact.interval->low) : std::nullopt, formats.real);
            number(7, fact.interval ? std::optional(fact.interval->high) : std::nullopt, formats.real);
            sheet.text(row, 8, fact.status);
        }
    sheet.finish(1);
}

void write_metadata(lxw_workbook* book, const Formats& formats, const Paper& paper, const ReportWriter& writer)
{
    Sheet sheet(book, "metadata");
    lxw_row_t row = 0;
    sheet.text(row++, 0, paper.title, formats.title);
    for (const auto& [name, value] : paper_metadata(paper, writer)) {
        sheet.text(row, 0, name, formats.heading);
        sheet.text(row++, 1, value);
    }
    ++row;
    for (const PaperSection& section : paper.sections)
        for (const std::string& note : section.notes) {
            sheet.text(row, 0, section.title);
            sheet.text(row++, 1, note, formats.wrapped);
        }
    sheet.finish(1);
}

lxw_format* format_of(lxw_workbook* book, const char* number, bool bold = false)
{
    lxw_format* format = workbook_add_format(book);
    if (*number != 0) format_set_num_format(format, number);
    if (bold) format_set_bold(format);
    return format;
}

} // namespace

std::string paper_xlsx(const Paper& paper, const ReportWriter& writer)
{
    const TemporaryFile file;
    lxw_workbook* book = workbook_new(file.name());
    if (book == nullptr) throw Error(ErrorKind::unavailable, "the workbook cannot be made");
    try {
        std::string title = paper.title;
        std::string company = paper.head.organisation_name;
        lxw_doc_properties properties{};
        properties.title = title.data();
        properties.company = company.data();
        // Not the clock: the same figures are the same bytes whenever they are written.
        properties.created = static_cast<time_t>(to_micros(paper.head.as_of) / 1'000'000);
        check(workbook_set_properties(book, &properties));
        Formats formats{format_of(book, "", true), format_of(book, "", true),  format_of(book, "#,##0"),
                        format_of(book, "0.0%"),   format_of(book, "General"), format_of(book, "")};
        format_set_font_size(formats.title, 14);
        format_set_text_wrap(formats.heading);
        format_set_align(formats.heading, LXW_ALIGN_VERTICAL_TOP);
        format_set_text_wrap(formats.wrapped);
        for (const PaperSection& section : paper.sections)
            for (const PaperTable& table : section.tables)
                write_table(book, formats, table, writer);
        write_data(book, formats, paper.sources);
        write_metadata(book, formats, paper, writer);
    } catch (...) {
        lxw_workbook_free(book);
        throw;
    }
    check(workbook_close(book));
    return file.content();
}

} // namespace dosah::evaluation
