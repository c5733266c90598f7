// SPDX-License-Identifier: EUPL-1.2
#include "contacts/key_chains.h"

#include <functional>

namespace dosah::contacts {

std::uint32_t KeyChains::key_of(std::string_view text)
{
    if (text.empty()) return no_key;
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    const auto key = static_cast<std::uint32_t>(hash ^ (hash >> 32));
    return key == no_key ? 1 : key;
}

std::size_t KeyChains::slot_of(std::uint32_t key) const
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t begin = slots_.size();
    for (std::size_t slot = key & mask;; slot = (slot + 1) & mask) {
        const std::uint32_t last = slots_[slot];
        if (last == none) return begin < slots_.size() ? begin : slot;
        if (last == gone) {
            if (begin == slots_.size()) begin = slot;
        } else if (keys_[last] == key) {
            return slot;
        }
    }
}

std::uint32_t KeyChains::last_of(std::uint32_t key) const
{
    if (slots_.empty() || key == no_key) return none;
    const std::uint32_t last = slots_[slot_of(key)];
    return last == gone ? none : last;
}

void KeyChains::grow()
{
    const std::vector<std::uint32_t> old = std::move(slots_);
    slots_.assign(old.empty() ? 64 : old.size() * 2, none);
    used_ = 0;
    for (const std::uint32_t last : old) {
        if (last == none || last == gone) continue;
        slots_[slot_of(keys_[last])] = last;
        ++used_;
    }
}

void KeyChains::leave(std::uint32_t place)
{
    const std::size_t slot = slot_of(keys_[place]);
    if (next_[place] == place) {
        slots_[slot] = gone;
        return;
    }
    std::uint32_t before = place;
    while (next_[before] != place)
        before = next_[before];
    next_[before] = next_[place];
    if (slots_[slot] == place) slots_[slot] = before;
}

void KeyChains::set(std::size_t place, std::uint32_t key)
{
    if (place >= keys_.size()) {
        keys_.resize(place + 1, no_key);
        next_.resize(place + 1, none);
    }
    if (keys_[place] == key) return;
    const auto here = static_cast<std::uint32_t>(place);
    if (keys_[place] != no_key) leave(here);
    keys_[place] = key;
    if (key == no_key) return;
    if (used_ * 4 >= slots_.size() * 3) {
        keys_[place] = no_key; // not in a list yet
        grow();
        keys_[place] = key;
    }
    std::uint32_t& last = slots_[slot_of(key)];
    if (last == none || last == gone) {
        used_ += last == none ? 1 : 0;
        next_[place] = here;
    } else {
        next_[place] = next_[last];
        next_[last] = here;
    }
    last = here;
}

} // namespace dosah::contacts
