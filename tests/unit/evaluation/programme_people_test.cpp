// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/programme_people.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace dosah::evaluation;

namespace {

ProgrammeRow row_of(const std::vector<std::optional<std::int64_t>>& reached)
{
    ProgrammeRow out;
    out.group = "seniors";
    for (const auto& people : reached) {
        ProtectedRow campaign;
        campaign.counts[static_cast<std::size_t>(GroupMeasure::audience)] = 100;
        campaign.counts[static_cast<std::size_t>(GroupMeasure::reached)] = people;
        out.campaigns.push_back(campaign);
    }
    return out;
}

} // namespace

TEST_CASE("how many different people a programme reached is told as bounds, never as a number")
{
    const auto range = different_people(row_of({30, 12, 45}), GroupMeasure::reached);
    REQUIRE(range.has_value());
    CHECK(range->at_least == 45);
    CHECK(range->at_most == 87);
    const std::vector<Fact> facts = different_people_facts(row_of({30, 12, 45}));
    REQUIRE(facts.size() == 2);
    CHECK(facts[0].measure == "unique_audience");
    CHECK(facts[1].measure == "unique_reached");
    CHECK(facts[1].group == "seniors");
    CHECK_FALSE(facts[1].estimate.has_value());
    CHECK(facts[1].interval->low == 45);
    CHECK(facts[1].interval->high == 87);
    CHECK(facts[1].status == "ok");
}

TEST_CASE("where a campaign's part is hidden, nothing is told of how many different people there were")
{
    const std::vector<Fact> facts = different_people_facts(row_of({30, std::nullopt}));
    CHECK(facts[0].status == "ok");
    CHECK(facts[1].status == "suppressed");
    CHECK_FALSE(facts[1].interval.has_value());
    CHECK_FALSE(facts[1].numerator.has_value());
}

TEST_CASE("the bounds of different people hold what is true, whoever was in several campaigns")
{
    std::mt19937_64 random(11);
    for (int round = 0; round < 200; ++round) {
        std::set<std::uint64_t> different;
        std::vector<std::optional<std::int64_t>> reached;
        for (std::size_t campaign = 0; campaign < 1 + random() % 5; ++campaign) {
            std::set<std::uint64_t> people;
            for (std::size_t i = random() % 40; i > 0; --i)
                people.insert(random() % 60);
            reached.emplace_back(static_cast<std::int64_t>(people.size()));
            different.insert(people.begin(), people.end());
        }
        const auto range = different_people(row_of(reached), GroupMeasure::reached);
        REQUIRE(range.has_value());
        CHECK(range->at_least <= static_cast<std::int64_t>(different.size()));
        CHECK(range->at_most >= static_cast<std::int64_t>(different.size()));
    }
}
