// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/printable.h"

#include <Poco/Exception.h>

#include <iostream>

namespace dosah::cli {

namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int wrong_words = 2;

void print_synopsis(const Command& command, const std::string& before, std::ostream& out)
{
    out << before << "dosah " << command.name << (command.synopsis.empty() ? "" : " ") << command.synopsis << '\n';
}

void print_usage(const std::vector<Command>& commands, std::ostream& out)
{
    out << "dosah: participant outreach for towns\n\nusage: dosah [--config FILE] [--KEY=VALUE ...] COMMAND ...\n\n";
    for (const Command& command : commands) {
        print_synopsis(command, "  ", out);
        out << "      " << command.help << '\n';
    }
    out << "\n\"dosah help COMMAND\" shows one command or one area's. KEY is a key of config/dosah.properties; the\n"
           "environment has it as DOSAH_KEY. docs/cli.md has an example of each.\n";
}

/// Those whose name is the words or begins with them: "campaign" means all of that area.
std::vector<Command> commands_below(const std::vector<Command>& commands, const std::string& words)
{
    std::vector<Command> found;
    for (const Command& command : commands)
        if (command.name == words || command.name.starts_with(words + " ")) found.push_back(command);
    return found;
}

/// The words up to the first option: what was meant as the name.
std::string name_in(const std::vector<std::string>& words, std::size_t most)
{
    std::string name;
    for (std::size_t i = 0; i < std::min(most, words.size()) && !words[i].starts_with("-"); ++i)
        name += (name.empty() ? "" : " ") + words[i];
    return name;
}

Error unknown_command(const std::vector<Command>& commands, const std::vector<std::string>& words)
{
    const std::string name = name_in(words, 2);
    if (name.empty())
        return input_error("options stand after the command: dosah COMMAND " + words[0] +
                           " (\"dosah help\" lists them)");
    const std::vector<Command> area = commands_below(commands, name);
    if (!area.empty()) {
        std::string known;
        for (const Command& command : area)
            known += (known.empty() ? "" : ", ") + command.name.substr(name.size() + 1);
        return input_error("\"" + name + "\" wants one of: " + known);
    }
    std::vector<std::string> known;
    for (const Command& command : commands)
        known.push_back(command.name);
    std::string near = nearest_name(name, known);
    if (near.empty()) near = nearest_name(name_in(words, 1), known);
    return input_error(
        "unknown command \"" + name + "\"" +
        (near.empty() ? std::string(" (\"dosah help\" lists them)") : " (did you mean \"" + near + "\"?)"));
}

/// `dosah help [COMMAND]`, `dosah COMMAND --help`, `dosah AREA --help`.
void print_help(const std::vector<Command>& commands, const std::vector<std::string>& words, std::ostream& out)
{
    const std::string name = name_in(words, words.size());
    if (name.empty()) {
        print_usage(commands, out);
        return;
    }
    const std::vector<Command> found = commands_below(commands, name);
    if (found.empty()) throw unknown_command(commands, words);
    for (const Command& command : found) {
        print_synopsis(command, "", out);
        out << command.help << '\n';
    }
}

/// The command whose name's words stand first; the longest name wins. Its words are taken off.
const Command* find_command(const std::vector<Command>& commands, std::vector<std::string>& words)
{
    const Command* best = nullptr;
    std::size_t best_length = 0;
    for (const Command& command : commands) {
        const std::vector<std::string> name = text::split(command.name, ' ');
        if (name.size() > words.size() || name.size() <= best_length ||
            !std::equal(name.begin(), name.end(), words.begin()))
            continue;
        best = &command;
        best_length = name.size();
    }
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(best_length));
    return best;
}

/// Takes --config and --KEY=VALUE (and --KEY_file=) off the words, wherever they stand before "--".
ConfigSources take_config(std::vector<std::string>& words)
{
    ConfigSources sources;
    sources.environment = process_environment();
    if (const auto given = sources.environment.find("DOSAH_CONFIG"); given != sources.environment.end())
        sources.file = given->second;
    const auto is_key = [](const std::string& name) {
        for (const ConfigKey& key : config_keys())
            if (key.name == name || (key.secret && key.name + "_file" == name)) return true;
        return name.find('.') != std::string::npos; // meant as one: read_config names the nearest
    };
    for (std::size_t i = 0; i < words.size() && words[i] != "--";) {
        const std::size_t equals = words[i].find('=');
        if (words[i] == "--config" || words[i].starts_with("--config=")) {
            const bool joined = equals != std::string::npos;
            if (!joined && i + 1 == words.size()) throw input_error("--config: the file is missing");
            sources.file = joined ? words[i].substr(equals + 1) : words[i + 1];
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                        words.begin() + static_cast<std::ptrdiff_t>(i + (joined ? 1 : 2)));
        } else if (words[i].starts_with("--") && equals != std::string::npos &&
                   is_key(words[i].substr(2, equals - 2))) {
            sources.command_line[words[i].substr(2, equals - 2)] = words[i].substr(equals + 1);
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
    return sources;
}

/// What was printed has to have arrived: a full disk must not look like success.
int finished(int status, std::ostream& out)
{
    if (!out.flush()) throw unavailable_error("the output could not be written");
    return status;
}

int report(const Error& problem, bool as_json, int status, std::ostream& out, std::ostream& err)
{
    const std::string text = text::repair_utf8(problem.what()); // it may repeat bytes of a file
    err << "dosah: " << printable(text) << '\n';
    if (as_json) {
        json::Object::Ptr error = json::object();
        error->set("kind", std::string(to_string(problem.kind())));
        error->set("text", text);
        json::Object::Ptr reply = json::object();
        reply->set("error", error);
        out << json::write(reply) << '\n';
    }
    return status;
}

} // namespace

int run(std::vector<std::string> words, const std::vector<Command>& commands,
        const std::vector<channel::ConnectorKind>& kinds, std::istream& in, std::ostream& out, std::ostream& err)
{
    const auto options_end = std::find(words.begin(), words.end(), "--");
    const bool as_json = std::find(words.begin(), options_end, "--json") != options_end;
    try {
        Config config = read_config(take_config(words));
        set_log_level(log_level_from(config.log_level));
        if (words.empty()) {
            print_usage(commands, err);
            return wrong_words;
        }
        if (words[0] == "help" || words[0] == "--help" || words[0] == "-h") {
            print_help(commands, {words.begin() + 1, words.end()}, out);
            return finished(done, out);
        }
        const std::vector<std::string> all = words;
        const Command* command = find_command(commands, words);
        Words rest(std::move(words));
        if (rest.flag("help")) {
            if (command == nullptr)
                print_help(commands, all, out);
            else
                print_help({*command}, {command->name}, out);
            return finished(done, out);
        }
        if (command == nullptr) throw unknown_command(commands, all);
        Context context(std::move(config), kinds, in, out, err);
        return finished(command->run(context, rest), out);
    } catch (const Error& problem) {
        return report(problem, as_json, problem.kind() == ErrorKind::input ? wrong_words : refused, out, err);
    } catch (const Poco::Exception& problem) {
        return report(Error(ErrorKind::internal, problem.displayText()), as_json, refused, out, err);
    } catch (const std::exception& problem) {
        return report(Error(ErrorKind::internal, problem.what()), as_json, refused, out, err);
    }
}

} // namespace dosah::cli
