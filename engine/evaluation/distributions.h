// SPDX-License-Identifier: EUPL-1.2
#pragma once

/// The few distribution functions the statistics need, by Boost.Math, whose headers only distributions.cpp sees.
/// Doubles to about 1e-14 relative; pure, any thread.
namespace dosah::evaluation {

/// Phi's inverse: normal_quantile(0.975) = 1.959963984540054. 0 < p < 1.
double normal_quantile(double p);

/// The z with P(|Z| <= z) = level for a standard normal Z: 0.95 -> 1.959963984540054. 0 < level < 1.
double normal_two_sided_quantile(double level);

/// P(|Z| >= |z|): the two-sided p value of a z.
double normal_two_sided(double z);

/// P(X >= statistic) for chi-square with so many degrees of freedom (> 0); statistic >= 0.
double chi_square_upper(double statistic, double degrees);

} // namespace dosah::evaluation
