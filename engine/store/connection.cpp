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

Value::Held convert(const data::RecordSet& set, std::size_t column, std::size_t row)
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

Prepared::Prepared(data::Session& session, const std::string& sql, const std::vector<Value>& values)
    : statement_(session)
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

std::size_t Prepared::execute(const std::vector<Value>& values)
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

Rows Prepared::rows() const
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

Prepared& Connection::prepared(std::string_view sql, const std::vector<Value>& values)
{
    const std::string key = key_of(sql, values);
    const auto found = statements_.find(key);
    if (found != statements_.end()) return *found->second;
    if (statements_.size() >= kept_statements) statements_.clear();
    return *(statements_[key] = std::make_unique<Prepared>(session, std::string(sql), values));
}

void Connection::forget(std::string_view sql, const std::vector<Value>& values)
{
    const auto found = statements_.find(key_of(sql, values));
    if (found == statements_.end()) return;
    if (found->second->succeeded() && session.connector() == "postgresql") {
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
