// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/json_stat.h"

#include "base/error.h"
#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dosah::evaluation {

namespace {

using Poco::Dynamic::Var;

/// A member that must be an object.
json::Object::Ptr object_of(const json::Object::Ptr& parent, const std::string& name, const std::string& where)
{
    const Var member = parent->get(name);
    if (member.type() != typeid(json::Object::Ptr)) throw input_error(where + "." + name + ": expected an object");
    return member.extract<json::Object::Ptr>();
}

json::Array::Ptr array_of(const json::Object::Ptr& parent, const std::string& name, const std::string& where)
{
    const Var member = parent->get(name);
    if (member.type() != typeid(json::Array::Ptr)) throw input_error(where + "." + name + ": expected an array");
    return member.extract<json::Array::Ptr>();
}

std::string text_of(const Var& value, const std::string& where)
{
    if (!value.isString()) throw input_error(where + ": expected a text");
    return value.extract<std::string>();
}

std::string optional_text(const json::Object::Ptr& parent, const std::string& name, const std::string& where)
{
    const Var member = parent->get(name);
    return member.isEmpty() ? std::string() : text_of(member, where + "." + name);
}

std::size_t count_of(const Var& value, const std::string& where, std::size_t limit)
{
    if (!value.isInteger() || value.isBoolean()) throw input_error(where + ": expected a whole number");
    std::int64_t number = -1;
    value.convert(number);
    if (number < 0 || static_cast<std::uint64_t>(number) > limit)
        throw input_error(where + ": expected 0 to " + std::to_string(limit));
    return static_cast<std::size_t>(number);
}

/// The place a member's name stands for in a sparse object: digits alone.
std::size_t place_of(const std::string& name, const std::string& where, std::size_t cells)
{
    std::size_t place = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), place);
    if (problem != std::errc() || end != name.data() + name.size() || place >= cells)
        throw input_error(where + ": \"" + name + "\" is not the number of a cell (0 to " + std::to_string(cells - 1) +
                          ")");
    return place;
}

std::optional<double> number_of(const Var& value, const std::string& where)
{
    if (value.isEmpty()) return std::nullopt;
    if (!value.isNumeric() || value.isBoolean() || value.isString())
        throw input_error(where + ": expected a number or null");
    const double number = value.convert<double>();
    if (!std::isfinite(number)) throw input_error(where + ": expected a number or null");
    return number;
}

/// Codes in the order of their cells.
std::vector<std::string> codes_of(const json::Object::Ptr& category, const std::string& where, std::size_t size)
{
    const Var index = category->get("index");
    std::vector<std::string> codes;
    if (index.isEmpty()) {
        // Only of a dimension with one category, which its label then names.
        const json::Object::Ptr labels = object_of(category, "label", where);
        if (size != 1 || labels->size() != 1)
            throw input_error(where + ".index: is missing; it may be only where there is one category");
        return {labels->begin()->first};
    }
    if (index.type() == typeid(json::Array::Ptr)) {
        for (const Var& code : *index.extract<json::Array::Ptr>())
            codes.push_back(text_of(code, where + ".index"));
        if (codes.size() != size)
            throw input_error(where + ".index: has " + std::to_string(codes.size()) + " categories, the size is " +
                              std::to_string(size));
    } else if (index.type() == typeid(json::Object::Ptr)) {
        const json::Object::Ptr places = index.extract<json::Object::Ptr>();
        if (places->size() != size)
            throw input_error(where + ".index: has " + std::to_string(places->size()) + " categories, the size is " +
                              std::to_string(size));
        codes.resize(size);
        std::vector<bool> taken(size);
        for (const auto& [code, place] : *places) {
            const std::size_t at = count_of(place, where + ".index." + code, size - 1);
            if (taken[at]) throw input_error(where + ".index: two categories are in place " + std::to_string(at));
            taken[at] = true;
            codes[at] = code;
        }
    } else {
        throw input_error(where + ".index: expected an array or an object");
    }
    std::vector<std::string> sorted = codes;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) throw input_error(where + ".index: \"" + *twice + "\" stands there twice");
    return codes;
}

JsonStat::Dimension dimension_of(const json::Object::Ptr& dimensions, const std::string& id, const std::string& where,
                                 std::size_t size)
{
    const json::Object::Ptr one = object_of(dimensions, id, where);
    const std::string here = where + "." + id;
    const json::Object::Ptr category = object_of(one, "category", here);
    JsonStat::Dimension out;
    out.id = id;
    out.label = optional_text(one, "label", here);
    const Var labels = category->get("label");
    if (!labels.isEmpty() && labels.type() != typeid(json::Object::Ptr))
        throw input_error(here + ".category.label: expected an object");
    for (const std::string& code : codes_of(category, here + ".category", size)) {
        std::string label;
        if (!labels.isEmpty())
            label = optional_text(labels.extract<json::Object::Ptr>(), code, here + ".category.label");
        out.categories.push_back({code, label.empty() ? code : label});
    }
    return out;
}

