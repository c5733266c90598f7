// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>

namespace dosah::campaigns {

/// Private to campaigns/.

/// Whether a user of the organisation who is not disabled signs in with this address.
bool is_users_address(store::Session& session, std::int64_t organisation_id, const std::string& email);
/// Test messages the organisation sent from then on, by its audit log.
std::int64_t count_tests(store::Session& session, std::int64_t organisation_id, Instant since);

} // namespace dosah::campaigns
