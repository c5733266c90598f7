// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"

#include "base/error.h"
#include "base/log.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/PostgreSQLException.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Statement.h>
#include <Poco/URI.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <unordered_map>

namespace dosah::store
{

namespace data = Poco::Data;

namespace
{

constexpr auto lend_wait = std::chrono::seconds(30);
constexpr std::size_t kept_statements = 300;
constexpr int busy_timeout_ms = 10000;

/// A broken rule of the schema in the words of either database.
bool is_constraint(const Poco::Exception& problem)
{
    if (dynamic_cast<const data::SQLite::ConstraintViolationException*>(&problem) != nullptr) return true;
    const std::string text = problem.displayText();
    return text.find("violates") != std::string::npos && text.find("constraint") != std::string::npos;
}

bool is_away(const Poco::Exception& problem)
{
    if (dynamic_cast<const data::SQLite::DBLockedException*>(&problem) != nullptr ||
        dynamic_cast<const data::SQLite::TableLockedException*>(&problem) != nullptr ||
        dynamic_cast<const data::SQLite::CantOpenDBFileException*>(&problem) != nullptr ||
        dynamic_cast<const data::SQLite::DatabaseFullException*>(&problem) != nullptr ||
        dynamic_cast<const data::ConnectionFailedException*>(&problem) != nullptr ||
        dynamic_cast<const data::NotConnectedException*>(&problem) != nullptr ||
        dynamic_cast<const data::PostgreSQL::ConnectionException*>(&problem) != nullptr)
        return true;
    const std::string text = problem.displayText();
    for (const char* sign : {"server closed the connection", "no connection to the server", "could not connect",
                             "terminating connection", "database is locked", "the database system is"})
        if (text.find(sign) != std::string::npos) return true;
    return false;
}

[[noreturn]] void rethrow(const Poco::Exception& problem)
{
    if (is_constraint(problem)) throw conflict_error("the store refuses it: " + problem.message());
    if (is_away(problem)) throw unavailable_error("the store cannot be reached: " + problem.message());
    throw Error(ErrorKind::internal, "the store refuses a statement: " + problem.displayText());
}

} // namespace

// ------------------------------------------------------------------------------------------------------------- rows

const Value::Held& Rows::at(std::size_t row, std::size_t column) const
{
    return rows_.at(row).at(column);
}

bool Rows::is_null(std::size_t row, std::size_t column) const
{
    return std::holds_alternative<std::monostate>(at(row, column));
}

namespace
{

[[noreturn]] void unreadable(const char* wanted)
{
    throw Error(ErrorKind::internal, std::string("the store gave no ") + wanted + " where one was expected");
}

template <class Number, class Parse>
Number read_number(const Value::Held& value, const char* wanted, Parse parse)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<Number>(*whole);
    if (const auto* real = std::get_if<double>(&value)) return static_cast<Number>(*real);
    if (const auto* flag = std::get_if<bool>(&value)) return static_cast<Number>(*flag);
    if (const auto* text = std::get_if<std::string>(&value)) {
        try {
            return parse(*text);
        } catch (const std::exception&) {
            unreadable(wanted);
        }
    }
    unreadable(wanted);
}

} // namespace

std::string Rows::text(std::size_t row, std::size_t column) const
{
    const Value::Held& value = at(row, column);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    unreadable("text");
}

std::int64_t Rows::integer(std::size_t row, std::size_t column) const
{
    return read_number<std::int64_t>(at(row, column), "whole number",
                                     [](const std::string& text) { return std::stoll(text); });
}

double Rows::real(std::size_t row, std::size_t column) const
{
    return read_number<double>(at(row, column), "number", [](const std::string& text) { return std::stod(text); });
}

bool Rows::boolean(std::size_t row, std::size_t column) const
{
    const Value::Held& value = at(row, column);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole != 0;
    if (const auto* text = std::get_if<std::string>(&value)) return *text == "1" || *text == "t" || *text == "true";
    unreadable("yes or no");
}

std::optional<std::string> Rows::optional_text(std::size_t row, std::size_t column) const
{
    return is_null(row, column) ? std::nullopt : std::optional(text(row, column));
}

std::optional<std::int64_t> Rows::optional_integer(std::size_t row, std::size_t column) const
{
    return is_null(row, column) ? std::nullopt : std::optional(integer(row, column));
}

// ------------------------------------------------------------------------------------------------------- connection

