// SPDX-License-Identifier: EUPL-1.2
#include "store/backup.h"

#include "base/error.h"
#include "store/backup_file.h"
#include "store/migrations.h"
#include "store/tables.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace dosah::store {

namespace {

namespace fs = std::filesystem;

/// How much further numbers begin after a restore: more than an installation gives between two backups.
constexpr std::int64_t room = 1'000'000;

std::int64_t row_count(Session& sqlite)
{
    std::int64_t rows = 0;
    for (const Table& table : tables_of(sqlite))
        rows += sqlite.query_once("SELECT COUNT(*) FROM " + table.name).integer(0, 0);
    return rows;
}

void write_info(Session& sqlite, const BackupInfo& info)
{
    sqlite.run_script("CREATE TABLE backup_info (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    const auto write = [&](const char* name, const std::string& value) {
        sqlite.run("INSERT INTO backup_info (name, value) VALUES ($1, $2)", {name, value});
    };
    write("format", "1");
    write("made_at", std::to_string(to_micros(info.made_at)));
    write("source", info.source == Dialect::sqlite ? "sqlite" : "postgresql");
    write("rows", std::to_string(info.rows));
}

/// All tables of a PostgreSQL store as they stand at one moment, into an empty SQLite file.
void copy_out(Database& database, Database& file, const Clock& clock)
{
    migrate(file, clock);
    Transaction reading(database);
    reading->run_script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    Transaction writing(file);
    if (reading->query("SELECT COUNT(*) FROM schema_migrations").integer(0, 0) !=
        static_cast<std::int64_t>(migrations().size()))
        throw conflict_error("the store is of another version than this program; back it up with its own");
    writing->run("DELETE FROM schema_migrations");
    for (const Table& table : tables_of(writing.session())) {
        copy_rows(reading.session(), writing.session(), table);
        if (table.counted) set_last_number(writing.session(), table, last_number(reading.session(), table));
    }
    writing.commit();
}

/// All tables of an SQLite store into a PostgreSQL store of the same schema, in the place of what it holds.
void copy_in(Database& file, Database& database)
{
    Transaction reading(file);
    Transaction writing(database);
    const std::vector<Table> tables = tables_of(reading.session());
    std::string names;
    for (const Table& table : tables)
        names += (names.empty() ? "" : ", ") + table.name;
    writing->run_script("TRUNCATE " + names);
    for (const Table& table : tables) {
        copy_rows(reading.session(), writing.session(), table);
        if (table.counted) set_last_number(writing.session(), table, last_number(reading.session(), table));
    }
    writing.commit();
}

bool holds_something(Database& database)
{
    Session session = database.session();
    const bool made = database.dialect() == Dialect::sqlite
                          ? !session.query("SELECT 1 FROM sqlite_master WHERE name = 'organisations'").empty()
                          : !session.query("SELECT 1 WHERE to_regclass('organisations') IS NOT NULL").empty();
    return made && !session.query("SELECT 1 FROM organisations LIMIT 1").empty();
}

void refuse_something(const std::string& store)
{
    throw conflict_error(store + " is not empty; --force puts the backup in the place of what it holds");
}

/// Brings the copy of a backup to the state in which it may become the store.
void prepare(Database& copy, const BackupInfo& info, const Clock& clock,
             const std::function<void(Database&, const BackupInfo&)>& settle)
{
    copy.session().run_script("DROP TABLE backup_info");
    migrate(copy, clock);
    settle(copy, info);
    leave_room(copy);
}

void restore_sqlite(const std::string& path, const std::string& file, bool replace,
                    const std::function<void(const std::string&)>& prepare_copy)
{
    if (fs::exists(path) && !replace) {
        bool full = true; // also when it cannot be read any more
        try {
            Database old("sqlite:" + path, 1);
            full = holds_something(old);
        } catch (const Error&) {
            full = true;
        }
        if (full) refuse_something(path);
    }
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty()) fs::create_directories(folder);
    PartFile copy(path);
    copy.fill_from(file);
    prepare_copy(copy.path());
    if (fs::exists(path)) remove_log(path);
    copy.become(path, true);
}

