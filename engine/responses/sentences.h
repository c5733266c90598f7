// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

struct Token
{
    std::string word;        ///< folded (text::fold)
    bool accented_a = false; ///< written with á: Czech "já" is not Norwegian "ja"
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

/// Whether the words of `phrase` (folded, one space between) stand at `at`; then `length` is how many tokens they are.
bool starts_with_phrase(const std::vector<Token>& tokens, std::size_t at, std::string_view phrase, std::size_t& length);
bool has_phrase(const std::vector<Token>& tokens, std::span<const std::string_view> phrases);

enum class Greeting {
    drop,             ///< every line that begins with a greeting
    keep_what_follows ///< not those that go on: "Dobrý den, přijdu."
};

/// The message without the short lines that greet at its top, and from a closing ("S pozdravem") on.
std::string core_of(std::string_view words, Greeting greeting);

} // namespace dosah::responses
