// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_output.h"

#include "base/text.h"
#include "evaluation/report_data.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

constexpr std::size_t longest_label = 40;

bool hidden(const Protection* protection, std::size_t cell)
{
    return protection != nullptr && protection->hidden(cell);
}

Poco::Dynamic::Var shown(const CountTable& table, const Protection* protection, std::size_t row, std::size_t column)
{
    if (hidden(protection, table.index(row, column))) return {};
    return table.at(row, column);
}

std::size_t length(const std::string& text)
{
    return text::to_utf32(text).size();
}

/// Without control characters, and not too long for a line.
std::string label(const std::string& text)
{
    std::u32string out = text::to_utf32(text);
    for (char32_t& c : out)
        if (c < 0x20 || c == 0x7f) c = U'?';
    if (out.size() > longest_label) {
        out.resize(longest_label - 1);
        out += U'…';
    }
    return text::to_utf8(out);
}

const char* to_string(CellState state)
{
    return state == CellState::primary ? "primary" : "complementary";
}

} // namespace

json::Object::Ptr published_table(const CountTable& table, const Protection* protection)
{
    json::Object::Ptr out = json::object();
    const std::size_t height = table.rows.size();
    const std::size_t width = table.columns.size();
    json::Array::Ptr rows = json::array();
    json::Array::Ptr columns = json::array();
    json::Array::Ptr cells = json::array();
    json::Array::Ptr row_totals = json::array();
    json::Array::Ptr column_totals = json::array();
    for (std::size_t row = 0; row < height; ++row) {
        rows->add(table.rows[row]);
        json::Array::Ptr line = json::array();
        for (std::size_t column = 0; column < width; ++column)
            line->add(shown(table, protection, row, column));
        cells->add(line);
        row_totals->add(shown(table, protection, row, width));
    }
    for (std::size_t column = 0; column < width; ++column) {
        columns->add(table.columns[column]);
        column_totals->add(shown(table, protection, height, column));
    }
    out->set("rows", rows);
    out->set("columns", columns);
    out->set("cells", cells);
    out->set("row_totals", row_totals);
    out->set("column_totals", column_totals);
    out->set("total", shown(table, protection, height, width));
    return out;
}

std::string published_text(const CountTable& table, const Protection* protection)
{
    std::vector<std::vector<std::string>> lines(table.height() + 1);
    lines[0].push_back(label(table.corner));
    for (const std::string& column : table.columns)
        lines[0].push_back(label(column));
    lines[0].push_back(label(table.row_total));
    for (std::size_t row = 0; row < table.height(); ++row) {
        lines[row + 1].push_back(label(row < table.rows.size() ? table.rows[row] : table.column_total));
        for (std::size_t column = 0; column < table.width(); ++column)
            lines[row + 1].push_back(
                hidden(protection, table.index(row, column)) ? ":" : std::to_string(table.at(row, column)));
    }
    std::vector<std::size_t> widths(table.width() + 1);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], length(line[i]));
    std::string out;
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string space(widths[i] - length(line[i]), ' ');
            out += i == 0 ? line[i] + space : "  " + space + line[i];
        }
        out += '\n';
    }
    return out;
}

std::string published_csv(const CountTable& table, const Protection* protection)
{
    std::string out = csv_cell(table.corner);
    for (const std::string& column : table.columns)
        out += "," + csv_cell(column);
    out += "," + csv_cell(table.row_total) + "\r\n";
    for (std::size_t row = 0; row < table.height(); ++row) {
        out += csv_cell(row < table.rows.size() ? table.rows[row] : table.column_total);
        for (std::size_t column = 0; column < table.width(); ++column)
            out += "," + (hidden(protection, table.index(row, column)) ? std::string()
                                                                       : std::to_string(table.at(row, column)));
        out += "\r\n";
    }
    return out;
}

json::Array::Ptr audit_cells(const std::vector<Layer>& layers, const Protection& protection)
{
    json::Array::Ptr out = json::array();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const CountTable& table = layers[i].table;
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            if (!protection.hidden(cell)) continue;
            const std::size_t row = cell / table.width();
            const std::size_t column = cell % table.width();
            const Bounds& bounds = protection.bounds[i][cell];
            json::Object::Ptr item = json::object();
            item->set("layer", layers[i].name);
            item->set("row", row < table.rows.size() ? Poco::Dynamic::Var(table.rows[row]) : Poco::Dynamic::Var());
            item->set("column",
                      column < table.columns.size() ? Poco::Dynamic::Var(table.columns[column]) : Poco::Dynamic::Var());
            item->set("count", table.counts[cell]);
            item->set("status", to_string(protection.cells[cell]));
            item->set("low", bounds.low);
            item->set("high", bounds.high ? Poco::Dynamic::Var(*bounds.high) : Poco::Dynamic::Var());
            out->add(item);
        }
    }
    return out;
}

std::string audit_text(const std::vector<Layer>& layers, const Protection& protection)
{
    std::string out;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const CountTable& table = layers[i].table;
        if (layers.size() > 1) out += label(layers[i].name) + ":\n";
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            if (!protection.hidden(cell)) continue;
            const Bounds& bounds = protection.bounds[i][cell];
            out += "  " + label(table.cell_name(cell)) + ": " + std::to_string(table.counts[cell]) + ", " +
                   to_string(protection.cells[cell]) + ", can be told to be " + std::to_string(bounds.low) +
                   (bounds.high ? " to " + std::to_string(*bounds.high) : " or more") + "\n";
        }
    }
    return out;
}

} // namespace dosah::evaluation
