// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/new_reach.h"
#include "evaluation/uplift.h"
#include "near.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;
using dosah::tests::near;

TEST_CASE("the share of new people has an interval, and bounds where the register cannot tell")
{
    const NewReach found = new_reach({34, 86, 25});
    CHECK(found.known.denominator == 120);
    CHECK(near(*found.known.estimate, 0.2833333333333333));
    CHECK(near(found.known.interval->low, 0.2104062809175645));
    CHECK(near(found.known.interval->high, 0.3697020245305404));
    CHECK(near(*found.at_least, 0.2344827586206897));
    CHECK(near(*found.at_most, 0.4068965517241379));
    CHECK(near(found.outer->low, 0.1729271581353216));
    CHECK(near(found.outer->high, 0.4882571789741128));

    const NewReach none = new_reach({0, 0, 0});
    CHECK_FALSE(none.known.estimate);
    CHECK_FALSE(none.at_least);
    CHECK_FALSE(none.outer);
    const NewReach unknown = new_reach({0, 0, 9});
    CHECK_FALSE(unknown.known.estimate);
    CHECK(*unknown.at_least == 0);
    CHECK(*unknown.at_most == 1);
}

TEST_CASE("the bounds hold what is known, and the outer interval holds the bounds")
{
    std::mt19937_64 random(6);
    for (int i = 0; i < 3000; ++i) {
        const auto some = [&] { return static_cast<std::int64_t>(random() % 60); };
        const ReachedByPrior reached{some(), some(), some()};
        const NewReach found = new_reach(reached);
        if (!found.known.estimate) continue;
        REQUIRE(*found.at_least <= *found.known.estimate);
        REQUIRE(*found.at_most >= *found.known.estimate);
        REQUIRE(found.outer->low <= *found.at_least);
        REQUIRE(found.outer->high >= *found.at_most);
    }
}

TEST_CASE("new people are compared with those involved before by their own invitations")
{
    const NewReachRate found = new_reach_rate({34, 9, 2}, {120, 60, 10});
    CHECK(near(*found.none.estimate, 34. / 120));
    CHECK(near(*found.prior.estimate, .15));
    CHECK(near(found.difference->interval.low, 0.0003981461440252673));
    CHECK(near(found.difference->interval.high, 0.2438959105172522));
    CHECK_FALSE(new_reach_rate({0, 9, 0}, {0, 60, 0}).difference);
}

TEST_CASE("the register against what people say")
{
    const Agreement found = agreement({34, 6, 11, 69});
    CHECK(near(*found.agreeing.estimate, 0.8583333333333333));
    CHECK(near(*found.kappa, 0.6909090909090909));
    CHECK_FALSE(agreement({0, 0, 0, 0}).kappa);
    CHECK_FALSE(agreement({7, 0, 0, 0}).kappa); // chance alone agrees always
    CHECK(near(*agreement({10, 0, 0, 10}).kappa, 1));
    CHECK(near(*agreement({0, 10, 10, 0}).kappa, -1));
    CHECK(std::abs(*agreement({10, 10, 10, 10}).kappa) < 1e-12);
}

TEST_CASE("how many different people there were is a range once some are erased")
{
    CHECK(unique_people(300, {4, 7, 2}, false).at_least == 307);
    CHECK(unique_people(300, {4, 7, 2}, false).at_most == 313);
    CHECK(unique_people(300, {4, 7, 2}, true).at_least == 300);
    CHECK(unique_people(300, {}, false).at_most == 300);
}

TEST_CASE("uplift by intention to treat equals the computed values")
{
    const auto found = uplift({60, 400, 380}, {8, 100, 0});
    REQUIRE(found);
    CHECK(near(found->difference.estimate, .07));
    CHECK(near(found->difference.interval.low, -0.006807489620160895));
    CHECK(near(found->difference.interval.high, 0.1246045007896399));
    CHECK(near(found->incremental, 28));
    CHECK(near(found->incremental_interval.low, -2.722995848064358));
    CHECK(near(found->incremental_interval.high, 49.84180031585596));
    CHECK(near(found->p, 0.07353557707096002));
    CHECK(near(found->of_delivered->estimate, 0.07368421052631579));
    CHECK_FALSE(uplift({3, 9, 9}, {0, 0, 0}));
    CHECK_FALSE(uplift({3, 9, 0}, {1, 9, 0})->of_delivered);
}

TEST_CASE("uplift of one stratum is Newcombe's; of several their mean by people of the frame")
{
    const UpliftStratum stratum{{60, 400, 380}, {8, 100, 0}, 500};
    const auto one = pooled_uplift({stratum});
    REQUIRE(one);
    CHECK(near(one->difference.estimate, .07));
    CHECK(near(one->difference.interval.low, -0.006807489620160895));
    CHECK(near(one->difference.interval.high, 0.1246045007896399));
    const auto twice = pooled_uplift({stratum, {{3, 9, 0}, {0, 0, 0}, 70}, stratum});
    CHECK(near(twice->difference.estimate, .07));
    CHECK(twice->left_out == 1);
    CHECK(twice->people == 1000);
    CHECK(twice->people_left_out == 70);
    // Two equal strata halve the variance.
    CHECK(near(twice->difference.estimate - twice->difference.interval.low,
               (one->difference.estimate - one->difference.interval.low) / std::sqrt(2.0)));
    CHECK_FALSE(pooled_uplift({}));
    // Simpson's trap: shares of the whole say one thing, each stratum the other.
    const auto trap = pooled_uplift({{{90, 100, 0}, {850, 1000, 0}, 1100}, {{300, 1000, 0}, {20, 100, 0}, 1100}});
    CHECK(trap->difference.estimate > 0);
    CHECK(newcombe(390, 1100, 870, 1100).estimate < 0);
}

TEST_CASE("the smallest difference that arms of a size can find")
{
    CHECK(near(least_detectable(400, 100, .08), 0.08497628701938654));
    CHECK(near(least_detectable(200, 200, .08), 0.07600510170035252));
}
