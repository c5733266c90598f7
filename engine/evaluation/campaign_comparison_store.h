// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <vector>

namespace dosah::evaluation {

/// Campaigns of the organisation, but for `campaign_id`, whose figures are closed as of `until` or earlier: the latest
/// `most`, the latest first.
std::vector<std::int64_t> closed_campaigns(store::Session& session, std::int64_t organisation_id,
                                           std::int64_t campaign_id, Instant until, std::size_t most);

} // namespace dosah::evaluation
