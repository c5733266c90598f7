// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/details.h"
#include "campaigns/invitation.h"

#include <optional>
#include <string>

namespace dosah::responses {

/// What somebody said by telephone or on the slip of a letter, as a coordinator records it.
struct ByHand
{
    std::string channel;               ///< phone or letter
    std::optional<std::string> answer; ///< yes, no, maybe
    bool opt_out = false;              ///< no more invitations, by any channel
    campaigns::Details details = {};   ///< of a yes or maybe
    std::string words = {};            ///< what else they said, at most 2,000 bytes
};

/// Stores it like an answer that came in: the answer with its place at the event, the response rows, an opt-out at once
/// and everywhere, audit rows. Words without an answer are a response of their own that has been dealt with. False when
/// the campaign takes no answers any more (an opt-out is obeyed all the same). Throws Error(input) naming the field.
/// In a transaction of the caller's.
bool record_by_hand(store::Session& session, const campaigns::Invitation& invitation, const ByHand& said,
                    const std::string& actor, Instant now);

} // namespace dosah::responses
