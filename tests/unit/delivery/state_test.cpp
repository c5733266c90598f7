// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/state.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace dosah;
using namespace dosah::delivery;

TEST_CASE("the allowed moves of a message are exactly these")
{
    const std::map<std::string, std::set<std::string>> expected = {
        {"planned", {"queued", "skipped"}},
        {"queued", {"claimed", "skipped", "expired", "delivered"}},
        {"claimed", {"queued", "skipped", "handed", "bounced", "failed", "delivered"}},
        {"handed", {"accepted", "queued", "bounced", "failed", "delivered", "in_doubt"}},
        {"accepted", {"delivered", "bounced", "failed"}},
        {"in_doubt", {"accepted", "delivered", "bounced", "failed", "queued", "assumed_sent"}},
        {"assumed_sent", {"delivered", "bounced", "failed"}},
        {"failed", {"delivered"}},
        {"delivered", {}},
        {"bounced", {}},
        {"expired", {}},
        {"skipped", {"planned"}},
    };
    for (const auto& [from, targets] : expected) {
        for (const auto& [to, unused] : expected) {
            INFO(from << " -> " << to);
            CHECK(may_move(state_from(from), state_from(to)) == targets.contains(to));
        }
    }
}

TEST_CASE("every row of the table says what makes the move, and stands there once")
{
    std::set<std::pair<State, State>> seen;
    for (const Move& move : moves()) {
        INFO(to_string(move.from) << " -> " << to_string(move.to));
        CHECK_FALSE(move.by.empty());
        CHECK(seen.emplace(move.from, move.to).second);
        CHECK(find_move(move.from, move.to) == &move);
    }
    CHECK(find_move(State::failed, State::delivered)->sms_only);
    CHECK(find_move(State::queued, State::delivered)->later_attempt);
    CHECK(find_move(State::claimed, State::delivered)->later_attempt);
    CHECK(find_move(State::skipped, State::planned)->was_carried);
}

TEST_CASE("a state's word leads back to it, any other is our fault")
{
    for (int i = 0; i <= static_cast<int>(State::assumed_sent); ++i)
        CHECK(state_from(to_string(static_cast<State>(i))) == static_cast<State>(i));
    CHECK_THROWS_AS(state_from("sent"), Error);
    CHECK_THROWS_AS(state_from(""), Error);
}
