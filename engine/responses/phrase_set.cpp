// SPDX-License-Identifier: EUPL-1.2
#include "responses/phrase_set.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::responses {

void PhraseSet::add(std::string_view phrase)
{
    std::vector<std::string> words = words_of(phrase);
    if (words.empty()) return;
    if (words.size() == 1) single_words_.push_back(text::to_utf32(words[0]));
    auto& known = phrases_[words[0]];
    if (std::find(known.begin(), known.end(), words) == known.end()) known.push_back(std::move(words));
}

void PhraseSet::add(const std::vector<std::string>& phrases)
{
    for (const std::string& phrase : phrases)
        add(phrase);
}

std::size_t PhraseSet::longest_at(const std::vector<Token>& tokens, std::size_t at) const
{
    if (at >= tokens.size()) return 0;
    const auto found = phrases_.find(tokens[at].word);
    if (found == phrases_.end()) return 0;
    std::size_t longest = 0;
    for (const std::vector<std::string>& words : found->second) {
        if (words.size() > longest && stands_at(tokens, at, words)) longest = words.size();
    }
    return longest;
}

bool PhraseSet::found_in(const std::vector<Token>& tokens) const
{
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (longest_at(tokens, i) > 0) return true;
    }
    return false;
}

std::size_t PhraseSet::count_in(const std::vector<Token>& tokens) const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < tokens.size();) {
        const std::size_t length = longest_at(tokens, i);
        count += length > 0 ? 1 : 0;
        i += std::max<std::size_t>(length, 1);
    }
    return count;
}

bool PhraseSet::is(const std::vector<Token>& tokens) const
{
    return !tokens.empty() && longest_at(tokens, 0) == tokens.size();
}

bool PhraseSet::has(const std::string& word) const
{
    const auto found = phrases_.find(word);
    return found != phrases_.end() &&
           std::any_of(found->second.begin(), found->second.end(), [](const auto& words) { return words.size() == 1; });
}

} // namespace dosah::responses
