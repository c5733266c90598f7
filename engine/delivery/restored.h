// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <vector>

/// What a store says of messages when it is an old one that was brought back: it knows nothing of what went out after
/// it was written.
namespace dosah::delivery {

/// claimed and handed -> in_doubt(restored). Inside a transaction of the caller's, with no daemon at work. Returns how
/// many.
std::size_t doubt_unfinished(store::Session& session, Instant now);

/// planned and queued messages that were due by now -> in_doubt(restored), since they may have gone out; but for those
/// of `lanes`, which were not launched. The history has each step that may have been made. Likewise.
std::size_t doubt_waiting(store::Session& session, const std::vector<std::int64_t>& lanes, Instant now);

} // namespace dosah::delivery
