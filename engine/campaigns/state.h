// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

namespace dosah::campaigns {

enum class State {
    draft,
    submitted,
    approved,
    scheduled, ///< audience frozen, messages planned, cancel window open
    running,
    paused,
    finished, ///< nothing left to send
    closed,   ///< the declared as-of time of evaluation
    cancelled,
    missed, ///< do-not-send-after passed before it ran
};

std::string_view to_string(State state);
State state_from(std::string_view word); ///< throws Error(internal)

/// One allowed move; data, here and nowhere else.
struct Move
{
    State from;
    State to;
    std::string_view by;
};

std::span<const Move> moves();
bool may_move(State from, State to);

} // namespace dosah::campaigns
