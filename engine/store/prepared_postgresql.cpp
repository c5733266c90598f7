// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include <Poco/Data/PostgreSQL/SessionHandle.h>
#include <Poco/Data/PostgreSQL/Utility.h>

#include <atomic>
#include <charconv>
#include <optional>
#include <utility>

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

} // namespace

/// Any statement goes out at once; what was sent before it is answered before it.
class PostgresqlPipeline
{
public:
    explicit PostgresqlPipeline(PGconn* connection) : connection_(connection) {}

    PGconn* connection() const { return connection_; }
    bool empty() const { return begun_ == 0; }

    void send(const std::string& sql, const Parameters& parameters)
    {
        enter();
        sent(PQsendQueryParams(connection_, sql.c_str(), parameters.count(), parameters.types(), parameters.pointers(),
                               nullptr, nullptr, 0));
    }

    void send_prepared(const std::string& name, const Parameters& parameters)
    {
        enter();
        sent(PQsendQueryPrepared(connection_, name.c_str(), parameters.count(), parameters.pointers(), nullptr, nullptr,
                                 0));
    }

    /// Waits for all that was sent. The answer to the last; throws what the first one that failed said.
    Result settle()
    {
        Result last(nullptr, &PQclear);
        std::optional<PostgresqlError> problem;
        sent(PQpipelineSync(connection_));
        for (std::size_t answers = std::exchange(begun_, 0); answers > 0; --answers) {
            while (PGresult* const result = PQgetResult(connection_)) { // a null ends each answer
                try {
                    last = checked(connection_, result);
                } catch (const PostgresqlError& said) {
                    if (!problem) problem = said;
                }
            }
            if (PQstatus(connection_) != CONNECTION_OK) break;
        }
        PQclear(PQgetResult(connection_)); // of the synchronisation
        if (PQexitPipelineMode(connection_) != 1 && !problem)
            problem = PostgresqlError(PQerrorMessage(connection_), "");
        if (problem) throw *problem;
        return last;
    }

private:
    void enter()
    {
        if (begun_ == 0) sent(PQenterPipelineMode(connection_));
        ++begun_;
    }

    void sent(int success)
    {
        if (success == 1) return;
        begun_ = 0;
        throw PostgresqlError(PQerrorMessage(connection_), "");
    }

    PGconn* const connection_;
    std::size_t begun_ = 0;
};

namespace {

/// libpq's own statement on Poco's connection: Poco 1.11 takes four round trips for a statement and frees the result of
/// one that fails after it succeeded twice (docs/decisions.md).
class PostgresqlPrepared final : public Prepared
{
public:
    PostgresqlPrepared(PostgresqlPipeline& pipeline, const std::string& sql, const std::vector<Value>& values)
        : pipeline_(pipeline), connection_(pipeline.connection()), name_("dosah_" + std::to_string(++made))
    {
        if (!pipeline_.empty()) pipeline_.settle();
        const Parameters parameters(values);
        checked(connection_,
                PQprepare(connection_, name_.c_str(), sql.c_str(), parameters.count(), parameters.types()));
    }

    ~PostgresqlPrepared() override
    {
        if (PQstatus(connection_) == CONNECTION_OK && pipeline_.empty())
            PQclear(PQexec(connection_, ("DEALLOCATE " + name_).c_str()));
    }
    PostgresqlPrepared(const PostgresqlPrepared&) = delete;
    PostgresqlPrepared& operator=(const PostgresqlPrepared&) = delete;

    std::size_t execute(const std::vector<Value>& values) override
    {
        const Parameters parameters(values);
        if (pipeline_.empty()) {
            result_ = checked(connection_, PQexecPrepared(connection_, name_.c_str(), parameters.count(),
                                                          parameters.pointers(), nullptr, nullptr, 0));
        } else {
            pipeline_.send_prepared(name_, parameters);
            result_ = pipeline_.settle();
        }
        if (PQnfields(result_.get()) > 0) return static_cast<std::size_t>(PQntuples(result_.get()));
        std::size_t touched = 0;
        const std::string_view text = PQcmdTuples(result_.get());
        std::from_chars(text.data(), text.data() + text.size(), touched);
        return touched;
    }

    void later(const std::vector<Value>& values) override { pipeline_.send_prepared(name_, Parameters(values)); }

    bool writes() const override { return true; } // nobody has parsed it here

    Rows rows() override
    {
        Rows rows = rows_of(result_.get());
        result_.reset();
        return rows;
    }

private:
    static inline std::atomic<std::uint64_t> made{0};

    PostgresqlPipeline& pipeline_;
    PGconn* const connection_;
    const std::string name_;
    Result result_{nullptr, &PQclear};
};

} // namespace

void PostgresqlPipelineDeleter::operator()(PostgresqlPipeline* pipeline) const
{
    delete pipeline;
}

PipelinePtr make_pipeline(data::Session& session)
{
    return PipelinePtr(new PostgresqlPipeline(*data::PostgreSQL::Utility::handle(session)));
}

std::unique_ptr<Prepared> prepare_postgresql(PostgresqlPipeline& pipeline, const std::string& sql,
                                             const std::vector<Value>& values)
{
    return std::make_unique<PostgresqlPrepared>(pipeline, sql, values);
}

Rows query_once_postgresql(PostgresqlPipeline& pipeline, const std::string& sql, const std::vector<Value>& values)
{
    pipeline.send(sql, Parameters(values));
    return rows_of(pipeline.settle().get());
}

void execute_postgresql(PostgresqlPipeline& pipeline, const std::string& sql)
{
    Result result(nullptr, &PQclear);
    if (pipeline.empty()) {
        result = checked(pipeline.connection(), PQexec(pipeline.connection(), sql.c_str()));
    } else {
        pipeline.send(sql, Parameters({}));
        result = pipeline.settle();
    }
    // After a statement that failed, the server answers COMMIT with a rollback and calls it a success.
    if (sql == "COMMIT" && std::string_view(PQcmdStatus(result.get())) == "ROLLBACK")
        throw PostgresqlError("the transaction was rolled back, because a statement in it had failed", "25P02");
}

void execute_later_postgresql(PostgresqlPipeline& pipeline, const std::string& sql)
{
    pipeline.send(sql, Parameters({}));
}

} // namespace dosah::store
