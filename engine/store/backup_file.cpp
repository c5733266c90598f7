// SPDX-License-Identifier: EUPL-1.2
#include "store/backup_file.h"

#include "base/error.h"
#include "base/text.h"
#include "store/migrations.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <vector>

namespace dosah::store {

namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& file)
{
    const fs::path folder = fs::path(file).parent_path();
    return folder.empty() ? "." : folder.string();
}

void sync(const std::string& path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) throw unavailable_error(path + ": could not be written to the disk: " + std::strerror(reason));
}

/// An SQLite file that is only read. Poco's pool would put it into WAL mode.
class ReadOnly
{
public:
    explicit ReadOnly(std::string path) : path_(std::move(path))
    {
        if (sqlite3_open_v2(path_.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) fail();
    }
    ReadOnly(const ReadOnly&) = delete;
    ~ReadOnly() { sqlite3_close(database_); }

    /// The first two columns.
    std::vector<std::pair<std::string, std::string>> query(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) fail();
        const auto column = [statement](int index) {
            const auto* words = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
            return std::string(words == nullptr ? "" : words);
        };
        std::vector<std::pair<std::string, std::string>> rows;
        int result = 0;
        while ((result = sqlite3_step(statement)) == SQLITE_ROW)
            rows.emplace_back(column(0), column(1));
        sqlite3_finalize(statement);
        if (result != SQLITE_DONE) fail();
        return rows;
    }

private:
    [[noreturn]] void fail()
    {
        throw input_error(path_ + " is damaged or no backup: " + text::repair_utf8(sqlite3_errmsg(database_)));
    }

    const std::string path_;
    sqlite3* database_ = nullptr;
};

} // namespace

PartFile::PartFile(const std::string& beside) : path_(beside + ".part-XXXXXX")
{
    const int descriptor = ::mkostemp(path_.data(), O_CLOEXEC);
    if (descriptor < 0) throw input_error("no file can be made in " + folder_of(beside) + ": " + std::strerror(errno));
    ::close(descriptor);
}

PartFile::~PartFile()
{
    if (!there_) return;
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"})
        fs::remove(path_ + end, ignored);
}

void PartFile::fill_from(const std::string& file)
{
    std::error_code problem;
    fs::copy_file(file, path_, fs::copy_options::overwrite_existing, problem);
    if (problem) throw unavailable_error(file + " could not be copied to " + path_ + ": " + problem.message());
    ::chmod(path_.c_str(), 0600); // a copy takes over the rights of what it is of
}

void PartFile::become(const std::string& file, bool replace)
{
    sync(path_, O_RDWR);
    const unsigned flags = replace ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, file.c_str(), flags) != 0) {
        if (errno == EEXIST) throw conflict_error(file + " exists; nothing is overwritten");
        throw unavailable_error(path_ + " could not be renamed to " + file + ": " + std::strerror(errno));
    }
    there_ = false;
    sync(folder_of(file), O_RDONLY | O_DIRECTORY);
}

std::map<std::string, std::string> check_file(const std::string& file)
{
    ReadOnly opened(file);
    if (opened
            .query("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('backup_info', "
                   "'schema_migrations')")
            .size() != 2)
        throw input_error(file + " is no backup made by: dosah backup");
    for (const auto& [words, rest] : opened.query("PRAGMA integrity_check(1)"))
        if (words != "ok") throw input_error(file + " is damaged: " + words);
    for (const auto& [table, row] : opened.query("PRAGMA foreign_key_check"))
        throw input_error(file + " is damaged: row " + row + " of " + table + " refers to what is not there");
    std::set<std::string> ours;
    for (const Migration& migration : migrations())
        ours.insert(std::to_string(migration.number));
    for (const auto& [number, name] : opened.query("SELECT number, name FROM schema_migrations"))
        if (!ours.contains(number))
            throw input_error(file + " was made by a newer version of this program (it has " + name + ")");
    std::map<std::string, std::string> info;
    for (const auto& [name, value] : opened.query("SELECT name, value FROM backup_info"))
        info[name] = value;
    return info;
}

void remove_log(const std::string& store)
{
    // A write-ahead log that stays would be played into the file that comes in its place. What is in it goes into the
    // old file first, which stays the store until the very end.
    {
        sqlite3* old = nullptr;
        if (sqlite3_open_v2(store.c_str(), &old, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK)
            sqlite3_exec(old, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
        sqlite3_close(old);
    }
    for (const char* end : {"-wal", "-shm"})
        fs::remove(store + end);
}

} // namespace dosah::store
