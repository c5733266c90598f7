// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

struct Token
{
    std::string word;        ///< folded (text::fold)
    bool accented_a = false; ///< written with á: Czech "já" is not Norwegian "ja"
    bool capital = false;    ///< begins with a capital letter: a name, perhaps
    bool name = false;       ///< begins with a capital letter and goes on with small ones
    bool joined = false;     ///< nothing but blanks between it and the word before
};

struct Sentence
{
    std::vector<Token> tokens;
    bool question = false;
};

/// Words by sentence: ended by . ! ? ; and line breaks, not by the point in "17.30". Sentences without words are left
/// out; emoji are no words.
std::vector<Sentence> sentences_of(std::string_view words);
std::size_t count_words(const std::vector<Sentence>& sentences);

/// The words of a phrase, folded as tokens are; joined by spaces.
std::vector<std::string> words_of(std::string_view phrase);
std::string joined_words(std::string_view phrase);
/// Whether these words stand at `at`.
bool stands_at(const std::vector<Token>& tokens, std::size_t at, const std::vector<std::string>& words);

enum class Greeting {
    drop,             ///< every line that begins with a greeting
    keep_what_follows ///< not those that go on: "Dobrý den, přijdu."
};

/// The message without the short lines that greet at its top, and from a closing ("S pozdravem") on. Greetings and
/// closings are beginnings of lines, folded.
std::string core_of(std::string_view words, Greeting greeting, const std::vector<std::string>& greetings,
                    const std::vector<std::string>& closings);

} // namespace dosah::responses
