// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/rates.h"
#include "near.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;
using dosah::tests::near;

namespace {

void check(const Dispositions& people, std::optional<double> e, const std::vector<double>& expected, double within)
{
    const Rates found = rates(people, e);
    REQUIRE(expected.size() == found.all.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO(found.all[i].name);
        REQUIRE(found.all[i].estimate);
        CHECK(std::abs(*found.all[i].estimate - expected[i]) <= within);
    }
}

} // namespace

TEST_CASE("the rates equal outcomerate's with e = 0.5")
{
    // ropensci/outcomerate, tests/testthat/test-rate.R
    check({5, 3, 2, 1, 2, 1, 1, 1}, .5,
          {1. / 3, 8. / 15, 5. / 14, 4. / 7, 5. / 13, 8. / 13, 5. / 12, 2. / 3, 1. / 2, 4. / 5, 2. / 15, 1. / 7,
           2. / 13, 4. / 5, 6. / 7, 12. / 13},
          1e-15);
}

TEST_CASE("the rates equal outcomerate's with e = 0.9")
{
    // ropensci/outcomerate, README; three digits are printed
    check({4, 2, 1, 1, 1, 1, 1, 1}, .9,
          {.364, .545, .370, .556, .444, .667, .500, .750, .571, .857, .091, .093, .111, .727, .741, .889}, .0005);
}

TEST_CASE("without e it is the share of the known that is eligible")
{
    const Dispositions people{60, 25, 40, 215, 5, 10, 35, 10};
    CHECK(near(*rates(people).e, .9718309859154930));
    check(people, std::nullopt,
          {.1538461538461538, .2179487179487179, .1543478260869565, .2186594202898551, .1739130434782609,
           .2463768115942029, .4615384615384615, .6538461538461538, .48, .68, .1025641025641026, .1028985507246377,
           .1159420289855072, 1. / 3, .3344202898550725, .3768115942028986},
          1e-15);
    CHECK(sum(people) == 400);
}

TEST_CASE("zero of zero is undefined, never zero")
{
    const Rates one_unknown = rates({0, 0, 0, 0, 0, 0, 1, 0}, .3);
    for (const char* name : {"RR1", "RR2", "RR3", "RR4", "REF1", "REF2", "CON1", "CON2"})
        CHECK(one_unknown[name].estimate == 0.0);
    for (const char* name : {"RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4", "REF3", "CON3"})
        CHECK_FALSE(one_unknown[name].estimate);
    // Nobody's eligibility is known: neither is the share of it.
    const Rates no_e = rates({0, 0, 0, 0, 0, 0, 1, 0});
    CHECK_FALSE(no_e.e);
    CHECK_FALSE(no_e["RR3"].estimate);
    CHECK(no_e["RR1"].estimate == 0.0);
    for (const Rate& rate : rates({}).all)
        CHECK_FALSE(rate.estimate);
    CHECK(rates({0, 0, 0, 0, 0, 0, 0, 4}).e == 0.0);
    CHECK_FALSE(rates({0, 0, 0, 0, 0, 3, 0, 4})["RR4"].estimate);
}

TEST_CASE("rates over people have an interval, those over an estimated number have none")
{
    const Rates found = rates({60, 25, 40, 215, 5, 10, 35, 10});
    for (const Rate& rate : found.all) {
        INFO(rate.name);
        CHECK(rate.interval.has_value() == rate.whole);
    }
    CHECK(near(found["RR2"].interval->low, wilson(85, 390).low));
    CHECK_FALSE(found["RR3"].whole);
    CHECK_FALSE(found["CON2"].whole);
    CHECK(rates({60, 25, 40, 215, 5, 10, 35, 10}, {}, {.99, false})["RR2"].interval->low < found["RR2"].interval->low);
}

TEST_CASE("rates keep their order whatever the counts, and how silence is classed changes no headline")
{
    std::mt19937_64 random(7);
    const auto at_most = [](const Rates& rates, const char* one, const char* other) {
        return !rates[one].estimate || !rates[other].estimate || *rates[one].estimate <= *rates[other].estimate;
    };
    for (int i = 0; i < 5000; ++i) {
        Dispositions people;
        for (const DispositionName& one : disposition_names)
            people.*one.value = random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 30);
        const std::optional<double> e =
            random() % 2 == 0 ? std::nullopt : std::optional(static_cast<double>(random() % 101) / 100);
        const Rates found = rates(people, e);
        for (const Rate& rate : found.all) {
            if (!rate.estimate) continue;
            REQUIRE(*rate.estimate >= 0);
            REQUIRE(*rate.estimate <= 1);
            if (!rate.interval) continue;
            REQUIRE(rate.interval->low <= *rate.estimate);
            REQUIRE(rate.interval->high >= *rate.estimate);
        }
        for (const auto& [one, other] : std::vector<std::pair<const char*, const char*>>{{"RR1", "RR2"},
                                                                                         {"RR1", "RR3"},
                                                                                         {"RR3", "RR5"},
                                                                                         {"RR2", "RR4"},
                                                                                         {"RR4", "RR6"},
                                                                                         {"RR3", "RR4"},
                                                                                         {"RR5", "RR6"},
                                                                                         {"COOP1", "COOP2"},
                                                                                         {"COOP1", "COOP3"},
                                                                                         {"COOP2", "COOP4"},
                                                                                         {"REF1", "REF2"},
                                                                                         {"REF2", "REF3"},
                                                                                         {"CON1", "CON2"},
                                                                                         {"CON2", "CON3"}}) {
            INFO(one << " " << other);
            REQUIRE(at_most(found, one, other));
        }
        Dispositions silent_unknown = people;
        silent_unknown.not_sent += people.non_contact;
        silent_unknown.non_contact = 0;
        for (const char* name : {"RR1", "RR2", "REF1", "CON1"})
            REQUIRE(rates(silent_unknown)[name].estimate == found[name].estimate);
    }
}
