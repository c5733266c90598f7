// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

/// What looking at running figures costs: why nothing is called significant before the declared as-of time. Pure
/// functions, any thread.
namespace dosah::evaluation {

/// The chance that at least one of so many equally spaced looks at |Z| finds more than `limit` though there is nothing,
/// by numerical integration (Armitage, McPherson and Rowe 1969). With limit 1.959963984540054: 5 % at one look, 14.2 %
/// at five. 1 to 100 looks; to about 1e-8.
double false_alarm(int looks, double limit);

/// Half the width of an interval for a mean that holds at all looks together with chance 1 - alpha, after n people with
/// standard deviation `deviation`; `tuning` (rho) says at which n it is narrowest. Source: asymptotic confidence
/// sequence, Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021.
double always_valid_half_width(std::int64_t n, double deviation, double tuning, double alpha);

} // namespace dosah::evaluation
