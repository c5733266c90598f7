// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach.h"
#include "evaluation/statistics.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;

TEST_CASE("Wilson's interval equals the published values")
{
    struct Case
    {
        std::int64_t x;
        std::int64_t n;
        double low;
        double high;
    };
    // R 4.2: prop.test(x, n, correct = FALSE)$conf.int
    const std::vector<Case> cases = {
        {0, 1, 0, .7934506856},
        {1, 1, .2065493144, 1},
        {0, 10, 0, .2775327999},
        {1, 10, .0178762131, .4041500268},
        {5, 10, .2365930905, .7634069095},
        {10, 10, .7224672001, 1},
        {0, 20, 0, .1611251581},
        {1, 29, .0061132143, .1717552188},
        {3, 20, .0523687459, .3604188647},
        {7, 25, .1428385385, .4757660519},
        {15, 148, .0623863995, .1604872417},
        {81, 263, .2552885199, .3662095770},
        {34, 120, .2104062809, .3697020245},
        {250, 1000, .2241530990, .2777602803},
    };
    for (const Case& c : cases) {
        INFO(c.x << "/" << c.n);
        const Interval interval = wilson(c.x, c.n);
        CHECK(std::abs(interval.low - c.low) < 1e-9);
        CHECK(std::abs(interval.high - c.high) < 1e-9);
    }
    CHECK(wilson(0, 7).low == 0.0);
    CHECK(wilson(7, 7).high == 1.0);
}

TEST_CASE("an interval lies within 0 and 1, holds the share and mirrors that of the complement")
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 5000; ++i) {
        const auto n = static_cast<std::int64_t>(1 + random() % (i % 2 == 0 ? 50 : 5'000'000));
        const auto x = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n + 1));
        const Interval interval = wilson(x, n);
        const Interval other = wilson(n - x, n);
        const double share = static_cast<double>(x) / static_cast<double>(n);
        INFO(x << "/" << n);
        REQUIRE(interval.low >= 0);
        REQUIRE(interval.low <= share);
        REQUIRE(interval.high >= share);
        REQUIRE(interval.high <= 1);
        REQUIRE(std::abs(interval.low - (1 - other.high)) < 1e-12);
    }
}

TEST_CASE("a share of nothing is undefined, not zero")
{
    const Share none = share(0, 0);
    CHECK_FALSE(none.estimate);
    CHECK_FALSE(none.interval);
    const Share zero = share(0, 4);
    CHECK(zero.estimate == 0.0);
    CHECK(zero.interval->low == 0.0);
    CHECK(share(34, 120).estimate == Approx(.2833333333));
}
