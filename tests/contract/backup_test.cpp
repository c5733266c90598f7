// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "store/backup.h"
#include "store/migrations.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const ManualClock clock_then(from_iso("2026-11-22T02:00:00Z"));

std::int64_t add_town(store::Database& database, const std::string& key)
{
    return database.session().insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, register_start, created_at) VALUES ($1, $2, 'CZ', 'cs', "
        "'Europe/Prague', '', 'a@b.test', '', '', TRUE, 36, NULL, 1) RETURNING id",
        {key, "Žluťoučký \"kůň\", {a,b}\\ \n' " + key});
}

void add_people(store::Database& database, std::int64_t town, int count)
{
    store::Transaction transaction(database);
    for (int i = 0; i < count; ++i)
        transaction->run(
            "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, "
            "place, folded_place, postal_address, legal_basis, legal_basis_source, token_version, "
            "created_at, updated_at, birth_year) VALUES ($1, $2, '', '', '', '', '', '', '', '', '', 1, 0, "
            "0, $3)",
            {town, "osoba " + std::to_string(i), i % 2 == 0 ? store::Value(1980) : store::Value()});
    transaction.commit();
}

/// Everything the two tables hold, to be compared.
std::string content(store::Database& database)
{
    store::Session session = database.session();
    std::string all;
    const store::Rows towns = session.query("SELECT id, key, name, approval_required FROM organisations ORDER BY id");
    for (std::size_t i = 0; i < towns.size(); ++i)
        all += std::to_string(towns.integer(i, 0)) + towns.text(i, 1) + towns.text(i, 2) +
               (towns.boolean(i, 3) ? "yes" : "no") + "\n";
    const store::Rows people = session.query("SELECT id, given_name, birth_year FROM contacts ORDER BY id");
    for (std::size_t i = 0; i < people.size(); ++i)
        all += std::to_string(people.integer(i, 0)) + people.text(i, 1) +
               std::to_string(people.optional_integer(i, 2).value_or(0)) + "\n";
    return all;
}

const auto settle_nothing = [](store::Database&, const store::BackupInfo&) {};

} // namespace

