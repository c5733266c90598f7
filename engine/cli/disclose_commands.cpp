// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "cli/disclose_words.h"
#include "evaluation/disclosure_output.h"
#include "evaluation/disclosure_rounding.h"

#include <filesystem>
#include <ostream>

namespace dosah::cli {

namespace {

namespace eval = evaluation;

struct Wanted
{
    TableWords table;
    bool rounding = false;
    std::int64_t round_to = 0;
    std::optional<std::string> seed_file;
    bool audit = false;
    std::string format;
};

Wanted read_words(Words& words)
{
    Wanted out;
    out.format = read_format(words);
    out.table = read_table_words(words);
    const std::string mode = words.option("mode").value_or("suppression");
    if (mode != "suppression" && mode != "rounding")
        throw input_error("--mode: expected suppression or rounding, found \"" + mode + "\"");
    out.rounding = mode == "rounding";
    const auto round_to = words.option("round-to");
    out.seed_file = words.option("seed-file");
    out.audit = words.flag("audit");
    out.table.table = words.operand("TABLE.csv");
    words.finish();

    const TableWords& table = out.table;
    if (!out.rounding && (round_to || out.seed_file))
        throw input_error("--round-to and --seed-file belong to --mode rounding");
    if (out.rounding &&
        (table.base_given || !table.further.empty() || out.audit || table.kind == eval::LayerKind::sensitive))
        throw input_error("--mode rounding protects one table alone, without --base, --layer, --denominator, "
                          "--sensitive or --audit: layers rounded apart from each other can be played off");
    out.round_to = round_to ? number_option("round-to", *round_to, 2) : std::max<std::int64_t>(2, table.rule.threshold);
    if (out.rounding && out.round_to < table.rule.threshold)
        throw input_error("--round-to " + std::to_string(out.round_to) +
                          " would show counts more closely than --threshold " + std::to_string(table.rule.threshold) +
                          " allows");
    if (out.audit && out.format == "csv") throw input_error("--audit prints text or JSON, not csv");
    return out;
}

/// What the draw hangs on: the file given, else the installation's key, else chance; and which of them.
std::pair<std::string, std::string> secret_for(Context& context, const std::optional<std::string>& file)
{
    if (file) {
        std::string secret = text::trim(read_input(context, *file));
        if (secret.size() < 16) throw input_error(*file + ": a seed of at least 16 characters is needed");
        return {std::move(secret), "file"};
    }
    if (std::filesystem::exists(context.config().key_file))
        return {context.master().derive("rounding"), "installation"};
    return {context.random().bytes(32), "random"};
}

int round(Context& context, const Wanted& wanted)
{
    const eval::CountTable table = read_layers(context, wanted.table)[0].table;
    const auto [secret, from] = secret_for(context, wanted.seed_file);
    const eval::CountTable rounded = eval::round_table(table, wanted.round_to, secret);
    if (from == "random")
        context.err() << "dosah: there is no key file, so another run rounds otherwise; show this one alone, or give "
                         "--seed-file\n";
    if (wanted.format == "csv") {
        context.out() << eval::published_csv(rounded, nullptr);
    } else if (wanted.format == "text") {
        context.out() << eval::published_text(rounded, nullptr) << "\nEvery figure is rounded to a multiple of "
                      << wanted.round_to << " beside it, up or down by a secret draw; exact figures must not be shown "
                      << "beside it.\n";
    } else {
        json::Object::Ptr out = eval::published_table(rounded, nullptr);
        out->set("mode", "rounding");
        out->set("rule", eval::rounding_rule);
        out->set("threshold", wanted.table.rule.threshold);
        out->set("round_to", wanted.round_to);
        out->set("seed", from);
        context.out() << json::write(out) << '\n';
    }
    return 0;
}

json::Object::Ptr as_json(const Wanted& wanted, const std::vector<eval::Layer>& layers,
                          const eval::Protection& protection)
{
    json::Object::Ptr out = published_layers(wanted.table, layers, protection);
    json::Object::Ptr audit = json::object();
    audit->set("safe", true); // protect() throws otherwise
    audit->set("hidden", protection.cells.size() - protection.count(eval::CellState::shown));
    if (wanted.audit) {
        audit->set("primary", protection.count(eval::CellState::primary));
        audit->set("complementary", protection.count(eval::CellState::complementary));
        audit->set("singletons", protection.singletons);
        audit->set("cells", eval::audit_cells(layers, protection));
    }
    out->set("audit", audit);
    return out;
}

int disclose(Context& context, Words& words)
{
    const Wanted wanted = read_words(words);
    if (wanted.rounding) return round(context, wanted);
    const std::vector<eval::Layer> layers = read_layers(context, wanted.table);
    const eval::Protection protection = eval::protect(layers, wanted.table.rule);
    if (wanted.format == "json") {
        context.out() << json::write(as_json(wanted, layers, protection)) << '\n';
        return 0;
    }
    print_layers(context, wanted.format, layers, protection);
    if (wanted.format == "csv") return 0;
    const std::size_t hidden = protection.cells.size() - protection.count(eval::CellState::shown);
    if (hidden == 0)
        context.out() << "\nNothing has to be hidden.\n";
    else
        context.out()
            << "\n\":\" is hidden. Checked: from the figures and totals shown here no hidden figure can be told more "
               "closely than to "
            << wanted.table.rule.threshold + 1
            << " values, by someone who does not re-run the choice of what is hidden.\n";
    if (wanted.audit && hidden > 0)
        context.out() << "\nNot for evaluators: " << protection.count(eval::CellState::primary) << " primary, "
                      << protection.count(eval::CellState::complementary) << " complementary; " << protection.singletons
                      << " attacks by the one person of a cell withstood.\n"
                      << eval::audit_text(layers, protection);
    return 0;
}

} // namespace

std::vector<Command> disclose_commands()
{
    std::vector<Command> out = release_commands();
    out.insert(out.begin(),
               {"disclose",
                "TABLE.csv [--threshold N] [--base N] [--denominator FILE] [--layer FILE]... [--sensitive] "
                "[--sensitive-layer FILE]... [--totals find|none] [--mode suppression|rounding] [--round-to N] "
                "[--seed-file FILE] [--audit] [--format text|json|csv] [--json]",
                "Protects a table of counts, so that nobody can be told from it.", disclose});
    return out;
}

} // namespace dosah::cli
