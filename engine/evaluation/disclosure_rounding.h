// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure_table.h"

namespace dosah::evaluation {

inline constexpr const char* rounding_rule = "controlled-rounding/1";

/// The second way to protect a table: every count and every total becomes one of the two multiples of `round_to` beside
/// it (a multiple stays what it is), and rows and columns still add up. Which of the two is drawn so that on average
/// nothing is changed: Cox's unbiased controlled rounding (J. Am. Stat. Assoc. 82:520, 1987) along cycles of the cells
/// that are not multiples yet, totals among them.
///
/// Of a rounded r an attacker who does not know the draw can tell r - round_to + 1 to r + round_to - 1 and no less,
/// because to move one inner cell with its totals inside that range contradicts nothing that is shown. Exact totals
/// must never be shown beside it, nor the same people rounded a second time: the draw hangs on `secret` and the table
/// alone (HMAC-SHA-256), so that the same table is always rounded alike and another by another draw.
///
/// Throws Error(input) when round_to is not 2 to 1,000,000.
CountTable round_table(const CountTable& table, std::int64_t round_to, std::string_view secret);

} // namespace dosah::evaluation
