// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/cells.h"

#include <string>
#include <vector>

/// Private to cells_store.cpp and what proves its plan.
namespace dosah::evaluation {

/// "WITH ... person AS (...) ": a row for each person in the campaign's frame with what is known of them; `more` are
/// further columns, each with a comma before it.
std::string person_table(const Counting& counting, const std::string& more);
/// $1 to $7 of it.
std::vector<store::Value> person_values(store::Session& session, const Counting& counting);

} // namespace dosah::evaluation
