// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::evaluation {

/// People who came without an invitation (campaigns/walk_ins.h), each counted in one cell. They are in no share and on
/// no rung: nobody drew or asked them.
struct WalkInCell
{
    std::string group; ///< key; "" where nobody knows it, which is not "in no group"
    std::int64_t people = 0;
};

/// Those who came by then, by group.
std::vector<WalkInCell> count_walk_in_cells(store::Session& session, std::int64_t campaign_id, Instant until);

} // namespace dosah::evaluation
