// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The only door to SQL. Poco Data stands behind it; nobody else sees it.
namespace dosah::store {

/// A value bound to a statement or read from a row. Times are BIGINT microseconds, ids are BIGINT, yes/no is BOOLEAN.
class Value
{
public:
    using Held = std::variant<std::monostate, std::int64_t, double, bool, std::string>;

    Value() = default; ///< NULL
    Value(std::nullopt_t) {}
    Value(int number) : held_(std::int64_t{number}) {}
    Value(long number) : held_(std::int64_t{number}) {}
    Value(long long number) : held_(static_cast<std::int64_t>(number)) {}
    Value(std::size_t number) : held_(static_cast<std::int64_t>(number)) {}
    Value(double number) : held_(number) {}
    Value(bool flag) : held_(flag) {}
    Value(std::string text) : held_(std::move(text)) {}
    Value(std::string_view text) : held_(std::string(text)) {}
    Value(const char* text) : held_(std::string(text)) {}
    explicit Value(Held held) : held_(std::move(held)) {}
    template <class T>
    Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value())
    {
    }

    const Held& held() const { return held_; }

private:
    Held held_;
};

/// What a query gave, whole, in memory: bound it with LIMIT where it could be large.
/// The readers convert where the two databases disagree about a type (a count or a sum may come as text) and throw
/// Error(internal) on NULL unless they are asked for an optional.
class Rows
{
public:
    using Row = std::vector<Value::Held>;
    explicit Rows(std::vector<Row> rows) : rows_(std::move(rows)) {}
    Rows() = default;

    std::size_t size() const { return rows_.size(); }
    bool empty() const { return rows_.empty(); }

    std::string text(std::size_t row, std::size_t column) const;
    std::int64_t integer(std::size_t row, std::size_t column) const;
    double real(std::size_t row, std::size_t column) const;
    bool boolean(std::size_t row, std::size_t column) const;
    bool is_null(std::size_t row, std::size_t column) const;
    std::optional<std::string> optional_text(std::size_t row, std::size_t column) const;
    std::optional<std::int64_t> optional_integer(std::size_t row, std::size_t column) const;
    const Row& row(std::size_t row) const { return rows_.at(row); } ///< as the database typed it

private:
    friend class Session;
    const Value::Held& at(std::size_t row, std::size_t column) const;

    std::vector<Row> rows_;
};

/// Rows that go along with a statement. In its text they are a table named `given` with these columns, so that one
/// statement works on many rows: "UPDATE messages SET state = given.state FROM given WHERE messages.id = given.id".
/// SQLite runs the statement several times over pieces of at most 64 rows, PostgreSQL once over arrays: it must not
/// depend on seeing all rows at once (no aggregate, no LIMIT), and belongs into a Transaction. No rows: nothing is run.
class Given
{
public:
    struct Column
    {
        std::string_view name;
        std::string_view type; ///< BIGINT, TEXT, BOOLEAN or DOUBLE PRECISION
    };

    Given(std::initializer_list<Column> columns) : columns_(columns) {}
    explicit Given(std::vector<Column> columns) : columns_(std::move(columns)) {}
    /// One value a column, in their order.
    void add(std::initializer_list<Value> row) { values_.insert(values_.end(), row); }
    void add(std::vector<Value> row);
    std::size_t size() const { return values_.size() / columns_.size(); }
    bool empty() const { return values_.empty(); }
    const std::vector<Column>& columns() const { return columns_; }
    const std::vector<Value>& values() const { return values_; } ///< row after row

private:
    std::vector<Column> columns_;
    std::vector<Value> values_;
};

enum class Dialect { sqlite, postgresql };

class Connection; // one Poco session with its prepared statements
class Prepared;