namespace
{

/// A statement with the places its values are bound to; the places stay put for the statement's life.
class Prepared
{
public:
    Prepared(data::Session& session, const std::string& sql, const std::vector<Value>& values) : statement_(session)
    {
        statement_ << sql;
        for (const Value& value : values) {
            if (std::holds_alternative<std::int64_t>(value.held())) {
                statement_, data::Keywords::use(numbers_.emplace_back(), "n");
                places_.emplace_back(&numbers_.back());
            } else if (std::holds_alternative<double>(value.held())) {
                statement_, data::Keywords::use(reals_.emplace_back(), "r");
                places_.emplace_back(&reals_.back());
            } else if (std::holds_alternative<bool>(value.held())) {
                statement_, data::Keywords::use(flags_.emplace_back(), "f");
                places_.emplace_back(&flags_.back());
            } else if (std::holds_alternative<std::string>(value.held())) {
                statement_, data::Keywords::use(texts_.emplace_back(), "t");
                places_.emplace_back(&texts_.back());
            } else {
                statement_, data::Keywords::use(nulls_.emplace_back(), "z");
                places_.emplace_back(static_cast<Poco::Nullable<std::string>*>(nullptr));
            }
        }
    }

    std::size_t execute(const std::vector<Value>& values)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const Value::Held& value = values[i].held();
            if (const auto* number = std::get_if<std::int64_t>(&value)) *std::get<Poco::Int64*>(places_[i]) = *number;
            if (const auto* real = std::get_if<double>(&value)) *std::get<double*>(places_[i]) = *real;
            if (const auto* flag = std::get_if<bool>(&value)) *std::get<bool*>(places_[i]) = *flag;
            if (const auto* text = std::get_if<std::string>(&value)) *std::get<std::string*>(places_[i]) = *text;
        }
        const std::size_t count = statement_.execute();
        succeeded_ = true;
        return count;
    }

    bool succeeded() const { return succeeded_; }

    Rows rows()
    {
        const data::RecordSet set(statement_);
        const std::size_t columns = set.columnCount();
        std::vector<Rows::Row> rows(columns == 0 ? 0 : set.rowCount());
        for (std::size_t row = 0; row < rows.size(); ++row) {
            rows[row].reserve(columns);
            for (std::size_t column = 0; column < columns; ++column)
                rows[row].push_back(convert(set, column, row));
        }
        return Rows(std::move(rows));
    }

private:
    static Value::Held convert(const data::RecordSet& set, std::size_t column, std::size_t row)
    {
        if (set.isNull(column, row)) return {};
        const Poco::Dynamic::Var value = set.value(column, row);
        if (value.isEmpty()) return {};
        if (value.isString()) return value.extract<std::string>();
        if (value.isBoolean()) return value.extract<bool>();
        if (value.isInteger()) return static_cast<std::int64_t>(value.convert<Poco::Int64>());
        if (value.isNumeric()) return value.convert<double>();
        return value.convert<std::string>();
    }

    data::Statement statement_;
    bool succeeded_ = false;
    std::deque<Poco::Int64> numbers_;
    std::deque<double> reals_;
    std::deque<bool> flags_;
    std::deque<std::string> texts_;
    std::deque<Poco::Nullable<std::string>> nulls_;
    std::vector<std::variant<Poco::Int64*, double*, bool*, std::string*, Poco::Nullable<std::string>*>> places_;
};

/// The kinds of the values are part of a statement's identity: NULL is bound otherwise than a number.
std::string key_of(std::string_view sql, const std::vector<Value>& values)
{
    std::string key(sql);
    for (const Value& value : values)
        key += static_cast<char>('0' + value.held().index());
    return key;
}

} // namespace

class Connection
{
public:
    Connection(const std::string& connector, const std::string& parameters) : session(connector, parameters) {}

    Prepared& prepared(std::string_view sql, const std::vector<Value>& values)
    {
        const std::string key = key_of(sql, values);
        const auto found = statements.find(key);
        if (found != statements.end()) return *found->second;
        if (statements.size() >= kept_statements) statements.clear();
        return *(statements[key] = std::make_unique<Prepared>(session, std::string(sql), values));
    }

    /// Forgets a statement that failed. Poco 1.11 frees the result of a PostgreSQL statement twice when it succeeded
    /// before, failed now and is destroyed; such a one is kept for good instead (docs/decisions.md).
    void forget(std::string_view sql, const std::vector<Value>& values)
    {
        const auto found = statements.find(key_of(sql, values));
        if (found == statements.end()) return;
        if (found->second->succeeded() && session.connector() == "postgresql") {
            static auto* const kept = new std::vector<std::unique_ptr<Prepared>>;
            static std::mutex mutex;
            const std::lock_guard lock(mutex);
            kept->push_back(std::move(found->second));
        }
        statements.erase(found);
    }

    data::Session session;
    std::unordered_map<std::string, std::unique_ptr<Prepared>> statements;
    bool broken = false;
};

// -------------------------------------------------------------------------------------------------------------- pool

