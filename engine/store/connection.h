// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <Poco/Data/Session.h>
#include <Poco/Exception.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

/// Private to store/: Poco Data behind the door.
namespace dosah::store {

/// A statement of one connection, prepared once and executed again and again.
class Prepared
{
public:
    virtual ~Prepared() = default;
    virtual std::size_t execute(const std::vector<Value>& values) = 0; ///< how many rows it touched or gave
    virtual Rows rows() = 0;                                           ///< what the last execution gave; once
    virtual bool writes() const = 0;                                   ///< may change the store, as far as is known
    /// Executes it no later than the connection's next statement; what goes wrong shows there.
    virtual void later(const std::vector<Value>& values) { execute(values); }
};

/// For a process in which no connection is used by two threads at once, as a Pool sees to: without SQLite's lock for
/// each call and each piece of memory. Once, before anything else of SQLite.
void configure_sqlite();
std::unique_ptr<Prepared> prepare_sqlite(Poco::Data::Session& session, const std::string& sql);
void execute_sqlite(Poco::Data::Session& session, const std::string& sql); ///< text without values
void add_tally(Poco::Data::Session& session);                              ///< what store/tally.h needs of SQLite

/// A PostgreSQL connection and the statements on their way to it, which it answers together (libpq's pipeline mode).
class PostgresqlPipeline;
struct PostgresqlPipelineDeleter
{
    void operator()(PostgresqlPipeline* pipeline) const;
};
using PipelinePtr = std::unique_ptr<PostgresqlPipeline, PostgresqlPipelineDeleter>;
PipelinePtr make_pipeline(Poco::Data::Session& session);
/// `values` tell the kinds; their contents come with each execution.
std::unique_ptr<Prepared> prepare_postgresql(PostgresqlPipeline& pipeline, const std::string& sql,
                                             const std::vector<Value>& values);
Rows query_once_postgresql(PostgresqlPipeline& pipeline, const std::string& sql, const std::vector<Value>& values);
void execute_postgresql(PostgresqlPipeline& pipeline, const std::string& sql);
void execute_later_postgresql(PostgresqlPipeline& pipeline, const std::string& sql);

/// What PostgreSQL said against a statement.
class PostgresqlError : public Poco::Exception
{
public:
    PostgresqlError(const std::string& message, std::string state) : Poco::Exception(message), state_(std::move(state))
    {
    }
    /// Its manual, appendix A; "" when the connection broke.
    const std::string& state() const { return state_; }

private:
    std::string state_;
};

/// One Poco session and the statements prepared on it.
class Connection
{
public:
    Connection(const std::string& connector, const std::string& parameters);
    ~Connection();
    Connection(const Connection&) = delete;

    Prepared& prepared(std::string_view sql, const std::vector<Value>& values);
    void forget(std::string_view sql, const std::vector<Value>& values); ///< a statement that failed
    void later(std::string_view sql, const std::vector<Value>& values);  ///< see Prepared::later
    void execute_later(const std::string& sql);
    /// Prepares, runs and forgets.
    Rows query_once(const std::string& sql, const std::vector<Value>& values);
    /// Runs text without values.
    void execute(const std::string& sql);

    Poco::Data::Session session;
    bool broken = false; ///< not to be lent again

private:
    const bool sqlite_;
    PipelinePtr pipeline_; ///< of PostgreSQL
    std::unordered_map<std::string, std::unique_ptr<Prepared>> statements_;
};

/// Whether the store itself is away or stays locked, rather than a statement being wrong.
bool is_away(const Poco::Exception& problem);

/// Throws the Error that stands for it: conflict, unavailable or internal.
[[noreturn]] void rethrow(const Poco::Exception& problem);

} // namespace dosah::store
