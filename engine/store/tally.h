// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <string>
#include <vector>

namespace dosah::store {

/// Counts rows that are alike: each kind once, with how many there are of it in the last column; in no order.
///
/// As "SELECT a, b, COUNT(*) FROM ... GROUP BY a, b", which PostgreSQL does by hashing. SQLite sorts all rows for it, a
/// million to find thirty kinds: there an aggregate function keeps the kinds it has seen, and memory grows with them
/// alone. `columns` are at most 20 expressions of whole numbers or text; `with` (may be empty) stands before the
/// SELECT, `from` after it: "FROM person WHERE ...". Parameters first appear in rising order through with, columns and
/// from.
Rows tally(Session& session, const std::string& with, const std::vector<std::string>& columns, const std::string& from,
           const std::vector<Value>& values);

} // namespace dosah::store
