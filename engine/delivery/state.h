// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

namespace dosah::delivery {

/// Where a message stands.
enum class State {
    planned,
    queued,
    claimed,
    handed,
    accepted,
    delivered,
    bounced,
    failed,
    expired,
    skipped,
    in_doubt,
    assumed_sent,
};

std::string_view to_string(State state);
State state_from(std::string_view word); ///< throws Error(internal)

/// One allowed move; the table of shared states is data, here and nowhere else.
struct Move
{
    State from;
    State to;
    std::string_view by;        ///< what makes it
    bool sms_only = false;      ///< failed -> delivered
    bool later_attempt = false; ///< only when an earlier attempt was made: its receipt cancels the resend
    bool was_carried = false;   ///< only when it was skipped because another message carries it (delivery/carried.h)
};

std::span<const Move> moves();
const Move* find_move(State from, State to); ///< null when the table has no such move
bool may_move(State from, State to);

} // namespace dosah::delivery
