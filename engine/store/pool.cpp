// SPDX-License-Identifier: EUPL-1.2
#include "store/pool.h"

#include "base/error.h"

#include <fcntl.h>
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <filesystem>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr auto lend_wait = std::chrono::seconds(30);
constexpr auto writer_wait = std::chrono::seconds(30);

/// Makes a store that is not there yet so that its owner alone can read it: it holds people's data. SQLite gives its
/// log the same rights.
void make_private(const std::string& path)
{
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
}

std::string in_quotes(const std::string& value)
{
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

} // namespace

Target read_url(const std::string& url)
{
    if (url.starts_with("sqlite:")) {
        const std::string path = url.substr(7);
        if (path.empty()) throw input_error("store.url: sqlite: wants a path, for example sqlite:var/dosah.sqlite");
        const std::filesystem::path folder = std::filesystem::path(path).parent_path();
        if (path != ":memory:" && !folder.empty()) std::filesystem::create_directories(folder);
        if (path != ":memory:") make_private(path);
        return {Dialect::sqlite, data::SQLite::Connector::KEY, path};
    }
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        try {
            const Poco::URI uri(url);
            std::string user = uri.getUserInfo();
            std::string password;
            if (const std::size_t colon = user.find(':'); colon != std::string::npos) {
                password = user.substr(colon + 1);
                user.resize(colon);
            }
            const std::string name = uri.getPath().substr(uri.getPath().empty() ? 0 : 1);
            std::string parameters = "host=" + in_quotes(uri.getHost()) +
                                     " port=" + std::to_string(uri.getPort() == 0 ? 5432 : uri.getPort()) +
                                     " user=" + in_quotes(user) + " dbname=" + in_quotes(name) + " connect_timeout=10";
            if (!password.empty()) parameters += " password=" + in_quotes(password);
            return {Dialect::postgresql, data::PostgreSQL::Connector::KEY, parameters};
        } catch (const Poco::Exception&) {
            throw input_error("store.url: not a PostgreSQL address");
        }
    }
    throw input_error("store.url: write sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME");
}

std::unique_ptr<Connection> Database::Pool::open(Use use) const
{
    try {
        auto connection = std::make_unique<Connection>(target_.connector, target_.parameters);
        if (target_.connector == data::SQLite::Connector::KEY) {
            const char* synchronous = durability_ == Durability::full ? "synchronous=FULL" : "synchronous=NORMAL";
            // A checkpoint each 40 MB instead of each 4 MB: the pages that many small commits write again and again are
            // copied once. 16 MB of cache where it is written: the indexes' upper pages stay. What a very large
            // transaction makes of the log is given back to the disk.
            const char* cache = use == Use::writing ? "cache_size=-16384" : "cache_size=-1024";
            for (const char* pragma : {"busy_timeout=30000", "journal_mode=WAL", synchronous, "foreign_keys=ON",
                                       "wal_autocheckpoint=10000", "journal_size_limit=134217728", cache})
                connection->execute(std::string("PRAGMA ") + pragma);
        } else {
            connection->execute("SET client_min_messages TO warning"); // libpq prints notices to standard error
        }
        return connection;
    } catch (const Poco::Exception& problem) {
        throw unavailable_error("the store cannot be opened: " + problem.message());
    }
}

std::unique_ptr<Connection> Database::Pool::lend()
{
    {
        std::unique_lock lock(mutex_);
        if (!returned_.wait_for(lock, lend_wait, [this] { return !idle_.empty() || lent_ < limit_; }))
            throw unavailable_error("all connections to the store are busy");
        ++lent_;
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    try {
        return open(Use::reading);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Database::Pool::give_back(std::unique_ptr<Connection> connection)
{
    std::vector<std::unique_ptr<Connection>> stale;
    {
        const std::lock_guard lock(mutex_);
        --lent_;
        if (connection && !connection->broken) {
            idle_.push_back(std::move(connection));
        } else if (connection && target_.dialect == Dialect::postgresql) {
            stale.swap(idle_); // the server is or was away: each of them would cost somebody a piece of work
        }
    }
    returned_.notify_one();
}

void Database::Pool::lock_writer()
{
    if (!writer_.try_lock_for(writer_wait)) throw unavailable_error("the store is busy with another change");
}

std::unique_ptr<Connection> Database::Pool::lend_writer()
{
    if (!has_writer()) return lend();
    return writing_ ? std::move(writing_) : open(Use::writing);
}

void Database::Pool::give_back_writer(std::unique_ptr<Connection> connection)
{
    if (!has_writer()) return give_back(std::move(connection));
    if (!connection->broken) writing_ = std::move(connection);
}

} // namespace dosah::store
