// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include <Poco/Data/PostgreSQL/SessionHandle.h>
#include <Poco/Data/PostgreSQL/Utility.h>

#include <atomic>
#include <charconv>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

// Object identifiers of built-in types (catalog/pg_type.dat); they never change.
constexpr Oid bool_type = 16;
constexpr Oid int8_type = 20;
constexpr Oid int2_type = 21;
constexpr Oid int4_type = 23;
constexpr Oid text_type = 25;
constexpr Oid float4_type = 700;
constexpr Oid float8_type = 701;

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

PGconn* handle_of(data::Session& session)
{
    return *data::PostgreSQL::Utility::handle(session);
}

/// Throws unless the server did as it was told.
Result checked(PGconn* connection, PGresult* given)
{
    Result result(given, &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw PostgresqlError(result ? PQresultErrorMessage(result.get()) : PQerrorMessage(connection),
                          state == nullptr || PQstatus(connection) != CONNECTION_OK ? "" : state);
}

Value::Held convert(const PGresult* result, int row, int column)
{
    if (PQgetisnull(result, row, column) != 0) return {};
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    switch (PQftype(result, column)) {
    case int8_type:
    case int4_type:
    case int2_type: {
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    case float8_type:
    case float4_type: {
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    case bool_type:
        return text == "t";
    default:
        return std::string(text);
    }
}

Rows rows_of(const PGresult* result)
{
    std::vector<Rows::Row> rows(static_cast<std::size_t>(PQntuples(result)));
    const int columns = PQnfields(result);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column)
            rows[row].push_back(convert(result, static_cast<int>(row), column));
    }
    return Rows(std::move(rows));
}

/// Values as libpq takes them: texts that stay put while it runs.
class Parameters
{
public:
    explicit Parameters(const std::vector<Value>& values)
    {
        texts_.reserve(values.size());
        for (const Value& value : values) {
            texts_.emplace_back();
            std::string& text = texts_.back();
            types_.push_back(0); // NULL: of whatever type the statement wants
            pointers_.push_back(nullptr);
            if (const auto* number = std::get_if<std::int64_t>(&value.held())) {
                types_.back() = int8_type;
                text = std::to_string(*number);
            } else if (const auto* real = std::get_if<double>(&value.held())) {
                types_.back() = float8_type;
                char digits[32];
                text.assign(digits, std::to_chars(digits, digits + sizeof digits, *real).ptr);
            } else if (const auto* flag = std::get_if<bool>(&value.held())) {
                types_.back() = bool_type;
                text = *flag ? "t" : "f";
            } else if (const auto* words = std::get_if<std::string>(&value.held())) {
                types_.back() = text_type;
                pointers_.back() = words->c_str(); // the caller's values outlive the execution
                continue;
            } else {
                continue;
            }
            pointers_.back() = text.c_str();
        }
    }

    int count() const { return static_cast<int>(pointers_.size()); }
    const Oid* types() const { return types_.data(); }
    const char* const* pointers() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<Oid> types_;
    std::vector<const char*> pointers_;
};

/// libpq's own statement on Poco's connection: Poco 1.11 takes four round trips for a statement and frees the result of
/// one that fails after it succeeded twice (docs/decisions.md).
class PostgresqlPrepared final : public Prepared
{
public:
    PostgresqlPrepared(data::Session& session, const std::string& sql, const std::vector<Value>& values)
        : connection_(handle_of(session)), name_("dosah_" + std::to_string(++made))
    {
        const Parameters parameters(values);
        checked(connection_,
                PQprepare(connection_, name_.c_str(), sql.c_str(), parameters.count(), parameters.types()));
    }

    ~PostgresqlPrepared() override
    {
        if (PQstatus(connection_) == CONNECTION_OK) PQclear(PQexec(connection_, ("DEALLOCATE " + name_).c_str()));
    }
    PostgresqlPrepared(const PostgresqlPrepared&) = delete;
    PostgresqlPrepared& operator=(const PostgresqlPrepared&) = delete;

    std::size_t execute(const std::vector<Value>& values) override
    {
        const Parameters parameters(values);
        result_ = checked(connection_, PQexecPrepared(connection_, name_.c_str(), parameters.count(),
                                                      parameters.pointers(), nullptr, nullptr, 0));
        if (PQnfields(result_.get()) > 0) return static_cast<std::size_t>(PQntuples(result_.get()));
        std::size_t touched = 0;
        const std::string_view text = PQcmdTuples(result_.get());
        std::from_chars(text.data(), text.data() + text.size(), touched);
        return touched;
    }

    Rows rows() override
    {
        Rows rows = rows_of(result_.get());
        result_.reset();
        return rows;
    }

private:
    static inline std::atomic<std::uint64_t> made{0};

    PGconn* const connection_;
    const std::string name_;
    Result result_{nullptr, &PQclear};
};

} // namespace

std::unique_ptr<Prepared> prepare_postgresql(data::Session& session, const std::string& sql,
                                             const std::vector<Value>& values)
{
    return std::make_unique<PostgresqlPrepared>(session, sql, values);
}

Rows query_once_postgresql(data::Session& session, const std::string& sql, const std::vector<Value>& values)
{
    PGconn* const connection = handle_of(session);
    const Parameters parameters(values);
    return rows_of(checked(connection, PQexecParams(connection, sql.c_str(), parameters.count(), parameters.types(),
                                                    parameters.pointers(), nullptr, nullptr, 0))
                       .get());
}

void execute_postgresql(data::Session& session, const std::string& sql)
{
    PGconn* const connection = handle_of(session);
    const Result result = checked(connection, PQexec(connection, sql.c_str()));
    // After a statement that failed, the server answers COMMIT with a rollback and calls it a success.
    if (sql == "COMMIT" && std::string_view(PQcmdStatus(result.get())) == "ROLLBACK")
        throw PostgresqlError("the transaction was rolled back, because a statement in it had failed", "25P02");
}

} // namespace dosah::store
