// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/chi_square.h"
#include "evaluation/fisher.h"
#include "evaluation/holm.h"
#include "evaluation/looks.h"
#include "near.h"

#include <catch2/catch.hpp>

#include <limits>
#include <random>

using namespace dosah::evaluation;
using dosah::tests::near;

namespace {

const std::vector<GroupCount> four_groups = {{30, 100}, {30, 150}, {5, 50}, {80, 200}};

/// Fisher's p out of Pascal's triangle: whole numbers, so nothing is rounded before the end.
double fisher_by_counting(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2)
{
    const auto choose = [](std::int64_t n, std::int64_t k) {
        std::vector<std::uint64_t> row = {1};
        for (std::int64_t i = 0; i < n; ++i) {
            std::vector<std::uint64_t> next = {1};
            for (std::size_t j = 1; j < row.size(); ++j)
                next.push_back(row[j - 1] + row[j]);
            next.push_back(1);
            row = std::move(next);
        }
        return k < 0 || k > n ? 0 : row[static_cast<std::size_t>(k)];
    };
    const auto ways = [&](std::int64_t k) { return choose(n1, k) * choose(n2, x1 + x2 - k); };
    std::uint64_t all = 0;
    std::uint64_t as_unlikely = 0;
    for (std::int64_t k = 0; k <= n1; ++k) {
        all += ways(k);
        if (ways(k) <= ways(x1)) as_unlikely += ways(k);
    }
    return static_cast<double>(as_unlikely) / static_cast<double>(all);
}

} // namespace

TEST_CASE("chi-square of homogeneity and Cramer's V equal the computed values")
{
    const auto found = chi_square_homogeneity(four_groups);
    REQUIRE(found);
    CHECK(near(found->statistic, 26.46915978630403));
    CHECK(found->degrees == 3);
    CHECK(near(found->p, 7.606242458675066e-06));
    CHECK(near(*found->cramers_v, 0.2300832883383929));
    CHECK(near(found->smallest_expected, 14.5));
}

TEST_CASE("chi-square against a population equals the computed value")
{
    const auto found = chi_square_fit({30, 30, 5, 80}, {4000, 5000, 1500, 9500});
    REQUIRE(found);
    CHECK(near(found->statistic, 6.082879612825166));
    CHECK(found->degrees == 3);
    CHECK(near(found->p, 0.1076468428792992));
    CHECK_FALSE(chi_square_fit({0, 0}, {1, 1}));
    CHECK_FALSE(chi_square_fit({3, 4}, {1, 0}));
    CHECK_FALSE(chi_square_fit({3, 0}, {1, 0}));
}

TEST_CASE("shares out of reach give no chi-square, and end nothing")
{
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK_FALSE(chi_square_fit({3, 4}, {1e308, 1e308})); // their sum is beyond a double
    CHECK_FALSE(chi_square_fit({3, 4}, {infinite, 1}));
    CHECK_FALSE(chi_square_fit({3, 4}, {std::numeric_limits<double>::quiet_NaN(), 1}));
    CHECK_FALSE(chi_square_fit({3, 4}, {1e308, 1e-308}));
    CHECK(chi_square_fit({3, 4}, {1e19, 1e19})->p > 0.5);
    CHECK(chi_square_fit({3, 4}, {1e19, 1})->p == 0);
}

TEST_CASE("pairs are compared by z and read together by Holm")
{
    const std::vector<Pair> pairs = compare_pairs(four_groups);
    const std::vector<std::pair<double, double>> expected = {
        {0.06972536918351282, 0.2091761075505385},      {0.006331616694821337, 0.02532646677928535},
        {0.09019927243804533, 0.2091761075505385},      {0.1070390103470981, 0.2091761075505385},
        {6.645873265780852e-05, 0.0003715637172664922}, {6.192728621108204e-05, 0.0003715637172664922}};
    REQUIRE(pairs.size() == expected.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        CHECK(pairs[i].kind == TestKind::z);
        CHECK(near(pairs[i].p, expected[i].first));
        CHECK(near(pairs[i].p_holm, expected[i].second));
    }
    CHECK(pairs[3].one == 1);
    CHECK(pairs[3].other == 2);
    CHECK(pairs[3].difference.interval.low == newcombe(30, 150, 5, 50).interval.low);
}

TEST_CASE("Holm never lowers, never passes 1, keeps the order and is as strict as Bonferroni at the first step")
{
    CHECK(holm({}).empty());
    CHECK(holm({.03}) == std::vector<double>{.03});
    CHECK(holm({.5, .9, .7}) == std::vector<double>{1, 1, 1});
    std::mt19937_64 random(2);
    for (int round = 0; round < 500; ++round) {
        std::vector<double> given(1 + random() % 12);
        for (double& p : given)
            p = static_cast<double>(random() % 1001) / 1000;
        const std::vector<double> adjusted = holm(given);
        const double least = *std::min_element(given.begin(), given.end());
        for (std::size_t i = 0; i < given.size(); ++i) {
            REQUIRE(adjusted[i] >= given[i]);
            REQUIRE(adjusted[i] <= 1);
            if (given[i] == least) REQUIRE(near(adjusted[i], std::min(1.0, least * static_cast<double>(given.size()))));
            for (std::size_t j = 0; j < given.size(); ++j)
                if (given[i] <= given[j]) REQUIRE(adjusted[i] <= adjusted[j]);
        }
    }
}

