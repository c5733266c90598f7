// SPDX-License-Identifier: EUPL-1.2
#include "store/tally.h"

#include "base/error.h"
#include "store/connection.h"

#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

#include <array>
#include <charconv>
#include <memory>
#include <new>
#include <string_view>
#include <unordered_map>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

constexpr int most_columns = 20;

// A kind is written as one text: "i12;" a number, "t3:abc" a text of three bytes, "n" nothing. What the aggregate gives
// is each kind followed by its count as a number.
using Kinds = std::unordered_map<std::string, std::int64_t>;

void write_number(std::string& out, std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out += 'i';
    out.append(digits.data(), end);
    out += ';';
}

void write_text(std::string& out, std::string_view text)
{
    out += 't' + std::to_string(text.size()) + ':';
    out += text;
}

void write(std::string& out, sqlite3_value* value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        write_number(out, sqlite3_value_int64(value));
        break;
    case SQLITE_NULL:
        out += 'n';
        break;
    default: {
        const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
        write_text(out, {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))});
    }
    }
}

struct Counter
{
    Kinds kinds;
    std::string key; // its memory is used again
};

/// The aggregate's own place; SQLite hands it out zeroed and knows nothing of destructors.
Counter** place(sqlite3_context* context)
{
    return static_cast<Counter**>(sqlite3_aggregate_context(context, sizeof(Counter*)));
}

// Nothing may be thrown through SQLite.
void count(sqlite3_context* context, int columns, sqlite3_value** values)
{
    Counter** const held = place(context);
    if (held == nullptr) return sqlite3_result_error_nomem(context);
    try {
        if (*held == nullptr) *held = std::make_unique<Counter>().release();
        Counter& counter = **held;
        counter.key.clear();
        for (int i = 0; i < columns; ++i)
            write(counter.key, values[i]);
        ++counter.kinds[counter.key];
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

void finish(sqlite3_context* context)
{
    Counter** const held = place(context);
    const std::unique_ptr<Counter> counter(held == nullptr ? nullptr : *held);
    if (!counter) return sqlite3_result_text(context, "", 0, SQLITE_STATIC);
    try {
        std::string out;
        for (const auto& [kind, rows] : counter->kinds) {
            out += kind;
            write_number(out, rows);
        }
        sqlite3_result_text64(context, out.data(), out.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

/// Reads what finish() wrote.
class Reader
{
public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool at_end() const { return rest_.empty(); }

    Value::Held next()
    {
        const char kind = rest_.empty() ? '?' : rest_.front();
        if (kind == 'i') return number(';');
        if (kind == 't') {
            const auto size = static_cast<std::size_t>(number(':'));
            std::string out(rest_.substr(0, size));
            rest_.remove_prefix(out.size());
            return out;
        }
        if (kind != 'n') throw Error(ErrorKind::internal, "a tally cannot be read");
        rest_.remove_prefix(1);
        return {};
    }

private:
    std::int64_t number(char end)
    {
        std::int64_t out = 0;
        const char* const last = rest_.data() + rest_.size();
        const auto read = std::from_chars(rest_.data() + 1, last, out);
        if (read.ec != std::errc() || read.ptr == last || *read.ptr != end)
            throw Error(ErrorKind::internal, "a tally cannot be read");
        rest_.remove_prefix(static_cast<std::size_t>(read.ptr + 1 - rest_.data()));
        return out;
    }

    std::string_view rest_;
};

std::string listed(const std::vector<std::string>& parts)
{
    std::string out;
    for (const std::string& part : parts)
        out += (out.empty() ? "" : ", ") + part;
    return out;
}

} // namespace

void add_tally(data::Session& session)
{
    sqlite3* const database = data::SQLite::Utility::dbHandle(session);
    const int result = sqlite3_create_function_v2(database, "tally", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                                  nullptr, count, finish, nullptr);
    if (result != SQLITE_OK) data::SQLite::Utility::throwException(database, result, "tally");
}

Rows tally(Session& session, const std::string& with, const std::vector<std::string>& columns, const std::string& from,
           const std::vector<Value>& values)
{
    if (columns.empty() || columns.size() > most_columns)
        throw Error(ErrorKind::internal, "a tally is of 1 to " + std::to_string(most_columns) + " columns");
    if (session.dialect() == Dialect::postgresql) {
        std::vector<std::string> places;
        for (std::size_t i = 1; i <= columns.size(); ++i)
            places.push_back(std::to_string(i));
        return session.query(with + " SELECT " + listed(columns) + ", COUNT(*) " + from + " GROUP BY " + listed(places),
                             values);
    }
    const std::string found = session.query(with + " SELECT tally(" + listed(columns) + ") " + from, values).text(0, 0);
    std::vector<Rows::Row> rows;
    for (Reader reader(found); !reader.at_end();) {
        Rows::Row row;
        for (std::size_t i = 0; i <= columns.size(); ++i)
            row.push_back(reader.next());
        rows.push_back(std::move(row));
    }
    return Rows(std::move(rows));
}

} // namespace dosah::store
