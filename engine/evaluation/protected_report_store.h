// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

/// Private to protected_report.cpp.
namespace dosah::evaluation {

/// The sets of groups that the people of the frozen audience are in, as indices into `groups` (at most 60).
std::vector<std::vector<std::size_t>> group_sets(store::Session& session, std::int64_t campaign_id,
                                                 const std::vector<std::string>& groups);

} // namespace dosah::evaluation
