// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "delivery/state.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The one way by which a message's state changes in the store.
namespace dosah::delivery {

/// The two parts of a statement on messages that make a move ("set") and guard it ("where"). Who uses it moves the
/// message's row of the queue along (follow_in_queue).
struct MoveSql
{
    std::string set;
    std::string where;
};

/// A condition on messages: nothing holds it back with its campaign.
extern const std::string lane_is_open;

/// Throws Error(internal) when the table of states has no such move.
MoveSql move_sql(State from, State to);

/// A row of a message's history. The first one of all has no `from`.
struct MoveRow
{
    std::int64_t message_id = 0;
    std::optional<std::int64_t> attempt_id;
    std::optional<State> from;
    State to = State::planned;
    std::string reason;
    std::string remote_text;
};

/// The table queue holds what is not settled, each at the stage of its state, so that what is to be done next is found
/// without an index over the states of all messages there ever were: an update that touches no index is what a message
/// costs least by.
///
/// A message of this state is at which stage: planned, queued, held (claimed or handed), in_doubt. Nothing: it is
/// settled, and not in the queue.
std::optional<std::string_view> stage_of(State state);

/// `given` has their ids in a column "id". Written no later than the session's next statement.
void follow_in_queue(store::Session& session, const store::Given& given, State from, State to);

void write_moves(store::Session& session, const std::vector<MoveRow>& rows, Instant now);

/// Moves one message that stands at `row.from` and writes its history; false when it stands elsewhere by now.
/// Inside a transaction of the caller's.
bool move_message(store::Session& session, const MoveRow& row, Instant now);

/// The same for many; returns those that were moved.
std::vector<std::int64_t> move_messages(store::Session& session, const std::vector<std::int64_t>& ids, State from,
                                        State to, const std::string& reason, Instant now);

} // namespace dosah::delivery
