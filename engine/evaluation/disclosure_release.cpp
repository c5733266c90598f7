// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_release.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace dosah::evaluation {

namespace {

struct Range
{
    std::int64_t from;
    std::int64_t to;
};

std::optional<std::int64_t> whole(std::string_view text)
{
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

std::optional<Range> range_from(const std::string& value)
{
    std::string text = value;
    for (std::size_t dash = text.find("\u2013"); dash != std::string::npos; dash = text.find("\u2013"))
        text.replace(dash, 3, "-");
    std::erase(text, ' ');
    if (text.ends_with('+')) {
        const auto from = whole(std::string_view(text).substr(0, text.size() - 1));
        return from ? std::optional(Range{*from, INT64_MAX}) : std::nullopt;
    }
    const std::size_t dash = text.find('-');
    const auto from = whole(std::string_view(text).substr(0, dash));
    const auto to = dash == std::string::npos ? from : whole(std::string_view(text).substr(dash + 1));
    return from && to && *from <= *to ? std::optional(Range{*from, *to}) : std::nullopt;
}

/// Sorted, and joined where they touch; nothing when a value is no range.
std::optional<std::vector<Range>> ranges(const std::set<std::string>& values)
{
    std::vector<Range> all;
    for (const std::string& value : values) {
        const auto range = range_from(value);
        if (!range) return std::nullopt;
        all.push_back(*range);
    }
    std::sort(all.begin(), all.end(), [](const Range& a, const Range& b) { return a.from < b.from; });
    std::vector<Range> out;
    for (const Range& range : all) {
        if (!out.empty() && (out.back().to == INT64_MAX || range.from <= out.back().to + 1))
            out.back().to = std::max(out.back().to, range.to);
        else
            out.push_back(range);
    }
    return out;
}

bool values_within(const std::set<std::string>& inner, const std::set<std::string>& outer)
{
    const auto parts = ranges(inner);
    const auto whole_of = ranges(outer);
    if (!parts || !whole_of) return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
    return std::all_of(parts->begin(), parts->end(), [&](const Range& part) {
        return std::any_of(whole_of->begin(), whole_of->end(),
                           [&](const Range& one) { return one.from <= part.from && part.to <= one.to; });
    });
}

bool comparable(const std::set<std::string>& a, const std::set<std::string>& b)
{
    return ranges(a).has_value() == ranges(b).has_value() || std::includes(a.begin(), a.end(), b.begin(), b.end()) ||
           std::includes(b.begin(), b.end(), a.begin(), a.end());
}

/// As filters are compared: who writes "Age" or "věk" otherwise than before must not get past what was released.
Filters comparable_form(const Filters& filters)
{
    Filters out;
    for (const auto& [dimension, values] : filters)
        for (const std::string& value : values)
            out[text::fold(dimension)].insert(text::fold_case(value));
    return out;
}

bool people_within(const Release& inner, const Release& outer)
{
    return inner.as_of <= outer.as_of && lies_within(inner.filters, outer.filters);
}

bool same_people(const Release& a, const Release& b)
{
    return people_within(a, b) && people_within(b, a);
}

/// The same table of the catalogue: its cells stand for the same things.
bool same_table(const Release& a, const Release& b)
{
    return text::fold(a.table) == text::fold(b.table);
}

void require_same_shape(const Release& a, const Release& b)
{
    const auto alike = [](const std::string& x, const std::string& y) { return text::fold(x) == text::fold(y); };
    bool same = a.layers.size() == b.layers.size() && alike(a.rows_by, b.rows_by) && alike(a.columns_by, b.columns_by);
    for (std::size_t i = 0; same && i < a.layers.size(); ++i)
        same = alike(a.layers[i].name, b.layers[i].name) && a.layers[i].kind == b.layers[i].kind &&
               a.layers[i].table.rows == b.layers[i].table.rows &&
               a.layers[i].table.columns == b.layers[i].table.columns;
    if (!same)
        throw conflict_error("table " + a.table + " was release " + std::to_string(b.number) +
                             " with other rows, columns, layers or dimensions; give it another key, or the same shape");
}

/// larger - smaller, layer by layer, as outcomes; nothing when a figure went down.
std::optional<std::vector<Layer>> difference(const Release& larger, const Release& smaller)
{
    std::vector<Layer> out = larger.layers;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].kind = LayerKind::outcome;
        for (std::size_t cell = 0; cell < out[i].table.cells(); ++cell) {
            out[i].table.counts[cell] -= smaller.layers[i].table.counts[cell];
            if (out[i].table.counts[cell] < 0) return std::nullopt;
        }
    }
    return out;
}

