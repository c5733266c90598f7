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
///
/// SQLite: whatever writes goes, one after another, over one connection more, the writer's. Its page cache stays good
/// because nobody else writes, so it is large; the others' is void after each commit of the writer, so it is small and
/// the system's file cache serves them: with a large one in each, memory grows with the store.
class Database::Pool
{
public:
    Pool(Target target, std::size_t limit, Durability durability)
        : target_(std::move(target)), limit_(limit), durability_(durability)
    {
    }

    std::unique_ptr<Connection> lend(); ///< waits at most 30 s, then Error(unavailable)
    void give_back(std::unique_ptr<Connection> connection);

    /// SQLite has one writer: ours queue here, at most 30 s, instead of spinning on its lock. Whoever may hold a
    /// connection meanwhile: the writer's is not one of those that are lent.
    void lock_writer();
    void unlock_writer() { writer_.unlock(); }
    /// Whether there is such a connection: a store in memory is one connection's, which does everything.
    bool has_writer() const { return target_.dialect == Dialect::sqlite && target_.parameters != ":memory:"; }
    /// Locked: the writing connection. It is given back before the lock is.
    std::unique_ptr<Connection> lend_writer();
    void give_back_writer(std::unique_ptr<Connection> connection);

private:
    enum class Use { reading, writing };
    std::unique_ptr<Connection> open(Use use) const;

    const Target target_;
    const std::size_t limit_;
    const Durability durability_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t lent_ = 0;
    FairLock writer_;
    std::unique_ptr<Connection> writing_; ///< nothing while it is lent or was never needed
};

} // namespace dosah::store
