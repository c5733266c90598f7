// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <Poco/Nullable.h>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

/// Private to store/: Poco Data behind the door.
namespace dosah::store {

/// A statement with the places its values are bound to; the places stay put for the statement's life.
class Prepared
{
public:
    /// `values` tell the kinds; their contents come with each execute().
    Prepared(Poco::Data::Session& session, const std::string& sql, const std::vector<Value>& values);
    std::size_t execute(const std::vector<Value>& values); ///< how many rows it touched or gave
    bool succeeded() const { return succeeded_; }
    Rows rows() const;

private:
    using Null = Poco::Nullable<std::string>;

    Poco::Data::Statement statement_;
    bool succeeded_ = false;
    std::deque<Poco::Int64> numbers_;
    std::deque<double> reals_;
    std::deque<bool> flags_;
    std::deque<std::string> texts_;
    std::deque<Null> nulls_;
    std::vector<std::variant<Poco::Int64*, double*, bool*, std::string*, Null*>> places_;
};

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
