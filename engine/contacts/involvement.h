// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>

namespace dosah::contacts {

/// A dated participation act. kind: attended, form, proposal, vote, working_group, volunteering. The same act twice is
/// kept once. Not acts: subscribing, opening, saying yes without coming, being invited.
void record_involvement(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                        const std::string& kind, Instant occurred_at, const std::string& what,
                        const std::string& source);

} // namespace dosah::contacts