/// A connection borrowed from the pool; one thread at a time. Statements are prepared once per connection and kept.
///
/// One SQL text serves both databases: parameters are $1, $2 ... and must first appear in rising order (SQLite
/// numbers them by appearance). Each statement outside a Transaction commits by itself; on SQLite one that changes
/// something then takes its turn with the transactions of this process.
///
/// Throws Error(conflict) when a rule of the schema refuses (UNIQUE, CHECK, FOREIGN KEY), Error(unavailable) when the
/// store is away, full, read-only or stays locked or a deadlock was broken: trying again helps; Error(internal) for the
/// rest.
class Session
{
public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) = delete;
    ~Session(); ///< gives the connection back

    /// Runs a statement that changes something. Returns how many rows it touched.
    std::size_t run(std::string_view sql, const std::vector<Value>& values = {});
    /// Runs a query, or a change with RETURNING.
    Rows query(std::string_view sql, const std::vector<Value>& values = {});
    /// Likewise over given rows; `values` are the statement's own $1, $2 ...
    std::size_t run(std::string_view sql, const std::vector<Value>& values, const Given& given);
    Rows query(std::string_view sql, const std::vector<Value>& values, const Given& given);
    /// Runs it no later than this session's next statement or the commit, and what goes wrong shows there: PostgreSQL
    /// answers several of them in one round trip. Inside a Transaction.
    void run_later(std::string_view sql, const std::vector<Value>& values, const Given& given);
    /// INSERT ... RETURNING id: the one number it gives.
    std::int64_t insert(std::string_view sql, const std::vector<Value>& values = {});
    /// For text made at run time (segments, migrations): prepared anew each time and not kept.
    Rows query_once(std::string_view sql, const std::vector<Value>& values = {});
    void run_script(std::string_view sql); ///< several statements separated by ; at line ends, no values

    Dialect dialect() const;
    /// " FOR UPDATE OF TABLE SKIP LOCKED" where the database has it, else "": the one clause in which claims differ.
    std::string skip_locked(std::string_view table) const;

private:
    friend class Database;
    friend class Transaction;
    friend class Snapshot;
    enum class Within { nothing, transaction, snapshot };
    class WriterTurn;
    Session(class Database& database, std::unique_ptr<Connection> connection, Within within = Within::nothing);
    Connection& connection() const; ///< Error(internal) once the Transaction has ended
    template <class Result>
    Result execute(std::string_view sql, const std::vector<Value>& values,
                   Result (*what)(Prepared&, const std::vector<Value>&));
    template <class Result>
    Result execute_in_turn(std::string_view sql, const std::vector<Value>& values,
                           Result (*what)(Prepared&, const std::vector<Value>&));
    std::size_t execute(std::string_view sql, const std::vector<Value>& values, const Given& given, Rows* rows);

    class Database* database_;
    std::unique_ptr<Connection> connection_;
    Within within_;
};

/// Everything between construction and commit() happens or none of it; without commit() it is rolled back.
/// SQLite: BEGIN IMMEDIATE; writers of one process wait for each other before it, 30 s at most. PostgreSQL: read
/// committed. After commit() its session is not to be used any more.
/// Do not hold one across anything slow (network, password hashing).
class Transaction
{
public:
    /// What the planner of PostgreSQL may do; SQLite looks rows up by key anyway.
    enum class Access {
        any,
        /// Rows are looked up by key: a plan that was made while a table was small and reads all of it would be kept
        /// when the table has grown. It begins with the first statement.
        by_key,
    };

    explicit Transaction(class Database& database, Access access = Access::any);
    Transaction(const Transaction&) = delete;
    ~Transaction();

    Session& session() { return session_; }
    Session* operator->() { return &session_; }
    void commit();

private:
    static Session borrow(class Database& database);
    void end();

    Session session_;
    bool open_ = true;
};

/// What is read in it is of one moment, that of its first statement. It changes nothing (Error(internal)). While it is
/// open SQLite's log cannot be begun anew, nor PostgreSQL's dead rows go: seconds, not minutes.
class Snapshot
{
public:
    explicit Snapshot(class Database& database);
    Snapshot(const Snapshot&) = delete;
    ~Snapshot();

    Session& session() { return session_; }

private:
    Session session_;
};

/// SQLite's PRAGMA synchronous. With normal a power cut can take back the last commits (a crash of the program alone
/// cannot), and then a message may go out twice. PostgreSQL is as its server is set.
enum class Durability { full, normal };

/// A store and its pool of connections. Any thread.
class Database
{
public:
    /// url: sqlite:PATH (the file and its folder are made when missing) or postgresql://user:password@host:port/name.
    /// Throws Error(input) for another form, Error(unavailable) when it cannot be reached.
    Database(const std::string& url, int connections, Durability durability = Durability::full);
    ~Database();

    /// Borrows a connection; waits while all are lent, and throws Error(unavailable) after 30 s.
    Session session();
    Dialect dialect() const { return dialect_; }
    /// The url without its password.
    std::string display_url() const;

private:
    friend class Session;
    friend class Transaction;
    friend class Snapshot;
    class Pool;

    Dialect dialect_;
    std::string url_;
    std::unique_ptr<Pool> pool_;
};

} // namespace dosah::store
