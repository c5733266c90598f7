// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "evaluation/paper.h"

#include <string>
#include <vector>

namespace dosah::evaluation {

/// Adds to an object a member for each fact of one row: measure -> {"numerator","denominator","estimate","lo","hi",
/// "status"}, null for what is not there.
void set_figures(json::Object& out, const std::vector<Fact>& facts, const std::string& group);

/// A figure that stands for itself, without people it is of.
Fact value_fact(const std::string& group, std::string_view measure, std::optional<double> estimate,
                std::string_view status);

} // namespace dosah::evaluation
