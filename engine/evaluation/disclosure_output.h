// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "evaluation/disclosure.h"

namespace dosah::evaluation {

/// A table as an evaluator may have it: `rows`, `columns`, `cells` (rows of counts, null where hidden), `row_totals`,
/// `column_totals`, `total`. Nothing in it tells primary from complementary.
json::Object::Ptr published_table(const CountTable& table, const Protection* protection);
/// The same aligned for a terminal; a hidden cell is ":" (as in JSON-stat). Labels are cut at 40 characters.
std::string published_text(const CountTable& table, const Protection* protection);
/// The same as CSV (RFC 4180); a hidden cell is empty.
std::string published_csv(const CountTable& table, const Protection* protection);

/// For who is responsible for the data only: every hidden cell of every layer with its count, why it is hidden, and
/// what an attacker can tell of it (`low`, `high`; null: no limit).
json::Array::Ptr audit_cells(const std::vector<Layer>& layers, const Protection& protection);
std::string audit_text(const std::vector<Layer>& layers, const Protection& protection);

} // namespace dosah::evaluation
