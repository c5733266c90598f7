// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::fuzz {

/// Makes inputs out of those it has: bytes changed, pieces taken out, doubled, moved or taken from another input, words
/// of the format put in, pieces repeated until they are long. The same seed gives the same inputs.
class Mutator
{
public:
    Mutator(std::uint64_t seed, std::vector<std::string> corpus, std::vector<std::string_view> dictionary)
        : random_(seed), corpus_(std::move(corpus)), dictionary_(std::move(dictionary))
    {
        if (corpus_.empty()) corpus_.emplace_back();
    }

    std::string next()
    {
        std::string input = one_of(corpus_);
        for (std::size_t i = 1 + below(below(8) == 0 ? 60 : 6); i > 0; --i)
            change(input);
        if (input.size() > longest) input.resize(longest);
        return input;
    }

    /// An input worth changing further; of many, the older ones are replaced.
    void keep(std::string input)
    {
        if (corpus_.size() < 4000)
            corpus_.push_back(std::move(input));
        else
            corpus_[below(corpus_.size())] = std::move(input);
    }

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

private:
    static constexpr std::size_t longest = 512 * 1024;

    template <typename T>
    const T& one_of(const std::vector<T>& all)
    {
        return all[below(all.size())];
    }

    std::string piece_of(const std::string& input, std::size_t most)
    {
        const std::size_t at = below(input.size() + 1);
        return input.substr(at, below(most) + 1);
    }

    void change(std::string& input)
    {
        const std::size_t at = below(input.size() + 1);
        switch (below(9)) {
        case 0:
            if (at < input.size()) input[at] = static_cast<char>(random_());
            break;
        case 1:
            if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        case 2:
            input.erase(at, below(below(4) == 0 ? 2000 : 30));
            break;
        case 3:
            input.insert(at, piece_of(input, 200));
            break;
        case 4:
            input.insert(at, piece_of(one_of(corpus_), 2000));
            break;
        case 5:
            if (!dictionary_.empty()) input.insert(at, one_of(dictionary_));
            break;
        case 6:
            if (!dictionary_.empty()) {
                const std::string_view word = one_of(dictionary_);
                input.replace(at, std::min(word.size(), input.size() - at), word);
            }
            break;
        case 7: {
            const std::string piece = piece_of(input, 60);
            std::string many;
            for (std::size_t i = below(below(6) == 0 ? 3000 : 20); i > 0; --i)
                many += piece;
            input.insert(at, many);
            break;
        }
        default:
            input.insert(at, 1 + below(4), "<>@:;=\"'\n\r\t \\&?-.\0\xFF"[below(19)]);
            break;
        }
    }

    std::mt19937_64 random_;
    std::vector<std::string> corpus_;
    std::vector<std::string_view> dictionary_;
};

} // namespace dosah::fuzz
