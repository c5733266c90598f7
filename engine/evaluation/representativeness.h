// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// Does the response lean towards some groups of the invited? Pure functions, any thread.
///
/// Groups here are strata: everybody invited is in exactly one. The indicators see only these strata, and R comes out
/// high wherever few respond at all: never print R without the mean response; between campaigns compare the CV.
namespace dosah::evaluation {

struct Stratum
{
    std::int64_t invited = 0;
    std::int64_t reached = 0; ///< of them
};

/// The R-indicator and what belongs to it. Sources: Schouten, Cobben and Bethlehem 2009 (Survey Methodology 35:101);
/// bias and variance as in RISQ's getRIndicator 2.1 for one saturated factor and all invited known, where no regression
/// is needed: bias of S2 = sum rho_h (1 - rho_h) / N.
struct Representativeness
{
    std::int64_t invited = 0;
    double mean = 0;                      ///< response of all, rho
    double variance = 0;                  ///< S2 = sum n_h (rho_h - rho)^2 / (N - 1)
    double bias = 0;                      ///< of S2, by chance alone
    double r_unadjusted = 1;              ///< 1 - 2 sqrt(S2)
    double r = 1;                         ///< 1 - 2 sqrt(max(0, S2 - bias)): 1 is no leaning at all
    std::optional<double> standard_error; ///< of r; none when the strata responded alike to the last digit
    std::optional<double> cv_unadjusted;  ///< sqrt(S2) / rho; none without any response
    std::optional<double> cv;             ///< likewise, adjusted
    /// Of each stratum in the order given, unconditional: sqrt(n_h / N) (rho_h - rho); above 0 where it responded more.
    /// None for a stratum of nobody. Their squares add up to the variance with N as divisor.
    std::vector<std::optional<double>> partials;
};

/// Nothing with fewer than two invited.
std::optional<Representativeness> representativeness(const std::vector<Stratum>& strata);

} // namespace dosah::evaluation