TEST_CASE("a backup of either kind of store is restored into either, whole")
{
    const auto [from, to] = GENERATE(table<StoreKind, StoreKind>({{StoreKind::sqlite, StoreKind::sqlite},
                                                                  {StoreKind::sqlite, StoreKind::postgresql},
                                                                  {StoreKind::postgresql, StoreKind::sqlite},
                                                                  {StoreKind::postgresql, StoreKind::postgresql}}));
    TestStore store(from);
    TemporaryFolder folder;
    const std::string file = (folder.path() / "backup").string();
    add_people(store.database(), add_town(store.database(), "lipova"), 5000);
    const std::int64_t gone = add_town(store.database(), "zanikla");
    store.database().session().run("DELETE FROM organisations WHERE id = $1", {gone});
    const std::string before = content(store.database());

    const store::BackupInfo made = store::back_up(store.database(), file, clock_then);
    CHECK(made.rows == 5001 + static_cast<std::int64_t>(store::migrations().size()));
    CHECK(std::filesystem::status(file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    const store::BackupInfo read = store::read_backup(file);
    CHECK(read.made_at == from_iso("2026-11-22T02:00:00Z"));
    CHECK(read.rows == made.rows);
    CHECK((read.source == store::Dialect::sqlite) == (from == StoreKind::sqlite));
    add_town(store.database(), "later");

    const std::string url = to == StoreKind::sqlite ? "sqlite:" + (folder.path() / "new" / "store.sqlite").string()
                                                    : new_postgresql_database();
    bool settled = false;
    store::restore(url, file, false, clock_then, [&](store::Database& copy, const store::BackupInfo& info) {
        CHECK(info.made_at == made.made_at);
        settled = !copy.session().query("SELECT 1 FROM organisations WHERE key = 'lipova'").empty();
    });
    CHECK(settled);
    store::Database restored(url, 2);
    CHECK(store::pending_migrations(restored).empty());
    CHECK(content(restored) == before);
    // No number that was given after the backup is given again, nor that of a row that is gone.
    CHECK(add_town(restored, "nova") >= gone + 1000000);
    CHECK_THROWS_AS(add_town(restored, "lipova"), Error);
    CHECK(std::filesystem::exists(file));
    CHECK_THROWS_WITH(store::restore(url, file, false, clock_then, settle_nothing),
                      Contains(to == StoreKind::sqlite ? "--force" : "connection"));
}

TEST_CASE("a backup made while others write is of one moment")
{
    TestStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    TemporaryFolder folder;
    const std::int64_t town = add_town(store.database(), "lipova");
    std::atomic<bool> stop{false};
    std::atomic<int> rounds{0};
    // Each transaction adds one of each; a copy of two moments would have more of one.
    std::thread writer([&] {
        while (!stop) {
            store::Transaction transaction(store.database());
            for (const char* name : {"a", "b", "c"})
                transaction->run(
                    "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, "
                    "place, folded_place, postal_address, legal_basis, legal_basis_source, token_version, created_at, "
                    "updated_at) VALUES ($1, $2, '', '', '', '', '', '', '', '', '', 1, 0, 0)",
                    {town, name});
            transaction->run("INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, $2, '')",
                             {town, "group" + std::to_string(rounds)});
            transaction.commit();
            ++rounds;
        }
    });
    for (int i = 0; i < 5; ++i) {
        const int seen = rounds;
        while (rounds < seen + 3)
            std::this_thread::yield();
        const std::string file = (folder.path() / std::to_string(i)).string();
        store::back_up(store.database(), file, clock_then);
        store::Database copy("sqlite:" + file, 1);
        store::Session session = copy.session();
        const std::int64_t groups = session.query("SELECT COUNT(*) FROM target_groups").integer(0, 0);
        CHECK(groups >= seen + 3);
        CHECK(session.query("SELECT COUNT(*) FROM contacts").integer(0, 0) == 3 * groups);
    }
    stop = true;
    writer.join();
}

TEST_CASE("a backup overwrites nothing and leaves nothing half")
{
    TestStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    TemporaryFolder folder;
    const std::string file = folder.write("backup", "something dear");
    CHECK_THROWS_WITH(store::back_up(store.database(), file, clock_then), Contains("exists"));
    CHECK(read_file(file) == "something dear");
    CHECK_THROWS_WITH(store::back_up(store.database(), (folder.path() / "none" / "backup").string(), clock_then),
                      Contains("no file can be made"));
    store.database().session().run_script("DROP TABLE sessions");
    if (store.database().dialect() == store::Dialect::postgresql)
        CHECK_THROWS(store::back_up(store.database(), (folder.path() / "other").string(), clock_then));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) <= 2);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        CHECK_THAT(entry.path().string(), !Contains(".part-"));
}

TEST_CASE("what is no backup, damaged or of a newer program is refused, and the store stays as it is")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    TestStore store;
    TemporaryFolder folder;
    add_people(store.database(), add_town(store.database(), "lipova"), 500);
    const std::string good = (folder.path() / "good").string();
    store::back_up(store.database(), good, clock_then);
    const std::string url =
        kind == StoreKind::sqlite ? "sqlite:" + (folder.path() / "target").string() : new_postgresql_database();
    const auto refused = [&](const std::string& file, const std::string& words) {
        CHECK_THROWS_WITH(store::restore(url, file, true, clock_then, settle_nothing), Contains(words));
        if (kind == StoreKind::sqlite) CHECK_FALSE(std::filesystem::exists(folder.path() / "target"));
    };
    refused((folder.path() / "none").string(), "there is no backup");
    refused(folder.write("text", "this is no backup"), "no backup");
    refused(store.url().substr(7), "no backup made by");
    const std::string bytes = read_file(good);
    refused(folder.write("short", bytes.substr(0, bytes.size() / 2)), "");
    std::string scratched = bytes;
    for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 8192; ++i)
        scratched[i] = 'x';
    refused(folder.write("scratched", scratched), "");
    {
        store::Database newer("sqlite:" + folder.write("newer", bytes), 1);
        newer.session().run_script(
            "INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, '9999_far', 0)");
    }
    refused((folder.path() / "newer").string(), "newer version");
    {
        store::Database orphaned("sqlite:" + folder.write("orphaned", bytes), 1);
        orphaned.session().run_script("PRAGMA foreign_keys=OFF;\nDELETE FROM organisations");
    }
    refused((folder.path() / "orphaned").string(), "refers to what is not there");
    // Nothing is put anywhere when settling fails.
    CHECK_THROWS_WITH(store::restore(url, good, true, clock_then,
                                     [](store::Database&, const store::BackupInfo&) { throw conflict_error("stop"); }),
                      Contains("stop"));
    if (kind == StoreKind::sqlite) CHECK_FALSE(std::filesystem::exists(folder.path() / "target"));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        CHECK_THAT(entry.path().string(), !Contains(".part-"));
}