/// One figure: its measure and the people it counts but for filters and as-of time. Only of dimensions with a name, as
/// others are not shared with any table.
using Coordinates = std::pair<std::string, Filters>;

struct Figure
{
    std::int64_t count = 0;
    bool needed = false;
    bool hidden = false;
    std::string name;
};

std::map<Coordinates, Figure> figures(const Release& release, const Filters& filters)
{
    std::map<Coordinates, Figure> out;
    const Filters base = comparable_form(filters);
    const std::string rows_by = text::fold(release.rows_by);
    const std::string columns_by = text::fold(release.columns_by);
    const auto folded = [](std::vector<std::string> labels) {
        for (std::string& label : labels)
            label = text::fold_case(label);
        return labels;
    };
    const std::vector<std::string> rows = folded(release.layers.at(0).table.rows);
    const std::vector<std::string> columns = folded(release.layers.at(0).table.columns);
    for (const Layer& layer : release.layers) {
        const CountTable& table = layer.table;
        const std::string measure = text::fold(layer.name);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            const std::size_t row = cell / table.width();
            const std::size_t column = cell % table.width();
            Filters at = base;
            if (row < table.rows.size()) {
                if (rows_by.empty()) continue;
                at[rows_by] = {rows[row]};
            }
            if (column < table.columns.size()) {
                if (columns_by.empty()) continue;
                at[columns_by] = {columns[column]};
            }
            out[{measure, at}] = {table.counts[cell], release.needed[cell], release.hidden[cell],
                                  table.cell_name(cell)};
        }
    }
    return out;
}

std::string of(const Release& release)
{
    return "release " + std::to_string(release.number) + " (" + release.table + ")";
}

/// Ranges here and something else there: whether one lies within the other cannot be told, so nothing is let through.
void compare_filters(const Release& next, const Release& before, std::vector<std::string>& out)
{
    const Filters earlier = comparable_form(before.filters);
    for (const auto& [dimension, values] : comparable_form(next.filters)) {
        const auto found = earlier.find(dimension);
        if (found == earlier.end() || comparable(values, found->second)) continue;
        const bool was_ranges = ranges(found->second).has_value();
        out.push_back("the filter " + dimension + "=" + *values.begin() + " cannot be compared with " + dimension +
                      "=" + *found->second.begin() + " of " + of(before) + "; " +
                      (was_ranges ? "give ranges of whole numbers, like 15-24, 65+" : "give the same kind of values"));
    }
}

/// The same figure in two tables: shown once and hidden once, each protection is void.
void compare_same(const Release& next, const Release& before, std::vector<std::string>& out)
{
    const auto earlier = figures(before, before.filters);
    for (const auto& [coordinates, figure] : figures(next, next.filters)) {
        const auto found = earlier.find(coordinates);
        if (found == earlier.end()) continue;
        if (found->second.needed && !figure.hidden)
            out.push_back(figure.name + ": " + of(before) + " hides this figure");
        else if (!found->second.hidden && figure.needed)
            out.push_back(figure.name + ": " + of(before) +
                          " shows this figure, so hiding it here protects nothing; this table cannot follow that one");
        else if (!figure.hidden && !found->second.hidden && found->second.count != figure.count)
            out.push_back(figure.name + ": " + of(before) + " shows another value for the same people");
    }
}

/// Shared figures of two tables of which one counts people of the other.
void compare_nested(const Release& smaller, const Release& larger, const Release& other, std::int64_t threshold,
                    std::vector<std::string>& out)
{
    const auto few = figures(smaller, {});
    for (const auto& [coordinates, figure] : figures(larger, {})) {
        const auto found = few.find(coordinates);
        if (found == few.end()) continue;
        const std::int64_t apart = figure.count - found->second.count;
        if (found->second.needed && !figure.hidden)
            out.push_back(figure.name + ": hidden where fewer people are counted, shown where more are; compare " +
                          of(other));
        else if (figure.hidden || found->second.hidden)
            continue;
        else if (apart < 0)
            out.push_back(figure.name + ": smaller than in a part of it, compare " + of(other));
        else if (apart > 0 && apart < threshold)
            out.push_back(figure.name + ": subtracting " + of(other) + " would tell of fewer than " +
                          std::to_string(threshold) + " people");
    }
}

