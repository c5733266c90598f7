// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

namespace dosah::evaluation {

/// p values made fit for being read together: adjusted so that the chance of any false finding among them stays at the
/// level (Holm 1979, step-down). In the order given, at most 1, never smaller than what was given. Pure, any thread.
std::vector<double> holm(const std::vector<double>& p_values);

} // namespace dosah::evaluation
