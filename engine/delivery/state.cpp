// SPDX-License-Identifier: EUPL-1.2
#include "delivery/state.h"

#include "base/error.h"

#include <array>

namespace dosah::delivery {

namespace {

constexpr std::array<std::string_view, 12> words = {"planned",  "queued",    "claimed",  "handed",
                                                    "accepted", "delivered", "bounced",  "failed",
                                                    "expired",  "skipped",   "in_doubt", "assumed_sent"};

using enum State;

constexpr std::string_view no_longer =
    "opt-out, suppression, erasure, cancel, too late, fatigue cap or duplicate address";
constexpr std::string_view late_receipt = "late outcome, receipt, or the connector could ask";
constexpr std::string_view receipt_after_all = "receipt after all";
constexpr std::string_view report = "receipt or delivery report";
constexpr std::string_view overtook = "refusal, or a receipt that overtook the accept";

constexpr std::array table = {
    Move{planned, queued, "its time has come and its lane is open"},
    Move{planned, skipped, no_longer},
    Move{queued, skipped, no_longer},
    Move{claimed, skipped, no_longer},
    Move{queued, claimed, "a dispatcher"},
    Move{queued, expired, "retries ended without an answer"},
    Move{claimed, queued, "lease expired, pause, connector trouble or a temporary refusal before anything was handed"},
    Move{claimed, bounced, "refused before DATA: the address is dead"},
    Move{claimed, failed, "refused before DATA: policy"},
    Move{claimed, handed, "durably written before the first byte that could make the other side accept"},
    Move{handed, accepted, "the other side took responsibility"},
    Move{handed, queued, "definite temporary refusal"},
    Move{handed, bounced, overtook},
    Move{handed, failed, overtook},
    Move{handed, delivered, "a receipt that overtook the accept"},
    Move{handed, in_doubt, "owner gone, connection lost after DATA, or stopped"},
    Move{in_doubt, accepted, late_receipt},
    Move{in_doubt, delivered, late_receipt},
    Move{in_doubt, bounced, late_receipt},
    Move{in_doubt, failed, late_receipt},
    Move{in_doubt, queued, "a person or the campaign's policy decides: resend"},
    Move{in_doubt, assumed_sent, "a person or the campaign's policy decides: leave"},
    Move{assumed_sent, delivered, receipt_after_all},
    Move{assumed_sent, bounced, receipt_after_all},
    Move{assumed_sent, failed, receipt_after_all},
    Move{accepted, delivered, report},
    Move{accepted, bounced, report},
    Move{accepted, failed, report},
    Move{queued, delivered, "receipt of an earlier attempt: cancels the resend", false, true},
    Move{claimed, delivered, "receipt of an earlier attempt: cancels the resend", false, true},
    Move{failed, delivered, "late receipt", true, false},
    Move{skipped, planned, "the message that was to carry it is not sent, or not with it", false, false, true},
};

} // namespace

std::string_view to_string(State state)
{
    return words.at(static_cast<std::size_t>(state));
}

State state_from(std::string_view word)
{
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == word) return static_cast<State>(i);
    throw Error(ErrorKind::internal, "a message's state is \"" + std::string(word) + "\", which no state is");
}

std::span<const Move> moves()
{
    return table;
}

const Move* find_move(State from, State to)
{
    for (const Move& move : table)
        if (move.from == from && move.to == to) return &move;
    return nullptr;
}

bool may_move(State from, State to)
{
    return find_move(from, to) != nullptr;
}

} // namespace dosah::delivery
