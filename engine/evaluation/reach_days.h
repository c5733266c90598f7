// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::evaluation {

/// People who acted for the first time within one hour.
struct ReachedHour
{
    Instant at; ///< the hour's beginning (UTC)
    std::int64_t people = 0;
};

/// When those who are reached by `until` (evaluation/facts.h says who is) were reached: by their first answer, own
/// words, attendance or, where a form is asked for, their form. In order of time; hours without anybody are left out.
/// The people of all hours are the reached of the report as of `until`, but for persons whose traces were erased.
std::vector<ReachedHour> reached_by_hour(store::Session& session, std::int64_t campaign_id,
                                         const std::string& target_act, Instant until);

} // namespace dosah::evaluation