std::vector<std::optional<double>> values_of(const json::Object::Ptr& dataset, const std::string& name,
                                             std::size_t cells)
{
    const std::string where = name + ".value";
    const Var value = dataset->get("value");
    std::vector<std::optional<double>> out(cells);
    if (value.type() == typeid(json::Array::Ptr)) {
        const json::Array::Ptr list = value.extract<json::Array::Ptr>();
        if (list->size() != cells)
            throw input_error(where + ": has " + std::to_string(list->size()) + " numbers, the sizes make " +
                              std::to_string(cells));
        std::size_t at = 0;
        for (const Var& one : *list) {
            out[at] = number_of(one, where + "[" + std::to_string(at) + "]");
            ++at;
        }
    } else if (value.type() == typeid(json::Object::Ptr)) {
        for (const auto& [place, one] : *value.extract<json::Object::Ptr>())
            out[place_of(place, where, cells)] = number_of(one, where + "." + place);
    } else {
        throw input_error(where + ": expected an array or an object");
    }
    return out;
}

std::vector<std::string> statuses_of(const json::Object::Ptr& dataset, const std::string& name, std::size_t cells)
{
    const std::string where = name + ".status";
    const Var status = dataset->get("status");
    if (status.isEmpty()) return {};
    const auto word = [&](const Var& one) { return one.isEmpty() ? std::string() : text_of(one, where); };
    if (status.isString()) return std::vector<std::string>(cells, word(status));
    std::vector<std::string> out(cells);
    if (status.type() == typeid(json::Array::Ptr)) {
        const json::Array::Ptr list = status.extract<json::Array::Ptr>();
        // One that is shorter is repeated, says the format; none other than one or all is known.
        if (list->size() == 1) return std::vector<std::string>(cells, word(list->get(0)));
        if (list->size() != cells)
            throw input_error(where + ": has " + std::to_string(list->size()) + " entries for " +
                              std::to_string(cells) + " cells");
        std::size_t at = 0;
        for (const Var& one : *list)
            out[at++] = word(one);
    } else if (status.type() == typeid(json::Object::Ptr)) {
        for (const auto& [place, one] : *status.extract<json::Object::Ptr>())
            out[place_of(place, where, cells)] = word(one);
    } else {
        throw input_error(where + ": expected a text, an array or an object");
    }
    return out;
}

} // namespace

std::size_t JsonStat::cell(const std::vector<std::size_t>& at) const
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < dimensions.size(); ++i)
        out = out * dimensions[i].categories.size() + at[i];
    return out;
}

JsonStat read_json_stat(const std::string& text, const std::string& name)
{
    const json::Object::Ptr dataset = json::parse_object(text, name);
    if (optional_text(dataset, "class", name) != "dataset")
        throw input_error(name + ".class: expected \"dataset\"; ask the office for json-stat2");
    if (optional_text(dataset, "version", name).rfind("2.", 0) != 0)
        throw input_error(name + ".version: expected 2.0; ask the office for json-stat2");
    JsonStat out;
    out.label = optional_text(dataset, "label", name);
    out.source = optional_text(dataset, "source", name);
    out.updated = optional_text(dataset, "updated", name);

    const json::Array::Ptr ids = array_of(dataset, "id", name);
    const json::Array::Ptr sizes = array_of(dataset, "size", name);
    if (ids->size() == 0 || ids->size() > most_json_stat_dimensions)
        throw input_error(name + ".id: expected 1 to " + std::to_string(most_json_stat_dimensions) + " dimensions");
    if (sizes->size() != ids->size())
        throw input_error(name + ".size: has " + std::to_string(sizes->size()) + " numbers for " +
                          std::to_string(ids->size()) + " dimensions");
    const json::Object::Ptr dimensions = object_of(dataset, "dimension", name);
    std::size_t cells = 1;
    for (unsigned int i = 0; i < ids->size(); ++i) {
        const std::string id = text_of(ids->get(i), name + ".id");
        for (const JsonStat::Dimension& earlier : out.dimensions)
            if (earlier.id == id) throw input_error(name + ".id: \"" + id + "\" stands there twice");
        const std::size_t size = count_of(sizes->get(i), name + ".size", most_json_stat_cells);
        if (size == 0) throw input_error(name + ".size: dimension \"" + id + "\" has no categories");
        if (size > most_json_stat_cells / cells)
            throw input_error(name + ".size: more than " + std::to_string(most_json_stat_cells) +
                              " cells; ask the office for fewer regions or years");
        cells *= size;
        out.dimensions.push_back(dimension_of(dimensions, id, name + ".dimension", size));
    }
    out.values = values_of(dataset, name, cells);
    out.statuses = statuses_of(dataset, name, cells);
    return out;
}

} // namespace dosah::evaluation
