// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/lexicon_words.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What one sentence says.
struct Signals
{
    bool yes = false;
    bool no = false;
    bool maybe = false;
    bool unclear = false;
    bool perhaps = false; ///< a "ja" or "jo" of no known language
    std::size_t unknown = 0;

    bool any() const { return yes || no || maybe; }
    std::optional<std::string> answer() const; ///< nothing when it contradicts itself or is conditional
};

/// Reads sentences in one person's language. Cheap to make.
class SentenceReader
{
public:
    SentenceReader(const LexiconWords& words, std::string_view locale);

    Signals read(const std::vector<Token>& tokens) const;

private:
    bool says_yes_somewhere(const Token& token) const;
    bool counts(const Language& language, const Entry& entry, const Token& token) const;
    std::optional<Sense> longest(const std::vector<Token>& tokens, std::size_t at, std::size_t& length) const;
    bool is_unclear_across(const std::vector<Token>& tokens, std::size_t from, std::size_t to) const;
    bool speaks_of_a_matter(const std::vector<Token>& tokens, std::size_t at) const;
    std::optional<Sense> misspelt(const std::string& word) const;

    const LexiconWords& words_;
    std::vector<const Language*> languages_;
    std::string home_; ///< family; "" when the language is not known
};

/// How many come, the person included: "ve dvou", "3 stk", "with my wife"; nothing when it is not said.
std::optional<int> people_in(const std::vector<Sentence>& sentences, const CommonWords& words);

} // namespace dosah::responses
