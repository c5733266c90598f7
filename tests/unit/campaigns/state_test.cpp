// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/state.h"

#include <catch2/catch.hpp>

#include <set>

using namespace dosah;
using namespace dosah::campaigns;

namespace {

constexpr State every[] = {State::draft,  State::submitted, State::approved, State::scheduled, State::running,
                           State::paused, State::finished,  State::closed,   State::cancelled, State::missed};

} // namespace

TEST_CASE("every campaign state has a word of its own and is found by it")
{
    std::set<std::string_view> words;
    for (const State state : every) {
        words.insert(to_string(state));
        CHECK(state_from(to_string(state)) == state);
    }
    CHECK(words.size() == std::size(every));
    CHECK_THROWS_AS(state_from("sleeping"), Error);
}

TEST_CASE("the table allows the moves of the design and no other")
{
    const std::set<std::pair<State, State>> design = {
        {State::draft, State::submitted},     {State::submitted, State::approved}, {State::submitted, State::draft},
        {State::approved, State::draft},      {State::approved, State::scheduled}, {State::scheduled, State::draft},
        {State::scheduled, State::running},   {State::scheduled, State::missed},   {State::running, State::paused},
        {State::paused, State::running},      {State::running, State::finished},   {State::finished, State::closed},
        {State::submitted, State::cancelled}, {State::approved, State::cancelled}, {State::scheduled, State::cancelled},
        {State::running, State::cancelled},   {State::paused, State::cancelled},   {State::finished, State::running},
    };
    for (const State from : every)
        for (const State to : every) {
            CAPTURE(to_string(from), to_string(to));
            CHECK(may_move(from, to) == design.contains({from, to}));
        }
    CHECK(moves().size() == design.size());
}
