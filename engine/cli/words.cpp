// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "cli/command.h"

namespace dosah::cli {

bool Words::flag(const std::string& name)
{
    known_.push_back("--" + name);
    const auto end = std::find(words_.begin(), words_.end(), "--");
    const auto found = std::find(words_.begin(), end, "--" + name);
    if (found == end) return false;
    words_.erase(found);
    return true;
}

std::optional<std::string> Words::option(const std::string& name)
{
    const std::string plain = "--" + name;
    const std::string joined = plain + "=";
    known_.push_back(plain);
    for (auto word = words_.begin(); word != words_.end() && *word != "--"; ++word) {
        if (word->starts_with(joined)) {
            std::string value = word->substr(joined.size());
            words_.erase(word);
            return value;
        }
        if (*word != plain) continue;
        if (word + 1 == words_.end() || (word + 1)->starts_with("--"))
            throw input_error(plain + ": its value is missing");
        std::string value = *(word + 1);
        words_.erase(word, word + 2);
        return value;
    }
    return std::nullopt;
}

std::string Words::required_option(const std::string& name)
{
    if (auto value = option(name)) return *value;
    throw input_error("--" + name + " is missing");
}

std::vector<std::string> Words::options(const std::string& name)
{
    std::vector<std::string> values;
    while (auto value = option(name))
        values.push_back(*value);
    return values;
}

std::optional<std::string> Words::next_operand()
{
    for (auto word = words_.begin(); word != words_.end(); ++word) {
        if (*word == "--") { // all that follows is operands, whatever it begins with
            if (word + 1 == words_.end()) return std::nullopt;
            std::string value = *(word + 1);
            words_.erase(word + 1);
            return value;
        }
        if (word->starts_with("--")) continue;
        std::string value = *word;
        words_.erase(word);
        return value;
    }
    return std::nullopt;
}

std::string Words::operand(const std::string& what)
{
    if (auto value = next_operand()) return *value;
    throw input_error(what + " is missing");
}

void Words::finish()
{
    bool only_operands = false;
    for (const std::string& word : words_) {
        if (word == "--" && !only_operands) {
            only_operands = true;
            continue;
        }
        if (only_operands || !word.starts_with("--")) throw input_error("unexpected word \"" + word + "\"");
        const std::string name = word.substr(0, word.find('='));
        if (std::find(known_.begin(), known_.end(), name) != known_.end())
            throw input_error(name + " is given twice, or has a value and takes none");
        std::string near = nearest_name(name, known_);
        for (const std::string& known : known_)
            if (near.empty() && known.starts_with(name + "-")) near = known; // --password for --password-file
        throw input_error("unknown option " + name + (near.empty() ? std::string() : " (did you mean " + near + "?)"));
    }
}

} // namespace dosah::cli
