// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/campaign_words.h"
#include "cli/disclose_words.h"
#include "evaluation/disclosure_output.h"
#include "evaluation/disclosure_register.h"
#include "organisations/organisation.h"

#include <ostream>

namespace dosah::cli {

namespace {

namespace eval = evaluation;

eval::Filters read_filters(Words& words)
{
    eval::Filters out;
    for (const std::string& filter : words.options("filter")) {
        const std::size_t equals = filter.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == filter.size())
            throw input_error("--filter: expected DIMENSION=VALUE,VALUE, found \"" + filter + "\"");
        const std::string dimension = text::fold(filter.substr(0, equals));
        if (dimension.empty()) throw input_error("--filter: \"" + filter + "\" has no dimension");
        std::set<std::string>& values = out[dimension];
        if (!values.empty()) throw input_error("--filter: " + dimension + " is given twice");
        for (const std::string& value : text::split(filter.substr(equals + 1), ','))
            values.insert(text::trim(value));
    }
    return out;
}

/// The same cells again, each hidden one as what is not told apart: nothing of it leaves but what is hidden.
eval::Protection as_protection(const eval::Release& release)
{
    eval::Protection out;
    for (const bool hidden : release.hidden)
        out.cells.push_back(hidden ? eval::CellState::complementary : eval::CellState::shown);
    return out;
}

/// A name by which releases are compared; without it what one hides another could show.
std::string required_name(Words& words, const std::string& option, const std::string& what)
{
    const std::optional<std::string> given = words.option(option);
    std::string name = given ? text::fold(*given) : "";
    if (name.empty()) throw input_error("--" + option + " is needed: " + what + ", named alike in every release");
    return name;
}

/// What is shown once is shown for ever, so the register does not go below the usual.
void require_usual(const eval::DisclosureRule& rule)
{
    const eval::DisclosureRule usual;
    if (rule.threshold < usual.threshold)
        throw input_error("--threshold " + std::to_string(rule.threshold) + ": a release wants at least " +
                          std::to_string(usual.threshold));
    if (rule.base < usual.base)
        throw input_error("--base " + std::to_string(rule.base) + ": a release wants at least " +
                          std::to_string(usual.base));
}

int add_release(Context& context, Words& words)
{
    const std::string format = read_format(words);
    TableWords table = read_table_words(words);
    require_usual(table.rule);
    eval::Release next;
    next.table = words.required_option("table");
    const std::string key = words.required_option("org");
    const std::string measure = required_name(words, "measure", "what is counted");
    next.rows_by = required_name(words, "rows-by", "the dimension of the rows");
    next.columns_by = required_name(words, "columns-by", "the dimension of the columns");
    next.filters = read_filters(words);
    const auto as_of = words.option("as-of");
    next.as_of = as_of ? from_iso(*as_of) : context.clock().now();
    if (next.as_of > context.clock().now())
        throw input_error("--as-of " + to_iso(next.as_of) + ": is in the future; counts are of a moment that has been");
    next.interim = words.flag("interim");
    const std::string actor = actor_of(context, words);
    table.table = words.operand("TABLE.csv");
    words.finish();
    if (next.rows_by == next.columns_by) throw input_error("--rows-by and --columns-by: a table has two dimensions");

    next.layers = read_layers(context, table);
    // Files change their names from release to release, measures do not.
    for (std::size_t i = 0; i < next.layers.size(); ++i)
        next.layers[i].name = i == 0 ? measure : measure + " (layer " + std::to_string(i + 1) + ")";
    const auto organisation = organisations::find_organisation(context.database(), key);
    std::vector<eval::Release> earlier;
    {
        store::Session session = context.database().session();
        earlier = eval::released(session, organisation.id);
    }
    eval::choose_pattern(next, earlier, table.rule);
    const eval::Protection protection = as_protection(next);
    json::Object::Ptr out = published_layers(table, next.layers, protection);
    const std::string hash = sha256_hex(json::write(out));
    const std::optional<std::int64_t> same = eval::same_release(next, earlier);
    const std::int64_t number = same ? *same
                                     : eval::register_release(context.database(), context.clock(), actor,
                                                              organisation.id, next, hash, table.rule);
    if (format == "json") {
        json::Object::Ptr entry = json::object();
        entry->set("number", number);
        entry->set("table", next.table);
        entry->set("as_of", to_iso(next.as_of));
        entry->set("interim", next.interim);
        entry->set("sha256", hash);
        entry->set("entered", !same);
        out->set("release", entry);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    print_layers(context, format, next.layers, protection);
    if (format == "text")
        context.out() << "\nRelease " << number << " of " << next.table << " as of " << to_iso(next.as_of)
                      << (next.interim ? ", INTERIM" : "") << ", sha256 " << hash << ".\n"
                      << (same ? "It was released already; nothing is entered again.\n" : "");
    return 0;
}

int list_releases(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    json::Array::Ptr list = json::array();
    for (const eval::ReleaseEntry& entry : eval::list_releases(session, organisation.id)) {
        if (!as_json)
            context.out() << entry.number << '\t' << entry.table << '\t' << to_iso(entry.as_of) << '\t' << entry.sha256
                          << '\t' << entry.released_by << '\t' << to_iso(entry.released_at) << '\n';
        json::Object::Ptr item = json::object();
        item->set("number", entry.number);
        item->set("table", entry.table);
        item->set("as_of", to_iso(entry.as_of));
        item->set("sha256", entry.sha256);
        item->set("released_by", entry.released_by);
        item->set("released_at", to_iso(entry.released_at));
        list->add(item);
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

} // namespace

std::vector<Command> release_commands()
{
    return {
        {"release add",
         "TABLE.csv --table KEY --org KEY --measure NAME --rows-by DIMENSION --columns-by DIMENSION "
         "[--filter DIMENSION=VALUE,...]... [--as-of TIME] [--interim] [--threshold N] [--base N] [--denominator FILE] "
         "[--layer FILE]... [--sensitive] [--sensitive-layer FILE]... [--totals find|none] [--as NAME] "
         "[--format text|json|csv] [--json]",
         "Protects a table, also against what was released before, and enters it in the register of releases.",
         add_release},
        {"release list", "--org KEY [--json]", "Lists what was released.", list_releases},
    };
}

} // namespace dosah::cli
