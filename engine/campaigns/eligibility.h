// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/campaign.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// People of a frozen audience who turn out not to belong to it. Evaluation counts them as NE (AAPOR 4.x: not
/// eligible), whatever they did (evaluation/facts.h), so that nobody is held against a campaign who could not take
/// part. This is the one place where it is recorded.
namespace dosah::campaigns {

/// not_me (the address is somebody else's), moved_away, duplicate (the same person is in the audience twice),
/// under_age, died, other.
const std::vector<std::string>& ineligible_reasons();

/// The invitation of a contact, whatever the lot said of them; nothing when they were not in the frozen audience.
std::optional<std::int64_t> find_invitation_of(store::Session& session, std::int64_t campaign_id,
                                               std::int64_t contact_id);

/// Records that the person of an invitation should not have been invited: reason, the moment and an audit row. From
/// then on they get no more waves of the campaign; what waits for them is skipped as `ineligible` when it would be
/// written. A second reason replaces the first and keeps its moment. False when it is recorded with that reason
/// already. What is known only after a campaign's as-of time changes no figure of it. Suppresses no address: that is
/// opt_out()'s.
///
/// In the caller's transaction. Throws Error(input) for an unknown reason, Error(missing) when the organisation has no
/// such invitation. `note` is kept in the audit log alone: no address, at most 200 bytes.
bool mark_ineligible(store::Session& session, std::int64_t organisation_id, std::int64_t invitation_id,
                     const std::string& reason, const std::string& actor, Instant now, const std::string& note = "");

/// It was a mistake: the person belongs to the audience after all. False when nothing was recorded. Throws likewise.
bool withdraw_ineligible(store::Session& session, std::int64_t organisation_id, std::int64_t invitation_id,
                         const std::string& actor, Instant now);

} // namespace dosah::campaigns
