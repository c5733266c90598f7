// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

/// Attacks on figures of groups that overlap.
namespace dosah::tests {

/// People of each set of groups, one measure.
using Sets = std::vector<std::vector<std::size_t>>;

inline std::int64_t sum_of(const Sets& sets, const std::vector<std::int64_t>& people, std::size_t group)
{
    std::int64_t out = 0;
    for (std::size_t i = 0; i < sets.size(); ++i)
        if (std::find(sets[i].begin(), sets[i].end(), group) != sets[i].end()) out += people[i];
    return out;
}

struct ToldOfGroup
{
    std::int64_t low = INT64_MAX;
    std::int64_t high = -1;
};

/// The attack by trying everything: all ways in which whole people of each set add up to what is shown of one measure.
/// Shares no code with what protects.
inline std::vector<ToldOfGroup> attack_groups(const Sets& sets, std::int64_t everybody, std::size_t groups,
                                              const std::vector<std::optional<std::int64_t>>& shown)
{
    std::vector<ToldOfGroup> out(groups);
    std::vector<std::int64_t> people(sets.size());
    const std::function<void(std::size_t, std::int64_t)> place = [&](std::size_t set, std::int64_t left) {
        if (set + 1 < sets.size()) {
            for (people[set] = 0; people[set] <= left; ++people[set])
                place(set + 1, left - people[set]);
            people[set] = 0;
            return;
        }
        people[set] = left;
        std::vector<std::int64_t> sums;
        for (std::size_t group = 0; group < groups; ++group) {
            sums.push_back(sum_of(sets, people, group));
            if (shown[group] && *shown[group] != sums.back()) return;
        }
        for (std::size_t group = 0; group < groups; ++group) {
            out[group].low = std::min(out[group].low, sums[group]);
            out[group].high = std::max(out[group].high, sums[group]);
        }
    };
    place(0, everybody);
    return out;
}

} // namespace dosah::tests
