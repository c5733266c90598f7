// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/invitation.h"
#include "channel/message.h"

#include <cstdint>
#include <optional>

namespace dosah::campaigns {

/// Answers to what a person said. They are planned outside the campaign's lane: they count in no rate and go out while
/// it is paused. Each returns the new message's id, or nothing where none is due: the organisation has no account for
/// the channel, the contact has no address there, or it was planned before.

/// After a yes: confirms it on the channel it came by. Reads the invitation's current answer; at most one an hour and
/// channel, so that two machines cannot talk to each other for ever.
std::optional<std::int64_t> plan_confirmation(Services& services, store::Session& session, std::int64_t invitation_id,
                                              channel::Channel channel, Instant now);

/// Says once that the opt-out was heard. `address` is where the opt-out came from; one a day and address.
std::optional<std::int64_t> plan_opt_out_acknowledgement(Services& services, store::Session& session,
                                                         std::int64_t organisation_id, std::int64_t contact_id,
                                                         channel::Channel channel, const std::string& address,
                                                         Instant now);

} // namespace dosah::campaigns
