// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"

#include "base/error.h"
#include "store/given.h"
#include "store/pool.h"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>

#include <iterator>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr auto writer_wait = std::chrono::seconds(30);

} // namespace

Database::Database(const std::string& url, int connections, Durability durability) : url_(url)
{
    static const bool registered = [] {
        data::SQLite::Connector::registerConnector();
        data::PostgreSQL::Connector::registerConnector();
        return true;
    }();
    const Target target = read_url(url);
    dialect_ = target.dialect;
    pool_ = std::make_unique<Pool>(target, registered ? static_cast<std::size_t>(connections) : 0, durability);
    session(); // the first connection shows at once whether the store can be reached
}

Database::~Database() = default;

Session Database::session()
{
    return {*this, pool_->lend()};
}

std::string Database::display_url() const
{
    const std::size_t at = url_.find('@');
    const std::size_t user = url_.find("://");
    if (dialect_ == Dialect::sqlite || at == std::string::npos || user == std::string::npos) return url_;
    return url_.substr(0, user + 3) + url_.substr(at + 1);
}

Session::Session(Database& database, std::unique_ptr<Connection> connection)
    : database_(&database), connection_(std::move(connection))
{
}

Session::Session(Session&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), connection_(std::move(other.connection_))
{
}

Session::~Session()
{
    if (connection_) database_->pool_->give_back(std::move(connection_));
}

Dialect Session::dialect() const
{
    return database_->dialect();
}

std::string_view Session::skip_locked() const
{
    return dialect() == Dialect::postgresql ? " FOR UPDATE SKIP LOCKED" : "";
}

std::size_t Session::execute(std::string_view sql, const std::vector<Value>& values, const Given& given, Rows* rows)
{
    std::size_t touched = 0;
    with_given(dialect(), sql, values, given, [&](const std::string& text, const std::vector<Value>& all) {
        if (rows == nullptr) {
            touched += run(text, all);
            return;
        }
        Rows more = query(text, all);
        if (rows->rows_.empty()) {
            *rows = std::move(more);
        } else {
            std::move(more.rows_.begin(), more.rows_.end(), std::back_inserter(rows->rows_));
        }
    });
    return touched;
}

void Session::run_later(std::string_view sql, const std::vector<Value>& values, const Given& given)
{
    with_given(dialect(), sql, values, given, [&](const std::string& text, const std::vector<Value>& all) {
        try {
            connection_->later(text, all);
        } catch (const Poco::Exception& problem) {
            connection_->forget(text, all);
            connection_->broken = connection_->broken || is_away(problem);
            rethrow(problem);
        }
    });
}

std::size_t Session::run(std::string_view sql, const std::vector<Value>& values, const Given& given)
{
    return execute(sql, values, given, nullptr);
}

Rows Session::query(std::string_view sql, const std::vector<Value>& values, const Given& given)
{
    Rows rows;
    execute(sql, values, given, &rows);
    return rows;
}

std::size_t Session::run(std::string_view sql, const std::vector<Value>& values)
{
    try {
        return connection_->prepared(sql, values).execute(values);
    } catch (const Poco::Exception& problem) {
        connection_->forget(sql, values);
        connection_->broken = connection_->broken || is_away(problem);
        rethrow(problem);
    }
}

Rows Session::query(std::string_view sql, const std::vector<Value>& values)
{
    try {
        Prepared& prepared = connection_->prepared(sql, values);
        prepared.execute(values);
        return prepared.rows();
    } catch (const Poco::Exception& problem) {
        connection_->forget(sql, values);
        connection_->broken = connection_->broken || is_away(problem);
        rethrow(problem);
    }
}

std::int64_t Session::insert(std::string_view sql, const std::vector<Value>& values)
{
    return query(sql, values).integer(0, 0);
}

Rows Session::query_once(std::string_view sql, const std::vector<Value>& values)
{
    try {
        return connection_->query_once(std::string(sql), values);
    } catch (const Poco::Exception& problem) {
        connection_->broken = connection_->broken || is_away(problem);
        rethrow(problem);
    }
}

void Session::run_script(std::string_view sql)
{
    while (!sql.empty()) {
        std::size_t end = sql.find(";\n");
        if (end == std::string_view::npos) end = sql.size();
        const std::string_view statement = sql.substr(0, end);
        sql.remove_prefix(std::min(sql.size(), end + 2));
        if (statement.find_first_not_of(" \t\r\n;") == std::string_view::npos) continue;
        try {
            connection_->execute(std::string(statement));
        } catch (const Poco::Exception& problem) {
            connection_->broken = connection_->broken || is_away(problem);
            rethrow(problem);
        }
    }
}

Session Transaction::borrow(Database& database)
{
    if (database.dialect() != Dialect::sqlite) return database.session();
    // The writer comes first: whoever waits for it must not hold a connection that the one who has it may need.
    if (!database.pool_->writer.try_lock_for(writer_wait))
        throw unavailable_error("the store is busy with another change");
    try {
        return database.session();
    } catch (...) {
        database.pool_->writer.unlock();
        throw;
    }
}

Transaction::Transaction(Database& database, Access access) : session_(borrow(database))
{
    try {
        // Poco's own begin() is DEFERRED on SQLite: a read followed by a write then fails at once under contention.
        if (session_.dialect() == Dialect::sqlite) {
            session_.connection_->execute("BEGIN IMMEDIATE");
        } else if (access == Access::by_key) {
            session_.connection_->execute_later("BEGIN");
            session_.connection_->execute_later("SET LOCAL enable_seqscan = off");
        } else {
            session_.connection_->execute("BEGIN");
        }
    } catch (const Poco::Exception& problem) {
        if (session_.dialect() == Dialect::sqlite) database.pool_->writer.unlock();
        session_.connection_->broken = true;
        rethrow(problem);
    }
}

Transaction::~Transaction()
{
    if (!open_) return;
    try {
        session_.connection_->execute("ROLLBACK");
    } catch (const Poco::Exception&) {
        session_.connection_->broken = true; // whatever is left of the transaction ends with the connection
    }
    if (session_.dialect() == Dialect::sqlite) session_.database_->pool_->writer.unlock();
}

void Transaction::commit()
{
    try {
        session_.connection_->execute("COMMIT");
    } catch (const Poco::Exception& problem) {
        rethrow(problem);
    }
    open_ = false;
    if (session_.dialect() == Dialect::sqlite) session_.database_->pool_->writer.unlock();
}

} // namespace dosah::store
