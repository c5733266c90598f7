// SPDX-License-Identifier: EUPL-1.2
#include "store/connection.h"

#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

namespace dosah::store {

namespace data = Poco::Data;

namespace {

/// SQLite's own statement on Poco's connection: Poco 1.11 parses the text again at each execution, which was half of
/// the time of the delivery ledger (docs/decisions.md).
class SqlitePrepared final : public Prepared
{
public:
    SqlitePrepared(sqlite3* database, const std::string& sql) : database_(database)
    {
        const int result =
            sqlite3_prepare_v2(database_, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr);
        if (result != SQLITE_OK) data::SQLite::Utility::throwException(database_, result, sql.substr(0, 200));
    }

    ~SqlitePrepared() override { sqlite3_finalize(statement_); }
    SqlitePrepared(const SqlitePrepared&) = delete;
    SqlitePrepared& operator=(const SqlitePrepared&) = delete;

    std::size_t execute(const std::vector<Value>& values) override
    {
        rows_.clear();
        for (std::size_t i = 0; i < values.size(); ++i)
            bind(static_cast<int>(i) + 1, values[i].held());
        int result = 0;
        while ((result = sqlite3_step(statement_)) == SQLITE_ROW)
            rows_.push_back(row());
        sqlite3_reset(statement_); // ends what it holds; its result is that of the step again
        sqlite3_clear_bindings(statement_);
        if (result != SQLITE_DONE) data::SQLite::Utility::throwException(database_, result, sqlite3_sql(statement_));
        return sqlite3_column_count(statement_) > 0 ? rows_.size()
                                                    : static_cast<std::size_t>(sqlite3_changes(database_));
    }

    Rows rows() override { return Rows(std::move(rows_)); }
    bool writes() const override { return sqlite3_stmt_readonly(statement_) == 0; }

private:
    void bind(int place, const Value::Held& value)
    {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            sqlite3_bind_int64(statement_, place, *number);
        } else if (const auto* real = std::get_if<double>(&value)) {
            sqlite3_bind_double(statement_, place, *real);
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            sqlite3_bind_int(statement_, place, *flag ? 1 : 0);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            // The caller's values outlive the execution.
            sqlite3_bind_text(statement_, place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
        } else {
            sqlite3_bind_null(statement_, place);
        }
    }

    Rows::Row row() const
    {
        Rows::Row cells(static_cast<std::size_t>(sqlite3_column_count(statement_)));
        for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
            Value::Held& cell = cells[static_cast<std::size_t>(i)];
            switch (sqlite3_column_type(statement_, i)) {
            case SQLITE_NULL:
                break;
            case SQLITE_INTEGER:
                cell = std::int64_t{sqlite3_column_int64(statement_, i)};
                break;
            case SQLITE_FLOAT:
                cell = sqlite3_column_double(statement_, i);
                break;
            default: {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, i));
                cell = std::string(bytes == nullptr ? "" : bytes,
                                   static_cast<std::size_t>(sqlite3_column_bytes(statement_, i)));
            }
            }
        }
        return cells;
    }

    sqlite3* const database_;
    sqlite3_stmt* statement_ = nullptr;
    std::vector<Rows::Row> rows_;
};

} // namespace

void configure_sqlite()
{
    // Before the library's first use; where somebody was before us it stays as it is, which is only slower.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void execute_sqlite(data::Session& session, const std::string& sql)
{
    sqlite3* const database = data::SQLite::Utility::dbHandle(session);
    const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) data::SQLite::Utility::throwException(database, result, sql.substr(0, 200));
}

std::unique_ptr<Prepared> prepare_sqlite(data::Session& session, const std::string& sql)
{
    return std::make_unique<SqlitePrepared>(data::SQLite::Utility::dbHandle(session), sql);
}

} // namespace dosah::store
