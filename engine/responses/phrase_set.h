// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/sentences.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dosah::responses {

/// Phrases, found by their first word. Filled once, then read-only: any thread.
class PhraseSet
{
public:
    void add(std::string_view phrase);
    void add(const std::vector<std::string>& phrases);

    /// How many tokens the longest phrase that stands at `at` is; 0 when none does.
    std::size_t longest_at(const std::vector<Token>& tokens, std::size_t at) const;
    bool found_in(const std::vector<Token>& tokens) const;
    /// How many times they stand there, without overlapping.
    std::size_t count_in(const std::vector<Token>& tokens) const;
    /// Whether the tokens are one of them and nothing else.
    bool is(const std::vector<Token>& tokens) const;
    /// Phrases of one word.
    bool has(const std::string& word) const;
    const std::vector<std::u32string>& single_words() const { return single_words_; }

private:
    std::unordered_map<std::string, std::vector<std::vector<std::string>>> phrases_;
    std::vector<std::u32string> single_words_;
};

} // namespace dosah::responses
