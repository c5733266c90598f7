// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/test_store.h"

#include "base/clock.h"
#include "store/migrations.h"
#include "tests/support/postgres_server.h"

namespace dosah::tests {

std::string new_postgresql_database()
{
    static PostgresServer server;
    return server.new_database();
}

TestStore::TestStore(StoreKind kind, bool migrated)
{
    url_ =
        kind == StoreKind::sqlite ? "sqlite:" + (folder_.path() / "store.sqlite").string() : new_postgresql_database();
    database_ = std::make_unique<store::Database>(url_, 8);
    if (migrated) store::migrate(*database_, SystemClock());
}

TestStore::~TestStore() = default;

} // namespace dosah::tests
