// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <atomic>
#include <memory>
#include <string>

namespace dosah::tests {

/// A PostgreSQL of its own on a free loopback port, in a temporary folder, as an unprivileged user, until its owner
/// goes.
class PostgresServer
{
public:
    PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    ~PostgresServer();

    /// The url of a new, empty database.
    std::string new_database();
    std::string url(const std::string& name) const;
    /// Fast shutdown: open connections are cut. start() brings it back with the same data and port.
    void stop();
    void start();

private:
    TemporaryFolder folder_;
    int port_ = 0;
    std::atomic<int> count_{0};
    std::unique_ptr<ChildProcess> server_;
};

} // namespace dosah::tests
