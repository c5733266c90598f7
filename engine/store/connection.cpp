// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/PostgreSQL/PostgreSQLException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr std::size_t kept_statements = 300;

/// "": no error of a statement, or the connection broke.
std::string sqlstate(const Poco::Exception& problem)
{
    const auto* said = dynamic_cast<const PostgresqlError*>(&problem);
    return said == nullptr ? "" : said->state();
}

/// A broken rule of the schema: class 23, integrity constraint violation.
bool is_constraint(const Poco::Exception& problem)
{
    return dynamic_cast<const data::SQLite::ConstraintViolationException*>(&problem) != nullptr ||
           sqlstate(problem).starts_with("23");
}

/// The details quote values of the row: addresses have no place in an error.
std::string without_details(const std::string& message)
{
    return message.substr(0, message.find('\n'));
}

/// The kinds of the values are part of a statement's identity: NULL is bound otherwise than a number.
std::string key_of(std::string_view sql, const std::vector<Value>& values)
{
    std::string key(sql);
    for (const Value& value : values)
        key += static_cast<char>('0' + value.held().index());
    return key;
}

} // namespace

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
    const std::string code = sqlstate(problem);
    if (code.empty() && dynamic_cast<const PostgresqlError*>(&problem) != nullptr) return true;
    // connection, resources, operator, system; a standby; serialisation, deadlock, lock
    for (const char* away : {"08", "53", "57", "58", "25006", "40001", "40P01", "55P03"})
        if (code.starts_with(away)) return true;
    const std::string text = problem.displayText();
    for (const char* sign : {"server closed the connection", "no connection to the server", "could not connect",
                             "terminating connection", "database is locked", "the database system is",
                             "could not send data", "could not receive data", "SSL SYSCALL", "SSL connection"})
        if (text.find(sign) != std::string::npos) return true;
    return false;
}

namespace {

/// What a database says, for people to read: without its statement's length and without anybody's address.
std::string brief(const std::string& said)
{
    return mask_addresses(text::repair_utf8(said.substr(0, 300)));
}

} // namespace

void rethrow(const Poco::Exception& problem)
{
    if (is_constraint(problem))
        throw conflict_error("the store refuses it: " + without_details(brief(problem.message())));
    if (is_away(problem)) throw unavailable_error("the store cannot be reached: " + brief(problem.message()));
    throw Error(ErrorKind::internal, "the store refuses a statement: " + brief(problem.displayText()));
}

Connection::Connection(const std::string& connector, const std::string& parameters)
    : session(connector, parameters), sqlite_(connector == data::SQLite::Connector::KEY)
{
    if (sqlite_)
        add_tally(session);
    else
        pipeline_ = make_pipeline(session);
}

Connection::~Connection()
{
    statements_.clear(); // before what they run in
}

Prepared& Connection::prepared(std::string_view sql, const std::vector<Value>& values)
{
    const std::string key = sqlite_ ? std::string(sql) : key_of(sql, values);
    const auto found = statements_.find(key);
    if (found != statements_.end()) return *found->second;
    if (statements_.size() >= kept_statements) statements_.clear();
    const std::string text(sql);
    return *(statements_[key] = sqlite_ ? prepare_sqlite(session, text) : prepare_postgresql(*pipeline_, text, values));
}

void Connection::forget(std::string_view sql, const std::vector<Value>& values)
{
    statements_.erase(sqlite_ ? std::string(sql) : key_of(sql, values));
}

void Connection::later(std::string_view sql, const std::vector<Value>& values)
{
    prepared(sql, values).later(values);
}

void Connection::execute_later(const std::string& sql)
{
    if (sqlite_) {
        execute_sqlite(session, sql);
    } else {
        execute_later_postgresql(*pipeline_, sql);
    }
}

Rows Connection::query_once(const std::string& sql, const std::vector<Value>& values)
{
    if (!sqlite_) return query_once_postgresql(*pipeline_, sql, values);
    const auto prepared = prepare_sqlite(session, sql);
    prepared->execute(values);
    return prepared->rows();
}

void Connection::execute(const std::string& sql)
{
    if (sqlite_) {
        execute_sqlite(session, sql);
    } else {
        execute_postgresql(*pipeline_, sql);
    }
}

} // namespace dosah::store
