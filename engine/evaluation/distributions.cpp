// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/distributions.h"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cassert>
#include <cmath>
#include <numbers>

namespace dosah::evaluation {

namespace {

/// Errors by exception would hide that a caller broke its promise; the functions stay in double.
using Policy =
    boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                  boost::math::policies::underflow_error<boost::math::policies::ignore_error>>;

} // namespace

double normal_quantile(double p)
{
    assert(p > 0 && p < 1);
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p, Policy());
}

double normal_two_sided_quantile(double level)
{
    assert(level > 0 && level < 1);
    return std::numbers::sqrt2 * boost::math::erf_inv(level, Policy());
}

double normal_two_sided(double z)
{
    return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

double chi_square_upper(double statistic, double degrees)
{
    assert(statistic >= 0 && degrees > 0);
    return boost::math::gamma_q(degrees / 2, statistic / 2, Policy());
}

} // namespace dosah::evaluation
