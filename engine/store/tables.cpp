// SPDX-License-Identifier: EUPL-1.2
#include "store/tables.h"

#include "base/error.h"

#include <functional>
#include <map>
#include <set>

namespace dosah::store {

namespace {

constexpr std::size_t piece_bytes = std::size_t{4} << 20; // what is held in memory at once, or one row
constexpr std::size_t most_rows = 2000;

std::string column_list(const Table& table)
{
    std::string list;
    for (const Table::Column& column : table.columns)
        list += (list.empty() ? "" : ", ") + column.name;
    return list;
}

std::size_t bytes_of(const Rows& rows)
{
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const Value::Held& cell : rows.row(i))
            if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    return bytes;
}

/// So many rows next that they are about as large as a piece: raw mails are of any size.
std::size_t next_count(std::size_t rows, std::size_t bytes)
{
    const std::size_t each = rows == 0 ? 1 : std::max<std::size_t>(bytes / rows, 1);
    return std::clamp<std::size_t>(piece_bytes / each, 1, std::min(most_rows, 4 * std::max<std::size_t>(rows, 1)));
}

std::vector<Value> values_of(const Rows& rows, std::size_t row, const Table& table)
{
    const Rows::Row& cells = rows.row(row);
    std::vector<Value> values;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        values.emplace_back(cells.at(i));
    return values;
}

void write(Session& to, const Table& table, const Rows& rows)
{
    if (to.dialect() == Dialect::sqlite) {
        std::string places;
        for (std::size_t i = 1; i <= table.columns.size(); ++i)
            places += (i == 1 ? "$" : ", $") + std::to_string(i);
        const std::string sql = "INSERT INTO " + table.name + " (" + column_list(table) + ") VALUES (" + places + ")";
        for (std::size_t i = 0; i < rows.size(); ++i)
            to.run(sql, values_of(rows, i, table));
        return;
    }
    std::vector<Given::Column> columns;
    for (const Table::Column& column : table.columns)
        columns.push_back({column.name, column.type});
    Given given(columns);
    for (std::size_t i = 0; i < rows.size(); ++i)
        given.add(values_of(rows, i, table));
    to.run("INSERT INTO " + table.name + " (" + column_list(table) + ") SELECT " + column_list(table) + " FROM given",
           {}, given);
}

std::string type_of(const std::string& declared)
{
    return declared == "INTEGER" ? "BIGINT" : declared;
}

} // namespace

std::vector<Table> tables_of(Session& sqlite)
{
    std::map<std::string, Table> all;
    const Rows names = sqlite.query("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                                    "'sqlite_%' AND name <> 'backup_info' ORDER BY name");
    for (std::size_t i = 0; i < names.size(); ++i) {
        Table table{names.text(i, 0), {}, names.text(i, 1).find("AUTOINCREMENT") != std::string::npos};
        const Rows columns = sqlite.query("SELECT name, type FROM pragma_table_info($1) ORDER BY cid", {table.name});
        for (std::size_t c = 0; c < columns.size(); ++c)
            table.columns.push_back({columns.text(c, 0), type_of(columns.text(c, 1))});
        all.emplace(table.name, std::move(table));
    }
    std::vector<Table> ordered;
    std::set<std::string> begun;
    std::set<std::string> done;
    const std::function<void(const std::string&)> visit = [&](const std::string& name) {
        if (done.contains(name)) return;
        if (!begun.insert(name).second)
            throw Error(ErrorKind::internal, "the tables of the store refer to each other in a circle at " + name);
        const Rows others =
            sqlite.query("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1) WHERE \"table\" <> $2 ORDER BY 1",
                         {name, name});
        for (std::size_t i = 0; i < others.size(); ++i)
            visit(others.text(i, 0));
        done.insert(name);
        ordered.push_back(all.at(name));
    };
    for (const auto& [name, table] : all)
        visit(name);
    return ordered;
}

std::int64_t copy_rows(Session& from, Session& to, const Table& table)
{
    const bool sqlite = from.dialect() == Dialect::sqlite;
    if (!sqlite)
        from.run_script("DECLARE copied NO SCROLL CURSOR FOR SELECT " + column_list(table) + " FROM " + table.name);
    std::int64_t copied = 0;
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    std::size_t count = 20;
    while (true) {
        const Rows rows = sqlite ? from.query("SELECT " + column_list(table) + ", rowid FROM " + table.name +
                                                  " WHERE rowid > $1 ORDER BY rowid LIMIT $2",
                                              {after, count})
                                 : from.query_once("FETCH " + std::to_string(count) + " FROM copied");
        if (rows.empty()) break;
        if (sqlite) after = rows.integer(rows.size() - 1, table.columns.size());
        write(to, table, rows);
        copied += static_cast<std::int64_t>(rows.size());
        count = next_count(rows.size(), bytes_of(rows));
    }
    if (!sqlite) from.run_script("CLOSE copied");
    return copied;
}

std::int64_t last_number(Session& session, const Table& table)
{
    if (session.dialect() == Dialect::sqlite) {
        const Rows rows = session.query("SELECT seq FROM sqlite_sequence WHERE name = $1", {table.name});
        return rows.empty() ? 0 : rows.integer(0, 0);
    }
    const std::string sequence =
        session.query("SELECT pg_get_serial_sequence($1, 'id')", {table.name}).optional_text(0, 0).value_or("");
    if (sequence.empty()) throw Error(ErrorKind::internal, "the table " + table.name + " gives no numbers");
    // Until the first number is given, last_value is that first number.
    return session.query_once("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM " + sequence)
        .integer(0, 0);
}

void set_last_number(Session& session, const Table& table, std::int64_t number)
{
    if (session.dialect() == Dialect::sqlite) {
        if (session.run("UPDATE sqlite_sequence SET seq = $1 WHERE name = $2", {number, table.name}) == 0)
            session.run("INSERT INTO sqlite_sequence (seq, name) VALUES ($1, $2)", {number, table.name});
        return;
    }
    session.query("SELECT setval(CAST(pg_get_serial_sequence($1, 'id') AS regclass), $2, true)",
                  {table.name, std::max<std::int64_t>(number, 1)});
}

} // namespace dosah::store
