// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/PostgreSQL/PostgreSQLException.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/SQLiteException.h>

#include <mutex>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr std::size_t kept_statements = 300;

/// PostgreSQL's code of the error (its manual, appendix A), which Poco puts between the message, in whatever language
/// the server speaks, and the details. "N/A": the connection broke. "": no error of a statement.
std::string sqlstate(const Poco::Exception& problem)
{
    static constexpr std::string_view mark = " State: ";
    const std::string text = problem.displayText();
    const std::size_t severity = text.find(" Severity: ");
    const std::size_t state = severity == std::string::npos ? severity : text.find(mark, severity);
    if (state == std::string::npos) return "";
    const std::size_t begin = state + mark.size();
    return text.substr(begin, text.find(' ', begin) - begin);
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
    // connection, resources, operator, system; a standby; serialisation, deadlock, lock
    const std::string code = sqlstate(problem);
    for (const char* away : {"N/A", "08", "53", "57", "58", "25006", "40001", "40P01", "55P03"})
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

std::unique_ptr<Prepared> prepare(data::Session& session, const std::string& sql, const std::vector<Value>& values)
{
    return session.connector() == "sqlite" ? prepare_sqlite(session, sql) : prepare_postgresql(session, sql, values);
}

Prepared& Connection::prepared(std::string_view sql, const std::vector<Value>& values)
{
    const std::string key = key_of(sql, values);
    const auto found = statements_.find(key);
    if (found != statements_.end()) return *found->second;
    if (statements_.size() >= kept_statements) statements_.clear();
    return *(statements_[key] = prepare(session, std::string(sql), values));
}

void Connection::forget(std::string_view sql, const std::vector<Value>& values)
{
    const auto found = statements_.find(key_of(sql, values));
    if (found == statements_.end()) return;
    if (!found->second->destructible()) {
        static auto* const kept = new std::vector<std::unique_ptr<Prepared>>;
        static std::mutex mutex;
        const std::lock_guard lock(mutex);
        kept->push_back(std::move(found->second));
    }
    statements_.erase(found);
}

void Connection::execute(const std::string& sql)
{
    session << sql, data::Keywords::now;
}

} // namespace dosah::store
