// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/chi_square.h"

#include "evaluation/distributions.h"
#include "evaluation/fisher.h"
#include "evaluation/holm.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace dosah::evaluation {

namespace {

void add_cell(ChiSquare& out, double found, double expected)
{
    out.statistic += (found - expected) * (found - expected) / expected;
    out.smallest_expected = std::min(out.smallest_expected, expected);
}

} // namespace

const char* to_string(TestKind kind)
{
    switch (kind) {
    case TestKind::chi_square:
        return "chi_square";
    case TestKind::z:
        return "z";
    case TestKind::fisher:
        return "fisher";
    case TestKind::none:
        break;
    }
    return "none";
}

std::optional<ChiSquare> chi_square_homogeneity(const std::vector<GroupCount>& groups)
{
    std::int64_t x = 0;
    std::int64_t n = 0;
    std::int64_t filled = 0;
    for (const GroupCount& group : groups) {
        assert(group.x >= 0 && group.x <= group.n);
        x += group.x;
        n += group.n;
        filled += group.n > 0 ? 1 : 0;
    }
    if (filled < 2 || x == 0 || x == n) return std::nullopt;
    const double share = static_cast<double>(x) / static_cast<double>(n);
    ChiSquare out;
    out.smallest_expected = std::numeric_limits<double>::infinity();
    for (const GroupCount& group : groups) {
        if (group.n == 0) continue;
        const auto size = static_cast<double>(group.n);
        add_cell(out, static_cast<double>(group.x), size * share);
        add_cell(out, static_cast<double>(group.n - group.x), size * (1 - share));
    }
    out.degrees = static_cast<double>(filled - 1);
    out.p = chi_square_upper(out.statistic, out.degrees);
    out.cramers_v = std::sqrt(out.statistic / static_cast<double>(n));
    return out;
}

std::optional<ChiSquare> chi_square_fit(const std::vector<std::int64_t>& counts, const std::vector<double>& shares)
{
    assert(counts.size() == shares.size());
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    const double whole = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (total <= 0 || whole <= 0) return std::nullopt;
    ChiSquare out;
    out.smallest_expected = std::numeric_limits<double>::infinity();
    std::int64_t filled = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (shares[i] <= 0) {
            if (counts[i] > 0) return std::nullopt;
            continue;
        }
        ++filled;
        add_cell(out, static_cast<double>(counts[i]), total * shares[i] / whole);
    }
    if (filled < 2 || !std::isfinite(whole) || !std::isfinite(out.statistic)) return std::nullopt;
    out.degrees = static_cast<double>(filled - 1);
    out.p = chi_square_upper(out.statistic, out.degrees);
    return out;
}

GroupTest test_groups(const std::vector<GroupCount>& groups)
{
    GroupTest out;
    out.chi_square = chi_square_homogeneity(groups);
    if (!out.chi_square) return out;
    if (out.chi_square->smallest_expected >= least_expected) {
        out.kind = TestKind::chi_square;
        out.p = out.chi_square->p;
    } else if (out.chi_square->degrees == 1) {
        std::vector<GroupCount> two;
        std::copy_if(groups.begin(), groups.end(), std::back_inserter(two),
                     [](const GroupCount& group) { return group.n > 0; });
        out.kind = TestKind::fisher;
        out.p = fisher_exact(two[0].x, two[0].n, two[1].x, two[1].n);
    }
    return out;
}

std::vector<Pair> compare_pairs(const std::vector<GroupCount>& groups, const IntervalMethod& method)
{
    std::vector<Pair> out;
    std::vector<double> found;
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t j = i + 1; j < groups.size(); ++j) {
            if (groups[i].n == 0 || groups[j].n == 0) continue;
            Pair pair;
            pair.one = i;
            pair.other = j;
            pair.difference = newcombe(groups[i].x, groups[i].n, groups[j].x, groups[j].n, method);
            // The square of the pooled z is the chi-square of the two; where all or nobody did there is no difference.
            const GroupTest test = test_groups({groups[i], groups[j]});
            pair.kind = test.kind == TestKind::chi_square ? TestKind::z : test.kind;
            pair.p = test.kind == TestKind::chi_square ? normal_two_sided(std::sqrt(test.chi_square->statistic))
                                                       : test.p.value_or(1.0);
            found.push_back(pair.p);
            out.push_back(pair);
        }
    const std::vector<double> adjusted = holm(found);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i].p_holm = adjusted[i];
    return out;
}

} // namespace dosah::evaluation
