// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include "base/error.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/PostgreSQL/PostgreSQLException.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/SQLiteException.h>

#include <mutex>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr std::size_t kept_statements = 300;

/// A broken rule of the schema in the words of either database.
bool is_constraint(const Poco::Exception& problem)
{
    if (dynamic_cast<const data::SQLite::ConstraintViolationException*>(&problem) != nullptr) return true;
    const std::string text = problem.displayText();
    return text.find("violates") != std::string::npos && text.find("constraint") != std::string::npos;
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
    const std::string text = problem.displayText();
    for (const char* sign : {"server closed the connection", "no connection to the server", "could not connect",
                             "terminating connection", "database is locked", "the database system is"})
        if (text.find(sign) != std::string::npos) return true;
    return false;
}

void rethrow(const Poco::Exception& problem)
{
    if (is_constraint(problem)) throw conflict_error("the store refuses it: " + problem.message());
    if (is_away(problem)) throw unavailable_error("the store cannot be reached: " + problem.message());
    throw Error(ErrorKind::internal, "the store refuses a statement: " + problem.displayText());
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
