// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::evaluation {

/// What reach is counted from: people of one group and prior involvement.
struct ReachCount
{
    std::string group; ///< key; "" for everybody
    std::string prior;
    std::int64_t audience = 0;
    std::int64_t sent = 0;
    std::int64_t delivered = 0;
    std::int64_t reached = 0;
    std::int64_t attended = 0;
    std::int64_t in_doubt = 0;
};

/// Acts later than `until` do not count. Everybody, each group of the frozen audience, and those in none.
std::vector<ReachCount> count_reach(store::Session& session, std::int64_t campaign_id, Instant until);

struct OrganisationFacts
{
    std::string name;
    std::string locale;
    std::string time_zone;
    int look_back_months = 0;
    std::optional<Instant> register_start;
};
OrganisationFacts organisation_facts(store::Session& session, std::int64_t organisation_id);

/// As people read it; the key itself for a group that is gone since.
std::string group_name(store::Session& session, std::int64_t organisation_id, const std::string& key);

} // namespace dosah::evaluation
