// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::segments {

/// A query compiled to a condition on the table contacts (named c in the FROM clause), its placeholders numbered from
/// `first_placeholder` on and first appearing in rising order. It already demands c.erased_at IS NULL and the
/// organisation.
struct Condition
{
    std::string sql;
    std::vector<store::Value> values;
};

/// Parses and compiles. Throws Error(input): "line 1, column 9: expected a value after =, found 'and'". `now` is what
/// `age` and `within` count from; the organisation's saved segments and rule-based groups may be named in it.
Condition compile(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now,
                  int first_placeholder = 1);

/// How many contacts it matches.
std::int64_t count(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now);

} // namespace dosah::segments
