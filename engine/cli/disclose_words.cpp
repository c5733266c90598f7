// SPDX-License-Identifier: EUPL-1.2
#include "cli/disclose_words.h"

#include "base/error.h"
#include "cli/campaign_words.h"
#include "evaluation/disclosure_output.h"

#include <ostream>

namespace dosah::cli {

namespace eval = evaluation;

bool TableWords::has_base() const
{
    return rule.base_of_totals || (!further.empty() && further.back().second == eval::LayerKind::denominator);
}

std::string name_of_input(const std::string& path)
{
    return path == "-" ? "standard input" : path;
}

std::int64_t number_option(const std::string& option, const std::string& text, std::int64_t least)
{
    const std::optional<std::int64_t> value = whole_number(text);
    if (!value || *value < least || *value > 1'000'000)
        throw input_error("--" + option + ": expected a whole number from " + std::to_string(least) +
                          " to 1000000, found \"" + text + "\"");
    return *value;
}

std::string read_format(Words& words)
{
    const bool as_json = words.flag("json");
    std::string format = words.option("format").value_or(as_json ? "json" : "text");
    if (format != "text" && format != "json" && format != "csv")
        throw input_error("--format: expected text, json or csv, found \"" + format + "\"");
    if (as_json && format != "json") throw input_error("--json and --format " + format + " contradict each other");
    return format;
}

TableWords read_table_words(Words& words)
{
    TableWords out;
    if (const auto threshold = words.option("threshold"))
        out.rule.threshold = number_option("threshold", *threshold, 1);
    const auto base = words.option("base");
    out.base_given = base.has_value();
    if (base) out.rule.base = number_option("base", *base, 1);
    for (const std::string& file : words.options("layer"))
        out.further.emplace_back(file, eval::LayerKind::outcome);
    for (const std::string& file : words.options("sensitive-layer"))
        out.further.emplace_back(file, eval::LayerKind::sensitive);
    const auto denominator = words.option("denominator");
    if (denominator) out.further.emplace_back(*denominator, eval::LayerKind::denominator);
    out.rule.base_of_totals = base && !denominator;
    if (words.flag("sensitive")) out.kind = eval::LayerKind::sensitive;
    const std::string totals = words.option("totals").value_or("find");
    if (totals != "find" && totals != "none")
        throw input_error("--totals: expected find or none, found \"" + totals + "\"");
    if (totals == "none") out.totals = eval::Totals::none;
    return out;
}

std::vector<eval::Layer> read_layers(Context& context, const TableWords& words)
{
    std::vector<eval::Layer> out;
    const auto read = [&](const std::string& path, eval::LayerKind kind) {
        const std::string name = name_of_input(path);
        out.push_back({name, eval::read_table(read_input(context, path), name, words.totals), kind});
    };
    read(words.table, words.kind);
    for (const auto& [path, kind] : words.further)
        read(path, kind);
    return out;
}

json::Object::Ptr published_layers(const TableWords& words, const std::vector<eval::Layer>& layers,
                                   const eval::Protection& protection)
{
    json::Object::Ptr out = eval::published_table(layers[0].table, &protection);
    if (layers.size() > 1) {
        json::Array::Ptr further = json::array();
        for (std::size_t i = 1; i < layers.size(); ++i) {
            json::Object::Ptr layer = eval::published_table(layers[i].table, &protection);
            layer->set("name", layers[i].name);
            further->add(layer);
        }
        out->set("layers", further);
    }
    out->set("mode", "suppression");
    out->set("rule", eval::disclosure_rule);
    out->set("threshold", words.rule.threshold);
    out->set("base", words.has_base() ? Poco::Dynamic::Var(words.rule.base) : Poco::Dynamic::Var());
    return out;
}

void print_layers(Context& context, const std::string& format, const std::vector<eval::Layer>& layers,
                  const eval::Protection& protection)
{
    bool first = true;
    for (const eval::Layer& layer : layers) {
        if (format == "csv") {
            context.out() << (first ? "" : "\r\n") << eval::published_csv(layer.table, &protection);
        } else {
            if (layers.size() > 1) context.out() << (first ? "" : "\n") << layer.name << '\n';
            context.out() << eval::published_text(layer.table, &protection);
        }
        first = false;
    }
}

} // namespace dosah::cli