TEST_CASE("Fisher's test equals R's")
{
    CHECK(near(fisher_exact(60, 400, 8, 100), 0.07353557707096002));
    CHECK(near(fisher_exact(3, 4, 1, 4), 0.4857142857142857)); // the lady tasting tea, two-sided
    CHECK(near(fisher_exact(9, 10, 3, 10), 0.01976661109788045));
    CHECK(near(fisher_exact(10, 10, 0, 10), 1.082508822446903e-05));
    CHECK(near(fisher_exact(500, 1000, 430, 1000), 0.001971518091684434));
    CHECK(fisher_exact(0, 10, 0, 20) == 1);
    CHECK(fisher_exact(10, 10, 20, 20) == 1);
    CHECK(fisher_exact(0, 0, 3, 5) == 1);
    CHECK(fisher_exact(0, 1'000'000, 1'000'000, 1'000'000) == 0); // too small for a double
}

TEST_CASE("Fisher's test equals counting all tables, and does not care which group comes first")
{
    std::mt19937_64 random(4);
    for (int i = 0; i < 1500; ++i) {
        const auto n1 = static_cast<std::int64_t>(1 + random() % 24);
        const auto n2 = static_cast<std::int64_t>(1 + random() % 24);
        const auto x1 = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n1 + 1));
        const auto x2 = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n2 + 1));
        INFO(x1 << "/" << n1 << " " << x2 << "/" << n2);
        REQUIRE(near(fisher_exact(x1, n1, x2, n2), fisher_by_counting(x1, n1, x2, n2)));
        REQUIRE(near(fisher_exact(x1, n1, x2, n2), fisher_exact(x2, n2, x1, n1)));
        REQUIRE(near(fisher_exact(x1, n1, x2, n2), fisher_exact(n1 - x1, n1, n2 - x2, n2)));
    }
}

TEST_CASE("small samples are tested exactly, or not at all")
{
    CHECK(test_groups(four_groups).kind == TestKind::chi_square);
    CHECK(near(*test_groups(four_groups).p, 7.606242458675066e-06));

    const GroupTest two = test_groups({{9, 10}, {3, 10}, {0, 0}}); // expected counts are 6 and 4
    CHECK(two.kind == TestKind::fisher);
    CHECK(near(*two.p, 0.01976661109788045));

    const GroupTest three = test_groups({{9, 10}, {3, 10}, {2, 5}});
    CHECK(three.kind == TestKind::none);
    CHECK_FALSE(three.p);
    CHECK(three.chi_square);

    for (const std::vector<GroupCount>& nothing :
         std::vector<std::vector<GroupCount>>{{}, {{3, 9}}, {{0, 9}, {0, 4}}, {{9, 9}, {4, 4}}, {{3, 9}, {0, 0}}}) {
        CHECK(test_groups(nothing).kind == TestKind::none);
        CHECK_FALSE(test_groups(nothing).p);
    }
    const std::vector<Pair> pairs = compare_pairs({{9, 10}, {3, 10}, {0, 0}, {10, 10}});
    REQUIRE(pairs.size() == 3); // not with the group of nobody
    CHECK(pairs[0].kind == TestKind::fisher);
    CHECK(pairs[0].p_holm >= pairs[0].p);
    CHECK(std::string(to_string(pairs[0].kind)) == "fisher");
    CHECK(compare_pairs({{4, 4}, {6, 6}})[0].p == 1);
}

TEST_CASE("looking often finds something by chance")
{
    // Armitage, McPherson and Rowe 1969
    const std::vector<std::pair<int, double>> at_five_percent = {{1, .0500}, {2, .0831},  {3, .1073}, {4, .1262},
                                                                 {5, .1417}, {10, .1934}, {20, .2479}};
    for (const auto& [looks, chance] : at_five_percent)
        CHECK(std::abs(false_alarm(looks, 1.959963984540054) - chance) < .00006);
    // Pocock 1977: the limits that keep 5 % over all looks; printed to three digits
    for (const auto& [looks, limit] :
         std::vector<std::pair<int, double>>{{2, 2.178}, {3, 2.289}, {4, 2.361}, {5, 2.413}})
        CHECK(std::abs(false_alarm(looks, limit) - .05) < .0001);
    CHECK(std::abs(false_alarm(1, 1.959963984540054) - .05) < 1e-8);
}

TEST_CASE("an interval that may be looked at always is wider")
{
    CHECK(near(always_valid_half_width(100, .5, .1, .05), 0.1828197435681924));
    CHECK(near(always_valid_half_width(500, .5, .1, .05), 0.06833691835166129));
    CHECK(near(always_valid_half_width(1000, .5, .1, .05), 0.04803200964434287));
}
