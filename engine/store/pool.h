// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/connection.h"
#include "store/fair_lock.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// Private to store/.
namespace dosah::store {

/// A store's url, taken apart.
struct Target
{
    Dialect dialect = Dialect::sqlite;
    std::string connector;  ///< Poco's name of the database
    std::string parameters; ///< Poco's connection string
};

/// Throws Error(input). The folder of an SQLite file is made when it is missing.
Target read_url(const std::string& url);

/// Connections that are lent and given back. Any thread.
class Database::Pool
{
public:
    Pool(Target target, std::size_t limit, Durability durability)
        : target_(std::move(target)), limit_(limit), durability_(durability)
    {
    }

    std::unique_ptr<Connection> lend(); ///< waits at most 30 s, then Error(unavailable)
    void give_back(std::unique_ptr<Connection> connection);

    FairLock writer; ///< SQLite has one writer: ours queue here instead of spinning on its lock

private:
    std::unique_ptr<Connection> open() const;

    const Target target_;
    const std::size_t limit_;
    const Durability durability_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t lent_ = 0;
};

} // namespace dosah::store
