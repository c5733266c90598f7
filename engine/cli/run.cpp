// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"

#include <Poco/Exception.h>

#include <iostream>

namespace dosah::cli {

namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int wrong_words = 2;

void print_usage(const std::vector<Command>& commands, std::ostream& out)
{
    out << "dosah: participant outreach for towns\n\nusage: dosah [--config FILE] [--KEY=VALUE ...] COMMAND ...\n\n";
    for (const Command& command : commands)
        out << "  dosah " << command.name << ' ' << command.synopsis << "\n      " << command.help << '\n';
    out << "\nKEY is a key of config/dosah.properties; the environment has it as DOSAH_KEY.\n";
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

int report(const Error& problem, bool as_json, int status, std::ostream& out, std::ostream& err)
{
    err << "dosah: " << problem.what() << '\n';
    if (as_json) {
        json::Object::Ptr error = json::object();
        error->set("kind", std::string(to_string(problem.kind())));
        error->set("text", std::string(problem.what()));
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
    const bool as_json = std::find(words.begin(), words.end(), "--json") != words.end();
    try {
        Config config = read_config(take_config(words));
        set_log_level(log_level_from(config.log_level));
        if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h") {
            print_usage(commands, words.empty() ? err : out);
            return words.empty() ? wrong_words : done;
        }
        const std::string first = words[0];
        const Command* command = find_command(commands, words);
        if (command == nullptr) {
            std::vector<std::string> known;
            for (const Command& one : commands)
                known.push_back(one.name);
            const std::string meant = words.size() > 1 ? first + " " + words[1] : first;
            std::string near = nearest_name(meant, known);
            if (near.empty()) near = nearest_name(first, known);
            throw input_error(
                "unknown command \"" + meant + "\"" +
                (near.empty() ? std::string(" (\"dosah help\" lists them)") : " (did you mean \"" + near + "\"?)"));
        }
        Context context(std::move(config), kinds, in, out, err);
        Words rest(std::move(words));
        if (rest.flag("help")) {
            out << "dosah " << command->name << ' ' << command->synopsis << "\n" << command->help << '\n';
            return done;
        }
        return command->run(context, rest);
    } catch (const Error& problem) {
        return report(problem, as_json, problem.kind() == ErrorKind::input ? wrong_words : refused, out, err);
    } catch (const Poco::Exception& problem) {
        return report(Error(ErrorKind::internal, problem.displayText()), as_json, refused, out, err);
    } catch (const std::exception& problem) {
        return report(Error(ErrorKind::internal, problem.what()), as_json, refused, out, err);
    }
}

} // namespace dosah::cli
