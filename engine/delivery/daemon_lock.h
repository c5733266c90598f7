// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace dosah::delivery {

/// Keeps a second daemon off an SQLite store, which serves one only: an exclusive lock (flock) on PATH.daemon beside
/// it. It ends with the process however that ends. PostgreSQL serves any number: nothing is locked.
class DaemonLock
{
public:
    /// Throws Error(conflict) when another daemon has the store, Error(unavailable) when the file cannot be made.
    explicit DaemonLock(const std::string& store_url);
    DaemonLock(const DaemonLock&) = delete;
    ~DaemonLock();

private:
    int descriptor_ = -1;
};

} // namespace dosah::delivery
