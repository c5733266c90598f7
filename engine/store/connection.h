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
    virtual bool destructible() const { return true; }                 ///< see Connection::forget
};

/// `values` tell the kinds; their contents come with each execution.
std::unique_ptr<Prepared> prepare(Poco::Data::Session& session, const std::string& sql,
                                  const std::vector<Value>& values);
std::unique_ptr<Prepared> prepare_sqlite(Poco::Data::Session& session, const std::string& sql);
std::unique_ptr<Prepared> prepare_postgresql(Poco::Data::Session& session, const std::string& sql,
                                             const std::vector<Value>& values);

/// One Poco session and the statements prepared on it.
class Connection
{
public:
    Connection(const std::string& connector, const std::string& parameters) : session(connector, parameters) {}

    Prepared& prepared(std::string_view sql, const std::vector<Value>& values);
    /// Forgets a statement that failed. Poco 1.11 frees the result of a PostgreSQL statement twice when it succeeded
    /// before, failed now and is destroyed; such a one is kept for good instead (docs/decisions.md).
    void forget(std::string_view sql, const std::vector<Value>& values);
    /// Runs text without values.
    void execute(const std::string& sql);

    Poco::Data::Session session;
    bool broken = false; ///< not to be lent again

private:
    std::unordered_map<std::string, std::unique_ptr<Prepared>> statements_;
};

/// Whether the store itself is away or stays locked, rather than a statement being wrong.
bool is_away(const Poco::Exception& problem);

/// Throws the Error that stands for it: conflict, unavailable or internal.
[[noreturn]] void rethrow(const Poco::Exception& problem);

} // namespace dosah::store
