// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// Disclosure control of a campaign's figures by target group. Groups overlap, so their figures are no table with sums
/// that disclosure.h could protect; but each is a sum over the sets of groups that people are in ("women and seniors"),
/// and what an attacker can tell of it is a linear program over those sets (linear_range.h). The attacker is thought to
/// know which sets there are, and how the measures lie within each other.
namespace dosah::evaluation {

/// Measures of a row, each but the first within an earlier one.
enum class GroupMeasure { audience, reached, participated, reached_none, reached_prior };
inline constexpr std::size_t group_measures = 5;

/// What is hidden together. With the first of a row go the others: a share tells its parts.
enum class GroupFamily { base, participation, newness };
inline constexpr std::size_t group_families = 3;
GroupFamily family_of(GroupMeasure measure);

inline constexpr const char* group_rule = "linear-suppression/1";

struct GroupRow
{
    std::string group; ///< key; "" for everybody
    std::array<std::int64_t, group_measures> counts{};

    std::int64_t of(GroupMeasure measure) const { return counts[static_cast<std::size_t>(measure)]; }
};

using HiddenFamilies = std::array<bool, group_families>;

/// What of everybody's row must be hidden: counts from 1 to threshold - 1, an audience from 1 to base - 1.
HiddenFamilies protect_everybody(const GroupRow& everybody, const DisclosureRule& rule);

/// What of each group's row must be hidden, in their order. Hidden are counts from 1 to threshold - 1 and audiences
/// from 1 to base - 1, of the group or of everybody else; what everybody's row hides; and further figures until no
/// hidden one can be told more narrowly than to an interval as wide as the threshold (an audience: as the base), also
/// not by the one person of a figure of 1. Figures of 0 that are not hidden are shown. Deterministic.
///
/// `sets` are those that the people of the audience are in: for each the indices of its groups in `groups`; one empty
/// set for people in none. Where no people of these sets could give the figures, or sets times
/// groups are more than 6000, all groups are hidden. Throws
/// Error(input) for a group that is larger than everybody.
std::vector<HiddenFamilies> protect_groups(const GroupRow& everybody, const HiddenFamilies& everybody_hidden,
                                           const std::vector<GroupRow>& groups,
                                           const std::vector<std::vector<std::size_t>>& sets,
                                           const DisclosureRule& rule);

} // namespace dosah::evaluation