/// The whole difference of two states of one table.
void compare_difference(const Release& smaller, const Release& larger, const Release& other, const DisclosureRule& rule,
                        std::vector<std::string>& out)
{
    for (std::size_t cell = 0; cell < larger.needed.size(); ++cell)
        if (smaller.needed[cell] && !larger.needed[cell]) {
            out.push_back(larger.layers[0].table.cell_name(cell) +
                          ": hidden where fewer people are counted, shown where more are; compare " + of(other));
            return;
        }
    const auto apart = difference(larger, smaller);
    if (!apart) {
        out.push_back("a figure is smaller than in a part of it, compare " + of(other));
        return;
    }
    const Audit audit = audit_pattern(*apart, rule, larger.needed);
    if (!audit.safe) out.push_back("subtracting " + of(other) + " from it, or it from that: " + audit.problem);
}

} // namespace

bool lies_within(const Filters& inner, const Filters& outer)
{
    const Filters parts = comparable_form(inner);
    const Filters wholes = comparable_form(outer);
    return std::all_of(wholes.begin(), wholes.end(), [&](const auto& filter) {
        const auto found = parts.find(filter.first);
        return found != parts.end() && values_within(found->second, filter.second);
    });
}

void choose_pattern(Release& next, const std::vector<Release>& earlier, const DisclosureRule& rule)
{
    if (next.layers.empty()) throw input_error("there is no table to release");
    const CountTable& table = next.layers[0].table;
    std::vector<bool> forced = next.needed.empty() ? std::vector<bool>(table.cells()) : next.needed;
    if (forced.size() != table.cells()) throw input_error("the pattern is of another table");
    const Protection alone = protect(next.layers, rule);
    for (std::size_t cell = 0; cell < forced.size(); ++cell)
        if (alone.cells[cell] == CellState::primary) forced[cell] = true;
    std::vector<Layer> differences;
    for (const Release& before : earlier) {
        if (!same_table(next, before) || !people_within(before, next)) continue;
        require_same_shape(next, before);
        for (std::size_t cell = 0; cell < forced.size(); ++cell)
            if (before.needed[cell]) forced[cell] = true;
        if (same_people(before, next)) continue;
        if (auto apart = difference(next, before))
            for (Layer& layer : *apart)
                differences.push_back(std::move(layer));
    }
    const Protection out = protect(differences.empty() ? next.layers : differences, rule, forced);
    next.needed = forced;
    next.hidden = forced;
    for (std::size_t cell = 0; cell < forced.size(); ++cell) {
        next.needed[cell] = out.hidden(cell);
        next.hidden[cell] = out.hidden(cell) || (next.interim && !table.is_total(cell));
    }
}

std::vector<std::string> refusals(const Release& next, const std::vector<Release>& earlier, const DisclosureRule& rule)
{
    std::vector<std::string> out;
    const CountTable& table = next.layers.at(0).table;
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        if (next.needed.at(cell) && !next.hidden.at(cell)) {
            out.push_back(table.cell_name(cell) + " has to be hidden");
            break;
        }
    if (next.interim)
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            if (!table.is_total(cell) && !next.hidden.at(cell)) {
                out.push_back(table.cell_name(cell) + ": an interim release shows totals only");
                break;
            }
    bool follows = false;
    for (const Release& before : earlier) {
        if (same_table(next, before)) require_same_shape(next, before);
        compare_filters(next, before, out);
        if (next.as_of == before.as_of) compare_same(next, before, out);
        if (same_people(next, before)) continue;
        const bool inside = people_within(next, before);
        if (!inside && !people_within(before, next)) continue;
        const Release& smaller = inside ? next : before;
        const Release& larger = inside ? before : next;
        compare_nested(smaller, larger, before, rule.threshold, out);
        if (!same_table(next, before)) continue;
        compare_difference(smaller, larger, before, rule, out);
        follows = follows || !inside;
    }
    // What follows a part of itself is protected as that part and the difference; alone it wants its own protection.
    if (follows) {
        const Protection alone = protect(next.layers, rule);
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            if (alone.cells[cell] == CellState::primary && !next.needed.at(cell))
                out.push_back(table.cell_name(cell) + " must not be shown");
    } else if (const Audit audit = audit_pattern(next.layers, rule, next.needed); !audit.safe) {
        out.push_back(audit.problem);
    }
    return out;
}

} // namespace dosah::evaluation
