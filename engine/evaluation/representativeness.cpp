// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/representativeness.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace dosah::evaluation {

namespace {

struct Cell
{
    double weight = 0;  // n_h / N
    double rate = 0;    // rho_h
    double sampled = 0; // variance of rho_h
};

/// tr(BVBV) with B = diag(w) - ww' and V = diag(v). Written out, sum_ij B_ij^2 v_i v_j, it needs no square table:
/// (sum w^2 v)^2 has every pair, and on the diagonal w_i - w_i^2 stands in place of w_i^2.
double trace(const std::vector<Cell>& cells)
{
    double all = 0;
    double diagonal = 0;
    for (const Cell& cell : cells) {
        const double off = cell.weight * cell.weight;
        const double on = cell.weight - off;
        all += off * cell.sampled;
        diagonal += (on * on - off * off) * cell.sampled * cell.sampled;
    }
    return all * all + diagonal;
}

} // namespace

std::optional<Representativeness> representativeness(const std::vector<Stratum>& strata)
{
    Representativeness out;
    std::int64_t reached = 0;
    for (const Stratum& stratum : strata) {
        assert(stratum.reached >= 0 && stratum.reached <= stratum.invited);
        out.invited += stratum.invited;
        reached += stratum.reached;
    }
    if (out.invited < 2) return std::nullopt;
    const auto total = static_cast<double>(out.invited);
    out.mean = static_cast<double>(reached) / total;

    std::vector<Cell> cells;
    double by_population = 0; // the variance with N as divisor
    double by_deviation = 0;
    for (const Stratum& stratum : strata) {
        if (stratum.invited == 0) {
            out.partials.emplace_back();
            continue;
        }
        Cell cell;
        const auto size = static_cast<double>(stratum.invited);
        cell.weight = size / total;
        cell.rate = static_cast<double>(stratum.reached) / size;
        cell.sampled = cell.rate * (1 - cell.rate) / size;
        const double deviation = cell.rate - out.mean;
        by_population += cell.weight * deviation * deviation;
        by_deviation += cell.weight * cell.weight * deviation * deviation * cell.sampled;
        out.bias += cell.rate * (1 - cell.rate) / total;
        out.partials.emplace_back(std::sqrt(cell.weight) * deviation);
        cells.push_back(cell);
    }
    out.variance = by_population * total / (total - 1);
    const double adjusted = std::sqrt(std::max(0.0, out.variance - out.bias));
    out.r_unadjusted = 1 - 2 * std::sqrt(out.variance);
    out.r = 1 - 2 * adjusted;
    if (by_population > 0) out.standard_error = std::sqrt((4 * by_deviation + 2 * trace(cells)) / by_population);
    if (out.mean > 0) {
        out.cv_unadjusted = std::sqrt(out.variance) / out.mean;
        out.cv = adjusted / out.mean;
    }
    return out;
}

} // namespace dosah::evaluation
