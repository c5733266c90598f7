// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

namespace dosah::tests {

/// Puts the queue right after a test wrote states of messages by hand: each row at the stage of its message's state,
/// none for what is settled, and one for what is not (due long ago, keeping hours).
void follow_states(store::Session& session);
inline void follow_states(store::Session&& session)
{
    follow_states(session);
}

} // namespace dosah::tests
