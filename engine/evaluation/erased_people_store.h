// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/cells.h"

namespace dosah::evaluation {

/// The rows of erased people. Private to evaluation/.
void add_erased(store::Session& session, std::int64_t campaign_id, const std::vector<PeopleCell>& cells);

/// Campaigns with a frozen audience in which the person is.
std::vector<std::int64_t> campaigns_of(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);

} // namespace dosah::evaluation
