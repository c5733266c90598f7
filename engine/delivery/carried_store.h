// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/carried.h"

/// Private to delivery/: what the moves of a carrier do to those it carries.
namespace dosah::delivery {

/// The messages were just skipped and still have their rows of the queue: the first that each of them carried is
/// planned again in its place and carries the others.
void pass_on(store::Session& session, const store::Given& skipped, Instant now);

/// Somebody whose links a message does not have after all, though it was to carry them.
struct LeftOut
{
    std::int64_t carrier_id = 0;
    std::int64_t message_id = 0;
    std::string reason;
};
/// The carriers were handed over without them: they are skipped for their reasons.
void leave_out(store::Session& session, const std::vector<LeftOut>& people, Instant now);

} // namespace dosah::delivery
