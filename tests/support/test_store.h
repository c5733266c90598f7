// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"
#include "tests/support/temporary_folder.h"

#include <memory>
#include <string>

namespace dosah::tests {

enum class StoreKind { sqlite, postgresql };

/// An empty, migrated store of its own. PostgreSQL: a new database on a server that is started once per test program
/// (as an unprivileged user, on a free port, in a temporary folder) and stopped when the program ends.
///
/// In a contract test: `const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql); TestStore store(kind);`
class TestStore
{
public:
    explicit TestStore(StoreKind kind = StoreKind::sqlite, bool migrated = true);
    ~TestStore();

    store::Database& database() { return *database_; }
    const std::string& url() const { return url_; }

private:
    TemporaryFolder folder_;
    std::string url_;
    std::unique_ptr<store::Database> database_;
};

/// The url of a new, empty database on the shared PostgreSQL server.
std::string new_postgresql_database();

} // namespace dosah::tests
