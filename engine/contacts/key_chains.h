// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dosah::contacts {

/// Which places (small numbers counted from 0) share a key, in sixteen bytes a place: a hash table of circular lists.
/// Keys are 32-bit hashes, so that others may be met in a list and have to be told apart by what stands at the place.
/// One thread.
class KeyChains
{
public:
    static constexpr std::uint32_t no_key = 0;
    /// Of a text; no_key of the empty one.
    static std::uint32_t key_of(std::string_view text);

    /// Gives a place its key, instead of the one it had; it comes last of those that have it.
    void set(std::size_t place, std::uint32_t key);
    /// Calls each(place) for those with the key, in the order they got it, until it returns false.
    template <class Each>
    void visit(std::uint32_t key, Each each) const
    {
        const std::uint32_t last = last_of(key);
        if (last == none) return;
        for (std::uint32_t place = next_[last];; place = next_[place])
            if (!each(static_cast<std::size_t>(place)) || place == last) return;
    }
    /// No other place has its key, or it has none.
    bool alone(std::size_t place) const { return keys_[place] == no_key || next_[place] == place; }
    /// Whether the place has a key.
    bool has(std::size_t place) const { return keys_[place] != no_key; }

private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    static constexpr std::uint32_t gone = 0xFFFFFFFE; ///< a slot that was used: a search goes on behind it

    std::size_t slot_of(std::uint32_t key) const; ///< where its list is, or where it would be begun
    std::uint32_t last_of(std::uint32_t key) const;
    void leave(std::uint32_t place);
    void grow();

    std::vector<std::uint32_t> keys_;
    std::vector<std::uint32_t> next_;
    std::vector<std::uint32_t> slots_; ///< the last place of each list; open addressing
    std::size_t used_ = 0;             ///< slots that are not free, gone ones too
};

} // namespace dosah::contacts
