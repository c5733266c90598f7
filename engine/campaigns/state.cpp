// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/state.h"

#include "base/error.h"

#include <algorithm>
#include <array>

namespace dosah::campaigns {

namespace {

constexpr std::array<std::string_view, 10> words = {"draft",  "submitted", "approved", "scheduled", "running",
                                                    "paused", "finished",  "closed",   "cancelled", "missed"};

constexpr std::array<Move, 18> table = {{
    {State::draft, State::submitted, "the author, once the check finds no problem"},
    {State::submitted, State::approved, "somebody who may approve"},
    {State::submitted, State::draft, "an edit"},
    {State::approved, State::draft, "an edit"},
    {State::approved, State::scheduled, "launch: audience frozen, messages planned"},
    {State::scheduled, State::draft, "recall: audience discarded"},
    {State::scheduled, State::running, "the end of the cancel window"},
    {State::scheduled, State::missed, "do-not-send-after passed"},
    {State::running, State::paused, "a person"},
    {State::paused, State::running, "a person"},
    {State::running, State::finished, "nothing left to send"},
    {State::finished, State::running, "something to send again: a wave written later, a late bounce or attendance"},
    {State::finished, State::closed, "the declared as-of time of evaluation"},
    {State::submitted, State::cancelled, "a person"},
    {State::approved, State::cancelled, "a person"},
    {State::scheduled, State::cancelled, "a person"},
    {State::running, State::cancelled, "a person"},
    {State::paused, State::cancelled, "a person"},
}};

} // namespace

std::string_view to_string(State state)
{
    return words.at(static_cast<std::size_t>(state));
}

State state_from(std::string_view word)
{
    const auto* const found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        throw Error(ErrorKind::internal, "the store holds an unknown campaign state \"" + std::string(word) + "\"");
    return static_cast<State>(found - words.begin());
}

std::span<const Move> moves()
{
    return table;
}

bool may_move(State from, State to)
{
    return std::any_of(table.begin(), table.end(),
                       [&](const Move& move) { return move.from == from && move.to == to; });
}

} // namespace dosah::campaigns
