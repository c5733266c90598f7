// SPDX-License-Identifier: EUPL-1.2
#include "responses/phrase_finder.h"

namespace dosah::responses {

PhraseFinder::PhraseFinder(std::span<const std::string_view> phrases) : phrases_(phrases.begin(), phrases.end())
{
    for (std::size_t i = 0; i < phrases_.size(); ++i)
        by_beginning_.at(bucket_of(phrases_[i].data())).push_back(static_cast<std::uint32_t>(i));
}

std::optional<std::size_t> PhraseFinder::first_in(std::string_view text) const
{
    std::size_t best = phrases_.size();
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        for (const std::uint32_t i : by_beginning_[bucket_of(text.data() + at)]) {
            if (i >= best) break;
            if (text.substr(at).starts_with(phrases_[i])) best = i;
        }
    }
    return best < phrases_.size() ? std::optional(best) : std::nullopt;
}

bool PhraseFinder::found_in(std::string_view text) const
{
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        for (const std::uint32_t i : by_beginning_[bucket_of(text.data() + at)]) {
            if (text.substr(at).starts_with(phrases_[i])) return true;
        }
    }
    return false;
}

} // namespace dosah::responses
