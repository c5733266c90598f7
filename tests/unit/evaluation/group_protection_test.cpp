// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/group_protection.h"
#include "evaluation/linear_range.h"
#include "group_attack.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

GroupRow row(const std::string& group, std::int64_t audience, std::int64_t reached, std::int64_t participated = 0,
             std::int64_t none = 0, std::int64_t prior = 0)
{
    return {group, {audience, reached, participated, none, prior}};
}

constexpr auto base = static_cast<std::size_t>(GroupFamily::base);
constexpr auto participation = static_cast<std::size_t>(GroupFamily::participation);

} // namespace

TEST_CASE("a linear range is what adds up, no more and no less")
{
    LinearRange known(3);
    CHECK(known.range({0}).low == 0);
    CHECK_FALSE(known.range({0}).high);
    known.know({0, 1, 2}, 10);
    known.know({0, 1}, 7);
    CHECK(known.range({2}).low == Approx(3));
    CHECK(*known.range({2}).high == Approx(3));
    CHECK(known.range({1, 2}).low == Approx(3));
    CHECK(*known.range({1, 2}).high == Approx(10));
    known.know({0}, 9);
    CHECK_FALSE(known.possible());
    CHECK_THROWS(known.range({0}));
}

TEST_CASE("of three groups that everybody is in exactly one of, one small count takes a second with it")
{
    const GroupRow all = row("", 100, 60);
    const std::vector<GroupRow> groups = {row("a", 30, 3), row("b", 30, 20), row("c", 40, 37)};
    const auto hidden = protect_groups(all, protect_everybody(all, {}), groups, {{0}, {1}, {2}}, {});
    CHECK(hidden[0][base]);
    CHECK(hidden[1][base]); // 60 - 37 - 20 would be the 3
    CHECK_FALSE(hidden[2][base]);
    // Where people may be in none of them, what is left over is somebody else's too.
    const auto with_none = protect_groups(all, {}, {row("a", 30, 3), row("b", 30, 20)}, {{}, {0}, {1}}, {});
    CHECK(with_none[0][base]);
    CHECK_FALSE(with_none[1][base]);
}

TEST_CASE("all but a few is as telling as a few, and small bases hide their shares")
{
    const GroupRow all = row("", 100, 60, 40);
    const auto hidden = protect_groups(all, {}, {row("a", 95, 58, 38), row("b", 8, 0, 0), row("c", 50, 30, 37)},
                                       {{}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}, {});
    CHECK(hidden[0][base]); // 5 others, below the base of 10; 2 others reached
    CHECK(hidden[1][base]); // 8 people
    CHECK_FALSE(hidden[2][base]);
    CHECK(hidden[2][participation]); // 3 others took part
    CHECK(protect_everybody(row("", 9, 0), {})[base]);
    CHECK(protect_everybody(row("", 300, 3), {})[base]);
    const HiddenFamilies few_came = protect_everybody(row("", 300, 80, 3), {});
    CHECK_FALSE(few_came[base]);
    CHECK(few_came[participation]);
}

TEST_CASE("sets that cannot give the figures show no group")
{
    const auto hidden = protect_groups(row("", 100, 60), {}, {row("a", 60, 40), row("b", 60, 30)}, {{0}, {1}}, {});
    CHECK(hidden[0] == HiddenFamilies{true, true, true});
    CHECK(hidden[1] == HiddenFamilies{true, true, true});
    CHECK_THROWS(protect_groups(row("", 10, 6), {}, {row("a", 11, 6)}, {{0}}, {}));
}

TEST_CASE("an attacker who tries everything tells no hidden figure of overlapping groups more closely than it may be")
{
    std::mt19937_64 random(20261123);
    const std::vector<Sets> shapes = {{{0}, {1}, {2}},     {{}, {0}, {1}, {0, 1}},     {{0}, {1}, {0, 1}},
                                      {{}, {0}, {1}, {2}}, {{0, 1}, {1, 2}, {0}, {2}}, {{0}, {1, 2}, {1}}};
    std::size_t attacked = 0;
    std::size_t shown_groups = 0;
    for (int trial = 0; trial < 1500; ++trial) {
        const Sets& sets = shapes[random() % shapes.size()];
        const std::size_t groups = sets.size() == 4 && sets[0].empty() && sets[3].size() == 2 ? 2
                                   : &sets == &shapes[2]                                      ? 2
                                                                                              : 3;
        std::vector<std::int64_t> people;
        std::int64_t all = 0;
        for (std::size_t i = 0; i < sets.size(); ++i) {
            people.push_back(static_cast<std::int64_t>(random() % (random() % 2 == 0 ? 4 : 22)));
            all += people.back();
        }
        if (all < 10) continue;
        // One measure at a time: audiences are far larger and safe by themselves.
        std::vector<GroupRow> rows;
        const auto name = [](std::size_t i) { return std::string(1, static_cast<char>('a' + i)); };
        for (std::size_t group = 0; group < groups; ++group) {
            std::int64_t audience = 0;
            for (const auto& set : sets)
                if (std::find(set.begin(), set.end(), group) != set.end()) audience += 1000;
            rows.push_back(row(name(group), audience, sum_of(sets, people, group)));
        }
        const GroupRow everybody = row("", 1000 * static_cast<std::int64_t>(sets.size()), all);
        const auto hidden = protect_groups(everybody, protect_everybody(everybody, {}), rows, sets, {});
        std::vector<std::optional<std::int64_t>> shown;
        for (std::size_t group = 0; group < groups; ++group) {
            const std::int64_t count = rows[group].of(GroupMeasure::reached);
            const bool is_hidden = hidden[group][base];
            shown.push_back(is_hidden ? std::nullopt : std::optional(count));
            if (is_hidden) continue;
            ++shown_groups;
            CHECK((count == 0 || count >= 5));
            CHECK((all == count || all - count >= 5));
        }
        const std::vector<ToldOfGroup> told = attack_groups(sets, all, groups, shown);
        for (std::size_t group = 0; group < groups; ++group) {
            if (shown[group]) continue;
            const std::int64_t count = rows[group].of(GroupMeasure::reached);
            REQUIRE(told[group].low <= count);
            REQUIRE(told[group].high >= count);
            if (count == 0) continue;
            ++attacked;
            CAPTURE(trial, group, count, told[group].low, told[group].high);
            CHECK(told[group].high - told[group].low >= 5);
        }
    }
    CHECK(attacked > 500);
    CHECK(shown_groups > 300);
}
