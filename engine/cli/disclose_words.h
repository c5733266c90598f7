// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "cli/command.h"
#include "evaluation/disclosure.h"

namespace dosah::cli {

/// The words by which a table, its further layers and the thresholds are given; shared by `disclose` and `release`.
struct TableWords
{
    std::string table; ///< a path, or "-"
    std::vector<std::pair<std::string, evaluation::LayerKind>> further;
    evaluation::LayerKind kind = evaluation::LayerKind::outcome;
    evaluation::DisclosureRule rule;
    evaluation::Totals totals = evaluation::Totals::find;
    bool base_given = false;

    /// What `base` is measured at: denominators of their own, or totals that are denominators.
    bool has_base() const;
};

/// --threshold, --base, --denominator, --layer, --sensitive, --sensitive-layer, --totals; not the operand.
TableWords read_table_words(Words& words);

/// Reads the files: the table first, a denominator last. Throws Error(input).
std::vector<evaluation::Layer> read_layers(Context& context, const TableWords& words);

/// "standard input" for "-".
std::string name_of_input(const std::string& path);

/// A whole number from `least` to a million; throws Error(input) naming the option.
std::int64_t number_option(const std::string& option, const std::string& text, std::int64_t least);

/// text, json or csv; --json is short for --format json.
std::string read_format(Words& words);

/// What is shown of the layers, as JSON: the first one's members, `layers`, `mode`, `rule`, `threshold`, `base`.
json::Object::Ptr published_layers(const TableWords& words, const std::vector<evaluation::Layer>& layers,
                                   const evaluation::Protection& protection);
/// For a terminal, or as CSV.
void print_layers(Context& context, const std::string& format, const std::vector<evaluation::Layer>& layers,
                  const evaluation::Protection& protection);

/// The commands on the register of releases; disclose_commands() has them among its own.
std::vector<Command> release_commands();

} // namespace dosah::cli
