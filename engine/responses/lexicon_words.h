// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

/// The words, folded (text::fold: lower case, no marks, æ -> ae, ø -> o, å -> a), tokens set apart by one space. Data.
namespace dosah::responses::lexicon {

enum class Sense {
    yes,
    no,
    maybe,
    yes_alone, ///< counts only in a sentence of at most three words
    no_alone,
    filler,  ///< says nothing either way
    blocker, ///< makes the sentence something a person has to read
};

struct Entry
{
    std::string_view phrase;
    Sense sense;
};

std::span<const Entry> entries(std::string_view language); ///< cs, no (bokmål and nynorsk), en
/// Words that mean something else in another of our languages: not read where the language is not known.
std::span<const std::string_view> ambiguous();
/// Words near to a lexicon word that mean something else: never taken for its misspelling.
std::span<const std::string_view> never_typos();

std::span<const std::string_view> opt_out_words();    ///< a whole message, or its first word
std::span<const std::string_view> opt_out_company();  ///< what may follow such a word
std::span<const std::string_view> opt_out_phrases();  ///< clear intent inside a sentence
std::span<const std::string_view> opt_out_blockers(); ///< turn such a sentence into one to be read
std::span<const std::string_view> start_words();
std::span<const std::string_view> help_words();
std::span<const std::string_view> greetings(); ///< first words of a line that only greets
std::span<const std::string_view> closings();  ///< first words of the lines after which only a name comes

} // namespace dosah::responses::lexicon
