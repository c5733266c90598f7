// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/parity.h"
#include "evaluation/representativeness.h"
#include "near.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;
using dosah::tests::near;

namespace {

const std::vector<Stratum> strata = {{100, 30}, {150, 30}, {50, 5}, {200, 80}};
const std::vector<PopulationGroup> population = {{30, 4000}, {30, 5000}, {5, 1500}, {80, 9500}};

/// tr(BVBV) and the rest of the variance as they are written, with matrices.
double standard_error_by_matrices(const std::vector<Stratum>& given)
{
    double total = 0;
    double reached = 0;
    for (const Stratum& one : given) {
        total += static_cast<double>(one.invited);
        reached += static_cast<double>(one.reached);
    }
    std::vector<double> w;
    std::vector<double> v;
    std::vector<double> a;
    double variance = 0;
    for (const Stratum& one : given) {
        const double rate = static_cast<double>(one.reached) / static_cast<double>(one.invited);
        w.push_back(static_cast<double>(one.invited) / total);
        v.push_back(rate * (1 - rate) / static_cast<double>(one.invited));
        a.push_back(w.back() * (rate - reached / total));
        variance += w.back() * (rate - reached / total) * (rate - reached / total);
    }
    const auto b = [&](std::size_t i, std::size_t j) { return (i == j ? w[i] : 0) - w[i] * w[j]; };
    double trace = 0;
    double linear = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
        linear += a[i] * a[i] * v[i];
        for (std::size_t j = 0; j < w.size(); ++j)
            trace += b(i, j) * v[j] * b(j, i) * v[i];
    }
    return std::sqrt((4 * linear + 2 * trace) / variance);
}

} // namespace

TEST_CASE("the R-indicator, its bias, standard error, CV and partials equal the computed values")
{
    const auto found = representativeness(strata);
    REQUIRE(found);
    CHECK(found->invited == 500);
    CHECK(near(found->mean, .29));
    CHECK(near(found->variance, 0.01092184368737475));
    CHECK(near(found->r_unadjusted, 0.7909847499594850));
    CHECK(near(found->bias, .0014));           // by regression, as RISQ does it, .00139997
    CHECK(near(found->r, 0.8048401302790479)); // with RISQ's bias .8048398
    CHECK(std::abs(found->r - .8048398) < 4e-7);
    CHECK(near(*found->standard_error, 0.03804608504374613));
    CHECK(near(*found->standard_error * *found->standard_error, 0.001447504587155963));
    CHECK(near(*found->cv_unadjusted, 0.3603711207595086));
    CHECK(near(*found->cv, 0.3364825340016416));
    const std::vector<double> partials = {0.004472135954999579, -0.04929503017546495, -0.06008327554319921,
                                          0.06957010852370435};
    REQUIRE(found->partials.size() == partials.size());
    double squares = 0;
    for (std::size_t i = 0; i < partials.size(); ++i) {
        CHECK(near(*found->partials[i], partials[i]));
        squares += *found->partials[i] * *found->partials[i];
    }
    CHECK(near(squares, found->variance * 499 / 500));
}

TEST_CASE("where nothing can be said, nothing is")
{
    CHECK_FALSE(representativeness({}));
    CHECK_FALSE(representativeness({{1, 1}}));
    const auto alike = representativeness({{10, 5}, {20, 10}, {0, 0}});
    REQUIRE(alike);
    CHECK(alike->r == 1);
    CHECK_FALSE(alike->standard_error);
    CHECK_FALSE(alike->partials[2]);
    const auto nobody = representativeness({{10, 0}, {20, 0}});
    CHECK_FALSE(nobody->cv);
    CHECK(nobody->mean == 0);
}

TEST_CASE("R stays within its bounds and the closed form of its error equals the matrices")
{
    std::mt19937_64 random(9);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Stratum> given(2 + random() % 7);
        for (Stratum& one : given) {
            one.invited = static_cast<std::int64_t>(2 + random() % 300);
            one.reached = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(one.invited + 1));
        }
        const auto found = representativeness(given);
        REQUIRE(found);
        REQUIRE(found->r <= 1);
        REQUIRE(found->r >= found->r_unadjusted);
        if (found->standard_error) REQUIRE(near(*found->standard_error, standard_error_by_matrices(given)));
        // People who respond alike may be one stratum or several.
        std::vector<Stratum> split = given;
        split.push_back({2 * given[0].invited, 2 * given[0].reached});
        split[0] = {3 * given[0].invited, 3 * given[0].reached};
        std::vector<Stratum> joined = given;
        joined[0] = {5 * given[0].invited, 5 * given[0].reached};
        REQUIRE(near(representativeness(split)->variance, representativeness(joined)->variance));
    }
}

TEST_CASE("dissimilarity, parity with its interval and Go Vocal's score equal the computed values")
{
    const Benchmarked found = against_population(population);
    CHECK(near(*found.dissimilarity, 0.08362068965517241));
    CHECK(near(*found.similarity, 0.9163793103448276));
    const std::vector<std::tuple<double, double, double>> parities = {
        {1.034482758620690, 0.7447302898976895, 1.399882485552276},
        {0.8275862068965517, 0.5957842319181516, 1.119905988441821},
        {0.4597701149425287, 0.1975629279462687, 1.042365689645744},
        {1.161524500907441, 0.9904905209918354, 1.326937631915907}};
    for (std::size_t i = 0; i < parities.size(); ++i) {
        CHECK(near(*found.groups[i].parity, std::get<0>(parities[i])));
        CHECK(near(found.groups[i].interval->low, std::get<1>(parities[i])));
        CHECK(near(found.groups[i].interval->high, std::get<2>(parities[i])));
    }
    CHECK(near(*go_vocal_score(population), 0.3958333333333333));
    CHECK(near(*smallest_over_mean(population), 0.5279610976033345));
}

TEST_CASE("Go Vocal's own examples come out as it has them")
{
    CHECK(near(*go_vocal_score({{1, 10}, {2, 10}}), .5));
    CHECK(near(*go_vocal_score({{2, 20}, {5, 10}}), .2));
    CHECK(*go_vocal_score({{1, 10}, {0, 10}}) == 0);
    CHECK(near(*go_vocal_score({{1, 10}, {4, 40}}), 1));
    CHECK(near(*smallest_over_mean({{1, 10}, {80, 100}, {600, 1000}}), .2));
    CHECK(near(*against_population({{2, 40}, {8, 60}}).similarity, .8));
    CHECK_FALSE(go_vocal_score({{0, 10}, {0, 10}})); // it says NaN
    CHECK_FALSE(go_vocal_score({{5, 0}, {0, 10}}));  // nobody of the reached is in the population's groups
}

TEST_CASE("without a population there is no parity and no dissimilarity, only shares")
{
    const Benchmarked none = against_population({{3, 0}, {1, 0}});
    CHECK_FALSE(none.dissimilarity);
    CHECK(none.groups[0].reached_share.estimate == .75);
    CHECK_FALSE(none.groups[0].parity);
    const Benchmarked nobody = against_population({{0, 10}, {0, 20}});
    CHECK_FALSE(nobody.dissimilarity);
    CHECK_FALSE(nobody.groups[0].parity);
    const Benchmarked one_empty = against_population({{3, 10}, {1, 0}});
    CHECK_FALSE(one_empty.groups[1].parity);
    CHECK(near(*one_empty.dissimilarity, .25));
}
