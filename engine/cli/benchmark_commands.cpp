// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/campaign_words.h"
#include "cli/printable.h"
#include "cli/report_words.h"
#include "evaluation/age_bands.h"
#include "evaluation/benchmark_file.h"
#include "evaluation/report_data.h"
#include "organisations/organisation.h"

#include <cmath>
#include <ostream>

namespace dosah::cli {

namespace {

using evaluation::Benchmark;

json::Object::Ptr head_json(const Benchmark& benchmark)
{
    auto out = evaluation::benchmark_json(benchmark);
    out->set("imported_by", benchmark.imported_by);
    out->set("imported_at", to_iso(benchmark.imported_at));
    return out;
}

std::string line_of(const Benchmark& benchmark)
{
    return benchmark.key + "  " + benchmark.kind + "  " + benchmark.reference_date + "  " +
           printable(benchmark.source_and_table());
}

/// "571164" or "571164=Chrudim".
std::map<std::string, std::string> read_places(Words& words)
{
    std::map<std::string, std::string> out;
    for (const std::string& place : words.options("place")) {
        const std::size_t equals = place.find('=');
        const std::string code = place.substr(0, equals);
        if (code.empty() || code.size() > 100)
            throw input_error("--place: write the code of a territory, and the name contacts have for it where it is "
                              "another: --place 571164=Chrudim");
        const std::string name = equals == std::string::npos ? "" : text::trim(place.substr(equals + 1));
        if (equals != std::string::npos && (name.empty() || name.size() > 200))
            throw input_error("--place " + code +
                              "=: write the name contacts have for it, of at most 200 bytes, or the "
                              "code alone: --place " +
                              code);
        out[code] = name;
    }
    return out;
}

/// What the command line says about a source takes precedence over what the file says.
void override_with(std::string& field, const std::optional<std::string>& given, const char* option)
{
    if (!given) return;
    if (given->empty() || given->size() > 200 || given->find_first_of("\r\n") != std::string::npos)
        throw input_error(std::string(option) + ": write one line of at most 200 bytes");
    field = *given;
}

int import_file(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string kind = words.required_option("kind");
    if (kind == "none")
        throw input_error("--kind none: a group that no register knows has no file to import; its reports then show "
                          "counts and shares with the status not_benchmarked");
    const std::optional<std::string> key = words.option("key");
    const std::optional<std::string> source = words.option("source");
    const std::optional<std::string> table = words.option("table");
    const std::optional<std::string> date = words.option("date");
    evaluation::BenchmarkFileOptions options;
    options.kind = kind;
    options.places = read_places(words);
    options.territory = words.option("territory").value_or(options.territory);
    const std::string actor = actor_of(context, words);
    const std::string path = words.operand("FILE");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    evaluation::BenchmarkFile read =
        evaluation::read_benchmark(read_input(context, path), path == "-" ? "standard input" : path, options);
    Benchmark& benchmark = read.benchmark;
    benchmark.organisation_id = organisation.id;
    override_with(benchmark.source, source, "--source");
    override_with(benchmark.table, table, "--table");
    override_with(benchmark.reference_date, date, "--date");
    if (benchmark.source.empty() || benchmark.reference_date.empty())
        throw input_error("the file does not say whose figures of when these are; add --source and --date");
    benchmark.key = key.value_or(kind + "-" + benchmark.reference_date.substr(0, 4));
    const Instant now = context.clock().now();
    store::Transaction transaction(context.database());
    evaluation::save_benchmark(transaction.session(), benchmark, actor, now);
    transaction.commit();

    benchmark.imported_by = actor;
    benchmark.imported_at = now;
    if (as_json) {
        auto out = head_json(benchmark);
        out->set("people", benchmark.people());
        out->set("cells", benchmark.cells.size());
        auto notes = json::array();
        for (const std::string& note : read.notes)
            notes->add(note);
        out->set("notes", notes);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    context.out() << line_of(benchmark) << '\n'
                  << std::llround(benchmark.people()) << " people in " << benchmark.cells.size() << " cells\n";
    for (const std::string& note : read.notes)
        context.out() << "- " << printable(note) << '\n';
    return 0;
}

int list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    store::Session session = context.database().session();
    auto out = json::array();
    for (const Benchmark& benchmark : evaluation::all_benchmarks(session, organisation.id)) {
        if (as_json)
            out->add(head_json(benchmark));
        else
            context.out() << line_of(benchmark) << '\n';
    }
    if (as_json) context.out() << json::write(out) << '\n';
    return 0;
}

int show(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string key = words.operand("KEY");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    store::Session session = context.database().session();
    const Benchmark benchmark = evaluation::find_benchmark(session, organisation.id, key);
    if (as_json) {
        auto out = head_json(benchmark);
        auto cells = json::array();
        for (const evaluation::BenchmarkCell& cell : benchmark.cells) {
            auto one = json::object();
            one->set("place", cell.place_name);
            one->set("gender", cell.gender);
            one->set("age_from", cell.age_from);
            one->set("age_to", cell.age_to ? Poco::Dynamic::Var(*cell.age_to) : Poco::Dynamic::Var());
            one->set("people", cell.people);
            one->set("low", cell.low);
            one->set("high", cell.high);
            cells->add(one);
        }
        out->set("cells", cells);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    context.out() << line_of(benchmark) << "\nsha256 " << benchmark.file_sha256 << ", imported by "
                  << benchmark.imported_by << " at " << to_iso(benchmark.imported_at) << '\n';
    for (const evaluation::BenchmarkCell& cell : benchmark.cells) {
        context.out() << "  " << (cell.place_name.empty() ? "" : printable(cell.place_name) + "  ")
                      << (cell.gender.empty() ? "" : cell.gender + "  ")
                      << evaluation::AgeBand{cell.age_from, cell.age_to}.name() << "  " << std::llround(cell.people);
        if (cell.low < cell.high)
            context.out() << "  (" << std::llround(cell.low) << " to " << std::llround(cell.high) << ")";
        context.out() << '\n';
    }
    return 0;
}

int remove(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string actor = actor_of(context, words);
    const std::string key = words.operand("KEY");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    store::Transaction transaction(context.database());
    evaluation::remove_benchmark(transaction.session(), organisation.id, key, actor, context.clock().now());
    transaction.commit();
    auto out = json::object();
    out->set("key", key);
    out->set("removed", true);
    print(context, as_json, out, "benchmark " + key + " is removed");
    return 0;
}

} // namespace

std::vector<Command> benchmark_commands()
{
    return {
        {"benchmark import",
         "FILE --org KEY --kind register|census|modelled [--key KEY] [--place CODE[=NAME]...] [--territory LIST] "
         "[--source TEXT] [--table TEXT] [--date DATE] [--as NAME] [--json]",
         "Reads a population table (ČSÚ census CSV, SSB JSON-stat 2, plain CSV) to compare the people reached with.",
         import_file},
        {"benchmark list", "--org KEY [--json]", "Lists the populations there are to compare with.", list},
        {"benchmark show", "KEY --org KEY [--json]", "Shows one with its figures and where they come from.", show},
        {"benchmark remove", "KEY --org KEY [--as NAME] [--json]", "Removes one.", remove},
    };
}

} // namespace dosah::cli
