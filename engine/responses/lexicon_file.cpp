// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon_file.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "responses/sentences.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

namespace dosah::responses {

namespace {

constexpr std::size_t max_file = 4U << 20;
constexpr std::size_t max_phrase_words = 8;
constexpr int max_number = 99;

const std::vector<std::string_view>& vocabulary_names()
{
    static const std::vector<std::string_view> names = {
        "filler",          "greeting",        "closing",      "polite",    "negation",    "negating_prefix",
        "opt_out_company", "opt_out_unclear", "not_misspelt", "elsewhere", "particle",    "person",
        "people",          "people_follow",   "but",          "request",   "another_time"};
    return names;
}

bool is_sign(std::string_view sense)
{
    return sense.starts_with("sign_");
}

std::string listed(const std::vector<std::string_view>& names)
{
    std::string out;
    for (const std::string_view name : names)
        out += (out.empty() ? "" : ", ") + std::string(name);
    return out;
}

bool among(const std::vector<std::string_view>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

void check_phrase(const std::string& where, const std::string& phrase, bool sign)
{
    const auto sentences = sentences_of(phrase);
    const std::size_t words = count_words(sentences);
    if (sign) {
        if (phrase.empty() || words > 0) throw input_error(where + ": expected an emoji, found \"" + phrase + "\"");
        return;
    }
    if (words == 0) throw input_error(where + ": \"" + phrase + "\" has no words");
    if (sentences.size() > 1)
        throw input_error(where + ": \"" + phrase + "\" is more than one sentence; take out . ! ?");
    if (words > max_phrase_words)
        throw input_error(where + ": \"" + phrase + "\" has more than " + std::to_string(max_phrase_words) + " words");
}

LexiconRule read_rule(json::Reader& reader)
{
    LexiconRule rule;
    rule.id = reader.text("id");
    rule.sense = reader.text("sense");
    rule.phrases = reader.texts("phrases");
    rule.matches = reader.texts("matches");
    rule.differs = reader.texts("differs");
    reader.finish();
    const std::string where = reader.where() + " (" + rule.id + ")";
    if (!among(lexicon_senses(), rule.sense))
        throw input_error(where + ": unknown sense \"" + rule.sense + "\"; known are " + listed(lexicon_senses()));
    if (rule.phrases.empty()) throw input_error(where + ": has no phrases");
    if (rule.matches.empty()) throw input_error(where + ": has no examples in \"matches\"");
    if (rule.differs.empty()) throw input_error(where + ": has no examples in \"differs\"");
    for (const std::string& phrase : rule.phrases)
        check_phrase(where, phrase, is_sign(rule.sense));
    return rule;
}

void read_numbers(json::Reader& reader, LexiconFile& file)
{
    for (const std::string& name : reader.names()) {
        int number = 0;
        const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (problem != std::errc() || end != name.data() + name.size() || number < 1 || number > max_number)
            throw input_error(reader.where() + ": expected numbers from 1 to " + std::to_string(max_number) +
                              " as names, found \"" + name + "\"");
        file.numbers[number] = reader.texts(name);
        for (const std::string& word : file.numbers[number])
            check_phrase(reader.where() + "." + name, word, false);
    }
}

LexiconFile read_file(const std::string& path, const std::string& locale)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw input_error(path + ": cannot be read; answers are read by it, one file for each language");
    std::ostringstream content;
    content << stream.rdbuf();
    if (content.view().size() > max_file) throw input_error(path + ": larger than 4 MiB");
    if (!text::is_valid_utf8(content.view())) throw input_error(path + ": not UTF-8");
    json::Reader reader(json::parse_object(content.str(), path), path);
    LexiconFile file;
    file.path = path;
    file.locale = reader.text("locale");
    if (file.locale != locale)
        throw input_error(path + ": locale: expected \"" + locale + "\", found \"" + file.locale + "\"");
    std::set<std::string> ids;
    for (json::Reader& rule : reader.objects("rules")) {
        file.rules.push_back(read_rule(rule));
        if (!ids.insert(file.rules.back().id).second)
            throw input_error(path + ": two rules have the id \"" + file.rules.back().id + "\"");
    }
    if (auto lists = reader.object("vocabulary")) {
        for (const std::string& name : lists->names()) {
            if (!among(vocabulary_names(), name))
                throw input_error(path + ": vocabulary: unknown list \"" + name + "\"; known are " +
                                  listed(vocabulary_names()));
            file.vocabulary[name] = lists->texts(name);
            for (const std::string& phrase : file.vocabulary[name])
                check_phrase(path + ": vocabulary." + name, phrase, false);
        }
    }
    if (auto numbers = reader.object("numbers")) read_numbers(*numbers, file);
    reader.finish();
    return file;
}

/// The same words under two rules would let the order of the file decide what a person said.
void check_senses(const LexiconFile& file)
{
    std::map<std::string, const LexiconRule*> said;
    for (const LexiconRule& rule : file.rules) {
        if (is_sign(rule.sense)) continue;
        for (const std::string& phrase : rule.phrases) {
            const auto [entry, fresh] = said.emplace(joined_words(phrase), &rule);
            if (!fresh && entry->second->sense != rule.sense && !rule.sense.starts_with("opt_out"))
                throw input_error(file.path + ": \"" + phrase + "\" stands in the rules " + entry->second->id +
                                  " and " + rule.id + ", which say different things");
        }
    }
}

} // namespace

const std::vector<std::string_view>& lexicon_senses()
{
    static const std::vector<std::string_view> senses = {
        "yes",        "no",        "maybe",       "yes_alone", "no_alone", "maybe_alone", "unclear",
        "opt_out",    "start",     "help",        "sign_yes",  "sign_no",  "sign_maybe",  "opt_out_in_sentence",
        "choice_yes", "choice_no", "choice_maybe"};
    return senses;
}

const std::vector<std::string>& LexiconFile::list(const std::string& name) const
{
    static const std::vector<std::string> none;
    const auto found = vocabulary.find(name);
    return found == vocabulary.end() ? none : found->second;
}

std::vector<LexiconFile> read_lexicon_files(const std::string& folder)
{
    std::vector<LexiconFile> files;
    for (const char* locale : {"any", "cs", "nb", "nn", "en"}) {
        files.push_back(read_file(folder + "/" + locale + ".json", locale));
        check_senses(files.back());
    }
    return files;
}

} // namespace dosah::responses
