// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

namespace dosah::evaluation {

/// Fisher's exact test that x1 of n1 and x2 of n2 have the same chance: the two-sided p value, which is the sum over
/// all tables with the same margins that are not more likely than this one (as in R's fisher.test, with its allowance
/// of 1e-7 for equal ones). 1 where a margin is empty. 0 <= x <= n. Work grows with the smaller margin. Pure, any
/// thread.
double fisher_exact(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2);

} // namespace dosah::evaluation
