// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dosah::evaluation {

struct OrganisationFacts
{
    std::string name;
    std::string locale;
    std::string time_zone;
    int look_back_months = 0;
    std::optional<Instant> register_start;
};
OrganisationFacts organisation_facts(store::Session& session, std::int64_t organisation_id);

} // namespace dosah::evaluation