TEST_CASE("a restore takes the place of a store that is not empty only when told to, its log included")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    TemporaryFolder folder;
    const std::string file = (folder.path() / "backup").string();
    {
        TestStore store;
        add_town(store.database(), "lipova");
        store::back_up(store.database(), file, clock_then);
    }
    const std::string url =
        kind == StoreKind::sqlite ? "sqlite:" + (folder.path() / "store.sqlite").string() : new_postgresql_database();
    {
        store::Database held(url, 2);
        store::migrate(held, clock_then);
        add_people(held, add_town(held, "jina"), 10);
        if (kind == StoreKind::postgresql)
            CHECK_THROWS_WITH(store::restore(url, file, true, clock_then, settle_nothing),
                              Contains("1 other connection"));
    }
    CHECK_THROWS_WITH(store::restore(url, file, false, clock_then, settle_nothing), Contains("--force"));
    if (kind == StoreKind::sqlite) {
        // A daemon that was killed leaves its log behind.
        store::Database held(url, 2);
        add_town(held, "tretí");
        std::filesystem::copy_file(folder.path() / "store.sqlite-wal", folder.path() / "kept");
    }
    if (kind == StoreKind::sqlite) std::filesystem::rename(folder.path() / "kept", folder.path() / "store.sqlite-wal");
    store::restore(url, file, true, clock_then, settle_nothing);
    store::Database restored(url, 2);
    store::Session session = restored.session();
    CHECK(session.query("SELECT key FROM organisations").size() == 1);
    CHECK(session.query("SELECT key FROM organisations").text(0, 0) == "lipova");
    CHECK(session.query("SELECT 1 FROM contacts").empty());
}

TEST_CASE("a backup of an older program is brought to this one's schema")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    TemporaryFolder folder;
    const std::string file = (folder.path() / "backup").string();
    {
        // What the first migrations alone made.
        store::Database older("sqlite:" + file, 1);
        {
            store::Transaction transaction(older);
            transaction->run_script("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                                    "applied_at BIGINT NOT NULL)");
            for (const store::Migration& migration : store::migrations()) {
                if (migration.number > 7) continue;
                std::string sql = migration.sql;
                for (std::size_t at = 0; (at = sql.find("{identity}")) != std::string::npos;)
                    sql.replace(at, 10, "INTEGER PRIMARY KEY AUTOINCREMENT");
                transaction->run_script(sql);
                transaction->run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, 0)",
                                 {migration.number, migration.name});
            }
            transaction->run_script("CREATE TABLE backup_info (name TEXT PRIMARY KEY, value TEXT NOT NULL);\n"
                                    "INSERT INTO backup_info (name, value) VALUES ('format', '1'), ('made_at', '7'), "
                                    "('source', 'sqlite'), ('rows', '8')");
            transaction.commit();
        }
        add_town(older, "lipova");
    }
    const std::string url =
        kind == StoreKind::sqlite ? "sqlite:" + (folder.path() / "store.sqlite").string() : new_postgresql_database();
    store::restore(url, file, false, clock_then, settle_nothing);
    store::Database restored(url, 2);
    CHECK(store::pending_migrations(restored).empty());
    CHECK(restored.session().query("SELECT fatigue_messages FROM organisations WHERE key = 'lipova'").integer(0, 0) ==
          3);
}
