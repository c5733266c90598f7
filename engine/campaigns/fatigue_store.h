// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/composer.h"
#include "organisations/organisation.h"
#include "store/database.h"

#include <cstdint>
#include <set>
#include <span>
#include <string>

namespace dosah::campaigns {

/// How many wave messages a person gets at most (organisations/sending_hours.h: FatigueCap). Counted are messages of
/// waves of all campaigns of the organisation that were handed over within its days and did not bounce or fail;
/// confirmations, notices of changes and test messages are not. Private to campaigns/.

/// Which of the claims (message ids) are one too many now; only wave messages are. One query for all of them. Of
/// messages that are in work at the same time those with the lower id come first, so two campaigns cannot pass the cap
/// together.
std::set<std::int64_t> over_fatigue_cap(store::Session& session, std::span<const delivery::Claim> claims, Instant now);

/// How many people of an audience have had as many messages as the cap allows when a wave begins at `at`; what is sent
/// between now and then is not foreseen. 0 where there is no cap. Throws Error(input) for a wrong query.
std::int64_t count_over_fatigue_cap(store::Session& session, const organisations::Organisation& organisation,
                                    const std::string& audience, Instant now, Instant at);

} // namespace dosah::campaigns