void restore_postgresql(const std::string& url, const std::string& file, bool replace, const Clock& clock,
                        const std::function<void(const std::string&)>& prepare_copy)
{
    Database database(url, 2);
    require_alone(database);
    if (!replace && holds_something(database)) refuse_something(database.display_url());
    migrate(database, clock);
    PartFile copy(file);
    copy.fill_from(file);
    prepare_copy(copy.path());
    Database prepared("sqlite:" + copy.path(), 2);
    copy_in(prepared, database);
}

} // namespace

BackupInfo back_up(Database& database, const std::string& file, const Clock& clock)
{
    if (fs::exists(file)) throw conflict_error(file + " exists; a backup overwrites nothing");
    PartFile part(file);
    BackupInfo info;
    info.source = database.dialect();
    // What came in after this moment may be in it, what came in before is.
    info.made_at = clock.now();
    if (info.source == Dialect::sqlite) database.session().query_once("VACUUM INTO $1", {part.path()});
    {
        Database made("sqlite:" + part.path(), 2);
        if (info.source == Dialect::postgresql) copy_out(database, made, clock);
        Transaction transaction(made);
        info.rows = row_count(transaction.session());
        write_info(transaction.session(), info);
        transaction.commit();
    }
    // One file, which nothing stands beside; that is refused while another connection is open.
    if (Database("sqlite:" + part.path(), 2).session().query_once("PRAGMA journal_mode=DELETE").text(0, 0) != "delete")
        throw Error(ErrorKind::internal, "the backup could not be made one file");
    check_file(part.path());
    part.become(file, false);
    return info;
}

BackupInfo read_backup(const std::string& file)
{
    if (!fs::is_regular_file(file)) throw input_error("there is no backup " + file);
    const std::map<std::string, std::string> found = check_file(file);
    BackupInfo info;
    try {
        if (found.at("format") != "1") throw std::out_of_range("format");
        info.made_at = from_micros(std::stoll(found.at("made_at")));
        info.source = found.at("source") == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
        info.rows = std::stoll(found.at("rows"));
    } catch (const std::logic_error&) {
        throw input_error(file + " is no backup that this program knows");
    }
    return info;
}

BackupInfo restore(const std::string& url, const std::string& file, bool replace, const Clock& clock,
                   const std::function<void(Database&, const BackupInfo&)>& settle)
{
    const BackupInfo info = read_backup(file);
    const auto prepare_copy = [&](const std::string& path) {
        Database copy("sqlite:" + path, 4);
        prepare(copy, info, clock, settle);
        copy.session().query_once("PRAGMA wal_checkpoint(TRUNCATE)");
    };
    const std::string sqlite = "sqlite:";
    if (url.starts_with(sqlite))
        restore_sqlite(url.substr(sqlite.size()), file, replace, prepare_copy);
    else
        restore_postgresql(url, file, replace, clock, prepare_copy);
    return info;
}

void leave_room(Database& database)
{
    // The tables are the same in every store of this program's schema.
    Database schema("sqlite::memory:", 1);
    migrate(schema, SystemClock());
    const std::vector<Table> tables = [&] {
        Session session = schema.session();
        return tables_of(session);
    }();
    Transaction transaction(database);
    for (const Table& table : tables)
        if (table.counted)
            set_last_number(transaction.session(), table, last_number(transaction.session(), table) + room);
    transaction->run("DELETE FROM sessions");
    transaction.commit();
}

void require_alone(Database& database)
{
    if (database.dialect() == Dialect::sqlite) return;
    // Whoever has just left is shown until the server has seen it.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    std::int64_t others = 0;
    do {
        if (others > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        // What works for the server itself has no user.
        others = database.session()
                     .query("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                            "pg_backend_pid() AND usesysid IS NOT NULL")
                     .integer(0, 0);
    } while (others > 0 && std::chrono::steady_clock::now() < until);
    if (others > 0)
        throw conflict_error(database.display_url() + ": " + std::to_string(others) +
                             " other connection(s) to the database; stop every daemon (and whoever else works on it) "
                             "first");
}

} // namespace dosah::store
