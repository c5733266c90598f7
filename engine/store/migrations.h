// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <string>
#include <vector>

namespace dosah::store {

/// Numbered changes of the schema, embedded in the program: NNNN_name.sql, applied in order, each in a transaction of
/// its own together with its row in schema_migrations. {identity} in the text stands for a key that the database
/// numbers and {key} for one that is given; a line that begins with {sqlite} or {postgresql} is for that one alone.
struct Migration
{
    int number = 0;
    std::string name;
    std::string sql;
};

const std::vector<Migration>& migrations();

/// Those not yet recorded in the store, in order.
std::vector<Migration> pending_migrations(Database& database);

/// Applies what is pending; safe to run twice and beside another migrating process. Returns what it applied.
std::vector<Migration> migrate(Database& database, const Clock& clock);

/// Throws Error(conflict) naming the command when any is pending: a daemon must not serve on an old schema.
void require_migrated(Database& database);

} // namespace dosah::store
