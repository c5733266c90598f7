// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/lexicon_file.h"
#include "responses/phrase_set.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dosah::responses {

enum class Sense { yes, no, maybe, yes_alone, no_alone, maybe_alone, unclear, filler };

/// A phrase of a language as sentences are read by it.
struct Entry
{
    std::vector<std::string> words;
    Sense sense = Sense::filler;
};

/// One language's words for reading sentences.
struct Language
{
    std::string locale;
    std::string family;                                          ///< nb and nn are one: "no"
    std::unordered_map<std::string, std::vector<Entry>> entries; ///< by first word; those with meaning first
    std::vector<std::pair<std::u32string, Sense>> single_words;  ///< of five letters or more, for misspellings
    std::vector<std::string> negating_prefixes;
};

/// What is the same whatever language a person is read in.
struct CommonWords
{
    PhraseSet opt_out;
    PhraseSet opt_out_in_sentence;
    PhraseSet opt_out_unclear;
    PhraseSet opt_out_company;
    PhraseSet start;
    PhraseSet help;
    PhraseSet polite;
    PhraseSet negations;
    PhraseSet not_misspelt;
    PhraseSet particles;
    PhraseSet person;
    PhraseSet people;
    PhraseSet people_follow;
    PhraseSet buts;
    PhraseSet requests;
    PhraseSet other_times;
    std::set<std::string> elsewhere; ///< joined by spaces
    std::vector<std::string> greetings;
    std::vector<std::string> closings;
    std::map<std::string, int> numbers;                       ///< word -> how many
    std::vector<std::pair<std::string, const char*>> signs;   ///< emoji -> answer
    std::vector<std::pair<std::string, const char*>> choices; ///< number -> answer
};

struct LexiconWords
{
    explicit LexiconWords(const std::vector<LexiconFile>& files);

    /// Of these languages, the first is the home of whoever is read; all of them when it is not known.
    std::vector<const Language*> read_by(std::string_view locale) const;

    std::vector<Language> languages;
    CommonWords common;
};

} // namespace dosah::responses
