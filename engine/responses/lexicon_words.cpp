// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon_words.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace dosah::responses {

namespace {

constexpr std::size_t shortest_misspelt = 5;

std::optional<Sense> sense_from(std::string_view word)
{
    static const std::pair<std::string_view, Sense> senses[] = {
        {"yes", Sense::yes},           {"no", Sense::no},
        {"maybe", Sense::maybe},       {"yes_alone", Sense::yes_alone},
        {"no_alone", Sense::no_alone}, {"maybe_alone", Sense::maybe_alone},
        {"unclear", Sense::unclear}};
    for (const auto& [name, sense] : senses) {
        if (name == word) return sense;
    }
    return std::nullopt;
}

const char* answer_of(std::string_view sense)
{
    return sense.ends_with("_yes") ? "yes" : sense.ends_with("_no") ? "no" : "maybe";
}

std::string family_of(std::string_view locale)
{
    return locale == "nb" || locale == "nn" ? "no" : std::string(locale);
}

void add_entry(Language& language, const std::string& phrase, Sense sense)
{
    Entry entry{words_of(phrase), sense};
    if (entry.words.size() == 1 && sense != Sense::unclear && sense != Sense::filler) {
        std::u32string letters = text::to_utf32(entry.words[0]);
        if (letters.size() >= shortest_misspelt) language.single_words.emplace_back(std::move(letters), sense);
    }
    language.entries[entry.words[0]].push_back(std::move(entry));
}

Language read_language(const LexiconFile& file)
{
    Language language;
    language.locale = file.locale;
    language.family = family_of(file.locale);
    for (const LexiconRule& rule : file.rules) {
        const auto sense = sense_from(rule.sense);
        if (!sense) continue;
        for (const std::string& phrase : rule.phrases)
            add_entry(language, phrase, *sense);
    }
    for (const std::string& phrase : file.list("filler"))
        add_entry(language, phrase, Sense::filler);
    for (const std::string& prefix : file.list("negating_prefix"))
        language.negating_prefixes.push_back(text::fold(prefix));
    return language;
}

void add_common(CommonWords& common, const LexiconFile& file)
{
    for (const LexiconRule& rule : file.rules) {
        if (rule.sense == "opt_out") common.opt_out.add(rule.phrases);
        if (rule.sense == "opt_out_in_sentence") common.opt_out_in_sentence.add(rule.phrases);
        if (rule.sense == "start") common.start.add(rule.phrases);
        if (rule.sense == "help") common.help.add(rule.phrases);
        for (const std::string& phrase : rule.phrases) {
            if (rule.sense.starts_with("sign_")) common.signs.emplace_back(phrase, answer_of(rule.sense));
            if (rule.sense.starts_with("choice_"))
                common.choices.emplace_back(joined_words(phrase), answer_of(rule.sense));
        }
    }
    common.opt_out_unclear.add(file.list("opt_out_unclear"));
    common.opt_out_company.add(file.list("opt_out_company"));
    common.polite.add(file.list("polite"));
    common.negations.add(file.list("negation"));
    common.not_misspelt.add(file.list("not_misspelt"));
    common.particles.add(file.list("particle"));
    common.person.add(file.list("person"));
    common.people.add(file.list("people"));
    common.people_follow.add(file.list("people_follow"));
    common.buts.add(file.list("but"));
    common.requests.add(file.list("request"));
    common.other_times.add(file.list("another_time"));
    for (const std::string& phrase : file.list("elsewhere"))
        common.elsewhere.insert(joined_words(phrase));
    for (const std::string& line : file.list("greeting"))
        common.greetings.push_back(text::fold(line));
    for (const std::string& line : file.list("closing"))
        common.closings.push_back(text::fold(line));
    for (const auto& [number, words] : file.numbers) {
        for (const std::string& word : words)
            common.numbers.emplace(joined_words(word), number);
    }
}

} // namespace

LexiconWords::LexiconWords(const std::vector<LexiconFile>& files)
{
    for (const LexiconFile& file : files) {
        add_common(common, file);
        if (file.locale != "any") languages.push_back(read_language(file));
    }
}

std::vector<const Language*> LexiconWords::read_by(std::string_view locale) const
{
    const std::string asked = text::to_lower(locale.substr(0, 2));
    std::vector<const Language*> found;
    const auto add = [&](auto wanted) {
        for (const Language& language : languages) {
            if (wanted(language) && std::find(found.begin(), found.end(), &language) == found.end())
                found.push_back(&language);
        }
    };
    add([&](const Language& l) { return l.locale == asked; });
    if (found.empty()) {
        add([](const Language&) { return true; });
        return found;
    }
    add([&](const Language& l) { return l.family == found.front()->family; });
    // English is understood besides, where its word is no other word.
    add([&](const Language& l) { return l.locale == "en"; });
    return found;
}

} // namespace dosah::responses
