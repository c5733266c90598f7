// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

namespace dosah::tests {

/// Whether a session of this database waits for a lock that another one has (PostgreSQL; SQLite does not tell).
inline bool somebody_waits(store::Session& session)
{
    return session
               .query("SELECT COUNT(*) FROM pg_locks w WHERE NOT w.granted AND w.pid IN (SELECT l.pid FROM pg_locks l "
                      "JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database())")
               .integer(0, 0) > 0;
}

} // namespace dosah::tests
