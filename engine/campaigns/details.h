// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

/// What people who come say beside their yes.
namespace dosah::campaigns {

inline constexpr int most_companions = 9;

/// interpreter, step_free, childcare.
std::span<const std::string_view> known_needs();

struct Details
{
    std::optional<int> companions;    ///< who come with them; nothing: they did not say
    std::set<std::string> needs;      ///< of known_needs(); they replace those told before
    std::optional<std::string> first; ///< "yes", "no" or "unknown" (would rather not say); nothing: not said
};

/// How many come with the person. Each takes a place where the event has a limit (campaigns/capacity.h). Whoever has a
/// place and wants more gets them while there are enough and nobody waits; else false, and all stays as it was. Fewer
/// give places back. In a transaction of the caller's; it locks the campaign's row.
bool set_companions(store::Session& session, std::int64_t invitation_id, int companions, Instant now);

/// False when there are no places for that many companions; the rest is kept all the same. In a transaction of the
/// caller's. Throws Error(input) for a need or a number that is none.
bool record_details(store::Session& session, std::int64_t invitation_id, const Details& details, Instant now);

} // namespace dosah::campaigns
