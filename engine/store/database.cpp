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

std::size_t touched_by(Prepared& prepared, const std::vector<Value>& values)
{
    return prepared.execute(values);
}

Rows given_by(Prepared& prepared, const std::vector<Value>& values)
{
    prepared.execute(values);
    return prepared.rows();
}

} // namespace

/// SQLite's writing connection for the time of one statement.
class Session::WriterTurn
{
public:
    explicit WriterTurn(Database::Pool& pool) : pool_(pool)
    {
        pool_.lock_writer();
        try {
            connection_ = pool_.lend_writer();
        } catch (...) {
            pool_.unlock_writer();
            throw;
        }
    }

    ~WriterTurn()
    {
        pool_.give_back_writer(std::move(connection_));
        pool_.unlock_writer();
    }
    WriterTurn(const WriterTurn&) = delete;

    Connection& connection() const { return *connection_; }

private:
    Database::Pool& pool_;
    std::unique_ptr<Connection> connection_;
};

Database::Database(const std::string& url, int connections, Durability durability) : url_(url)
{
    static const bool registered = [] {
        configure_sqlite();
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

Session::Session(Database& database, std::unique_ptr<Connection> connection, Within within)
    : database_(&database), connection_(std::move(connection)), within_(within)
{
}

Session::Session(Session&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), connection_(std::move(other.connection_)),
      within_(other.within_)
{
}

Connection& Session::connection() const
{
    if (!connection_) throw Error(ErrorKind::internal, "the transaction of this session has ended");
    return *connection_;
}

Session::~Session()
{
    if (connection_) database_->pool_->give_back(std::move(connection_));
}

Dialect Session::dialect() const
{
    return database_->dialect();
}

std::string Session::skip_locked(std::string_view table) const
{
    return dialect() == Dialect::postgresql ? " FOR UPDATE OF " + std::string(table) + " SKIP LOCKED" : "";
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
            connection().later(text, all);
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

template <class Result>
Result Session::execute(std::string_view sql, const std::vector<Value>& values,
                        Result (*what)(Prepared&, const std::vector<Value>&))
{
    Connection& mine = connection();
    try {
        Prepared& prepared = mine.prepared(sql, values);
        if (within_ == Within::transaction || !database_->pool_->has_writer() || !prepared.writes())
            return what(prepared, values);
    } catch (const Poco::Exception& problem) {
        mine.forget(sql, values);
        mine.broken = mine.broken || is_away(problem);
        rethrow(problem);
    }
    if (within_ == Within::snapshot) throw Error(ErrorKind::internal, "a snapshot of the store changes nothing");
    return execute_in_turn(sql, values, what);
}

template <class Result>
Result Session::execute_in_turn(std::string_view sql, const std::vector<Value>& values,
                                Result (*what)(Prepared&, const std::vector<Value>&))
{
    const WriterTurn turn(*database_->pool_);
    Connection& writer = turn.connection();
    try {
        return what(writer.prepared(sql, values), values);
    } catch (const Poco::Exception& problem) {
        writer.forget(sql, values);
        writer.broken = writer.broken || is_away(problem);
        rethrow(problem);
    }
}

std::size_t Session::run(std::string_view sql, const std::vector<Value>& values)
{
    return execute(sql, values, touched_by);
}

Rows Session::query(std::string_view sql, const std::vector<Value>& values)
{
    return execute(sql, values, given_by);
}

std::int64_t Session::insert(std::string_view sql, const std::vector<Value>& values)
{
    return query(sql, values).integer(0, 0);
}

Rows Session::query_once(std::string_view sql, const std::vector<Value>& values)
{
    try {
        return connection().query_once(std::string(sql), values);
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
            connection().execute(std::string(statement));
        } catch (const Poco::Exception& problem) {
            connection_->broken = connection_->broken || is_away(problem);
            rethrow(problem);
        }
    }
}

Session Transaction::borrow(Database& database)
{
    if (database.dialect() != Dialect::sqlite) return {database, database.pool_->lend(), Session::Within::transaction};
    database.pool_->lock_writer();
    try {
        return {database, database.pool_->lend_writer(), Session::Within::transaction};
    } catch (...) {
        database.pool_->unlock_writer();
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
        session_.connection_->broken = true;
        end();
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
    end();
}

void Transaction::commit()
{
    try {
        session_.connection().execute("COMMIT");
    } catch (const Poco::Exception& problem) {
        rethrow(problem);
    }
    open_ = false;
    end();
}

/// The connection first: whoever has the lock next finds it there.
void Transaction::end()
{
    Database::Pool& pool = *session_.database_->pool_;
    if (session_.dialect() != Dialect::sqlite) {
        pool.give_back(std::move(session_.connection_));
        return;
    }
    pool.give_back_writer(std::move(session_.connection_));
    pool.unlock_writer();
}

Snapshot::Snapshot(Database& database) : session_(database, database.pool_->lend(), Session::Within::snapshot)
{
    try {
        session_.connection_->execute(
            database.dialect() == Dialect::sqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    } catch (const Poco::Exception& problem) {
        session_.connection_->broken = true;
        rethrow(problem);
    }
}

Snapshot::~Snapshot()
{
    try {
        session_.connection_->execute("ROLLBACK");
    } catch (const Poco::Exception&) {
        session_.connection_->broken = true; // whatever is left of it ends with the connection
    }
}

} // namespace dosah::store
