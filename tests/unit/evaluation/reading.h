// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/facts.h"
#include "history.h"

#include <string>

namespace dosah::tests {

/// When the campaigns of these histories were frozen.
inline const Instant reading_frozen = from_iso("2026-10-01T08:00:00Z");

/// The definitions of evaluation/facts.h once more, of one person, without SQL.
evaluation::PeopleCount meaning(const Guest& guest, const std::string& target_act, Instant until,
                                bool cancelled = false);

} // namespace dosah::tests
