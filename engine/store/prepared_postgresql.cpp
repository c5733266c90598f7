// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include <Poco/Data/RecordSet.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>

#include <deque>
#include <variant>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

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

/// Poco's statement with the places its values are bound to; the places stay put for the statement's life.
class PostgresqlPrepared final : public Prepared
{
public:
    PostgresqlPrepared(data::Session& session, const std::string& sql, const std::vector<Value>& values)
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

    std::size_t execute(const std::vector<Value>& values) override
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

    Rows rows() override
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

    bool destructible() const override { return !succeeded_; }

private:
    using Null = Poco::Nullable<std::string>;

    data::Statement statement_;
    bool succeeded_ = false;
    std::deque<Poco::Int64> numbers_;
    std::deque<double> reals_;
    std::deque<bool> flags_;
    std::deque<std::string> texts_;
    std::deque<Null> nulls_;
    std::vector<std::variant<Poco::Int64*, double*, bool*, std::string*, Null*>> places_;
};

} // namespace

std::unique_ptr<Prepared> prepare_postgresql(data::Session& session, const std::string& sql,
                                             const std::vector<Value>& values)
{
    return std::make_unique<PostgresqlPrepared>(session, sql, values);
}

} // namespace dosah::store
