// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>

namespace dosah::responses {

/// The two of a pair that an import found (contacts/duplicates.h) are the same: the newer contact goes into the older
/// one, with what was sent to it, what it said and its invitations. In one transaction, with an audit row. Where both
/// were invited to a campaign, the newer one's invitation stays where it is and is marked as a duplicate
/// (campaigns/eligibility.h); that waits until the event is over, since both links are out. Throws Error(missing) for
/// an unknown pair, Error(conflict) when it was decided, the register knows them as two, both are invited to an event
/// that is still to come, or a message to the newer one is being handed over.
void merge_people(store::Database& database, const Clock& clock, std::int64_t organisation_id, std::int64_t pair_id,
                  const std::string& actor);

} // namespace dosah::responses