struct Database::Pool {
    std::string connector;
    std::string parameters;
    std::size_t limit = 0;

    std::mutex mutex;
    std::condition_variable returned;
    std::vector<std::unique_ptr<Connection>> idle;
    std::size_t lent = 0;

    std::timed_mutex writer; ///< SQLite has one writer: ours queue here instead of spinning on its lock

    std::unique_ptr<Connection> open() const
    {
        try {
            auto connection = std::make_unique<Connection>(connector, parameters);
            if (connector == data::SQLite::Connector::KEY) {
                using data::Keywords::now;
                connection->session << "PRAGMA busy_timeout=" + std::to_string(busy_timeout_ms), now;
                connection->session << "PRAGMA journal_mode=WAL", now;
                connection->session << "PRAGMA synchronous=FULL", now;
                connection->session << "PRAGMA foreign_keys=ON", now;
            }
            return connection;
        } catch (const Poco::Exception& problem) {
            throw unavailable_error("the store cannot be opened: " + problem.message());
        }
    }

    std::unique_ptr<Connection> lend()
    {
        {
            std::unique_lock lock(mutex);
            if (!returned.wait_for(lock, lend_wait, [this] { return !idle.empty() || lent < limit; }))
                throw unavailable_error("all connections to the store are busy");
            ++lent;
            if (!idle.empty()) {
                auto connection = std::move(idle.back());
                idle.pop_back();
                return connection;
            }
        }
        try {
            return open();
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    void give_back(std::unique_ptr<Connection> connection)
    {
        {
            const std::lock_guard lock(mutex);
            --lent;
            if (connection && !connection->broken) idle.push_back(std::move(connection));
        }
        returned.notify_one();
    }
};

namespace
{

struct Target {
    Dialect dialect = Dialect::sqlite;
    std::string connector;
    std::string parameters;
};

std::string in_quotes(const std::string& value)
{
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

Target read_url(const std::string& url)
{
    if (url.starts_with("sqlite:")) {
        const std::string path = url.substr(7);
        if (path.empty()) throw input_error("store.url: sqlite: wants a path, for example sqlite:var/dosah.sqlite");
        const std::filesystem::path folder = std::filesystem::path(path).parent_path();
        if (path != ":memory:" && !folder.empty()) std::filesystem::create_directories(folder);
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

} // namespace

Database::Database(const std::string& url, int connections) : url_(url), pool_(std::make_unique<Pool>())
{
    static const bool registered = [] {
        data::SQLite::Connector::registerConnector();
        data::PostgreSQL::Connector::registerConnector();
        return true;
    }();
    const Target target = read_url(url);
    dialect_ = target.dialect;
    pool_->connector = target.connector;
    pool_->parameters = target.parameters;
    pool_->limit = registered ? static_cast<std::size_t>(connections) : 0;
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

// ----------------------------------------------------------------------------------------------------------- session

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
        Prepared prepared(connection_->session, std::string(sql), values);
        prepared.execute(values);
        return prepared.rows();
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
            connection_->session << std::string(statement), data::Keywords::now;
        } catch (const Poco::Exception& problem) {
            connection_->broken = connection_->broken || is_away(problem);
            rethrow(problem);
        }
    }
}

// ------------------------------------------------------------------------------------------------------- transaction

Transaction::Transaction(Database& database) : session_(database.session())
{
    using data::Keywords::now;
    if (session_.dialect() == Dialect::sqlite &&
        !database.pool_->writer.try_lock_for(std::chrono::milliseconds(busy_timeout_ms)))
        throw unavailable_error("the store is busy with another change");
    try {
        // Poco's own begin() is DEFERRED on SQLite: a read followed by a write then fails at once under contention.
        if (session_.dialect() == Dialect::sqlite) {
            session_.connection_->session << "BEGIN IMMEDIATE", now;
        } else {
            session_.connection_->session.begin();
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
        if (session_.dialect() == Dialect::sqlite) {
            session_.connection_->session << "ROLLBACK", data::Keywords::now;
        } else {
            session_.connection_->session.rollback();
        }
    } catch (const Poco::Exception&) {
        session_.connection_->broken = true; // whatever is left of the transaction ends with the connection
    }
    if (session_.dialect() == Dialect::sqlite) session_.database_->pool_->writer.unlock();
}

void Transaction::commit()
{
    try {
        if (session_.dialect() == Dialect::sqlite) {
            session_.connection_->session << "COMMIT", data::Keywords::now;
        } else {
            session_.connection_->session.commit();
        }
    } catch (const Poco::Exception& problem) {
        rethrow(problem);
    }
    open_ = false;
    if (session_.dialect() == Dialect::sqlite) session_.database_->pool_->writer.unlock();
}

} // namespace dosah::store
