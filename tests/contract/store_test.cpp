// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "store/database.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <thread>

using namespace dosah;
using namespace dosah::store;
using namespace dosah::tests;

namespace {

void make_table(Database& database)
{
    database.session().run_script(
        "CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, weight DOUBLE PRECISION, "
        "good BOOLEAN, parent BIGINT REFERENCES things (id));\n");
}

} // namespace

TEST_CASE("values of every kind come back as they were written")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    REQUIRE(session.run("INSERT INTO things (id, name, weight, good) VALUES ($1, $2, $3, $4)",
                        {std::int64_t{1} << 52, "Příliš žluťoučký 👍 'kůň'", 0.1, true}) == 1);
    const Rows rows = session.query("SELECT id, name, weight, good, parent FROM things");
    REQUIRE(rows.size() == 1);
    CHECK(rows.integer(0, 0) == std::int64_t{1} << 52);
    CHECK(rows.text(0, 1) == "Příliš žluťoučký 👍 'kůň'");
    CHECK(rows.real(0, 2) == 0.1);
    CHECK(rows.boolean(0, 3));
    CHECK(rows.is_null(0, 4));
    CHECK(rows.optional_integer(0, 4) == std::nullopt);
}

TEST_CASE("a statement is reused with other values, NULL and empty text among them")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    for (int i = 0; i < 50; ++i)
        session.run("INSERT INTO things (id, name) VALUES ($1, $2)",
                    {i, i % 10 == 0 ? Value() : Value("n" + std::to_string(i))});
    session.run("INSERT INTO things (id, name) VALUES ($1, $2)", {99, ""});
    CHECK(session.query("SELECT COUNT(*) FROM things WHERE name IS NULL").integer(0, 0) == 5);
    CHECK(session.query("SELECT id FROM things WHERE name = $1", {""}).integer(0, 0) == 99);
    for (int i = 1; i < 9; ++i) {
        const Rows rows = session.query("SELECT name FROM things WHERE id = $1", {i});
        REQUIRE(rows.size() == 1);
        CHECK(rows.text(0, 0) == "n" + std::to_string(i));
    }
    CHECK(session.query("SELECT name FROM things WHERE id = $1", {12345}).empty());
    CHECK(session.query("SELECT SUM(id), AVG(id), MAX(name) FROM things WHERE id < $1", {4}).integer(0, 0) == 6);
}

TEST_CASE("a change says how many rows it touched, RETURNING gives them")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    for (int i = 0; i < 5; ++i)
        session.run("INSERT INTO things (id, good) VALUES ($1, $2)", {i, false});
    CHECK(session.run("UPDATE things SET good = $1 WHERE id < $2", {true, 3}) == 3);
    CHECK(session.run("UPDATE things SET good = $1 WHERE id < $2", {true, 0}) == 0);
    CHECK(session.run("UPDATE things SET good = $1 WHERE id = $2", {true, 77}) == 0);
    CHECK(session.query("UPDATE things SET weight = $1 WHERE good = $2 RETURNING id", {1.5, true}).size() == 3);
    CHECK(session.run("DELETE FROM things WHERE id >= $1", {3}) == 2);
    CHECK(session.insert("INSERT INTO things (id) VALUES ($1) RETURNING id", {8}) == 8);
    CHECK(session.run("INSERT INTO things (id) VALUES ($1) ON CONFLICT (id) DO NOTHING", {8}) == 0);
    CHECK(
        session.run("INSERT INTO things (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                    {8, "x"}) == 1);
}

TEST_CASE("a broken rule of the schema is a conflict, and the session goes on")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    session.run("INSERT INTO things (id, name) VALUES ($1, $2)", {1, "a"});
    const auto kind_of = [&](const char* sql, const std::vector<Value>& values) {
        try {
            session.run(sql, values);
        } catch (const Error& problem) {
            return problem.kind();
        }
        return ErrorKind::input;
    };
    CHECK(kind_of("INSERT INTO things (id, name) VALUES ($1, $2)", {2, "a"}) == ErrorKind::conflict);
    CHECK(kind_of("INSERT INTO things (id, parent) VALUES ($1, $2)", {3, 77}) == ErrorKind::conflict);
    CHECK(kind_of("INSERT INTO nowhere (id) VALUES ($1)", {3}) == ErrorKind::internal);
    CHECK(session.query("SELECT COUNT(*) FROM things").integer(0, 0) == 1);
}

TEST_CASE("what the store says in an error names nobody's address and does not quote pages of SQL")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    const std::string insert = "INSERT INTO things (id, name) VALUES ($1, $2)";
    session.run(insert, {1, "jana.novakova@obec.test"});
    try {
        session.run(insert, {2, "jana.novakova@obec.test"});
        FAIL("taken twice");
    } catch (const Error& problem) {
        CHECK_THAT(problem.what(), !Catch::Contains("novakova"));
    }
    try {
        session.run("INSERT INTO nowhere (id) VALUES (1) -- " + std::string(5000, 'x'));
        FAIL("taken");
    } catch (const Error& problem) {
        CHECK(std::string(problem.what()).size() < 500);
    }
}

TEST_CASE("a transaction is whole or nothing")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    {
        Transaction transaction(store.database());
        transaction->run("INSERT INTO things (id) VALUES ($1)", {1});
    }
    CHECK(store.database().session().query("SELECT id FROM things").empty());
    {
        Transaction transaction(store.database());
        transaction->run("INSERT INTO things (id) VALUES ($1)", {1});
        CHECK_THROWS_AS(transaction->run("INSERT INTO things (id) VALUES ($1)", {1}), Error);
    }
    CHECK(store.database().session().query("SELECT id FROM things").empty());
    {
        Transaction transaction(store.database());
        transaction->run("INSERT INTO things (id) VALUES ($1)", {1});
        transaction.commit();
    }
    CHECK(store.database().session().query("SELECT id FROM things").size() == 1);
}

TEST_CASE("many threads read and write at once and nothing is lost")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    store.database().session().run("INSERT INTO things (id, weight) VALUES ($1, $2)", {1, 0.0});
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                Transaction transaction(store.database());
                transaction->query("SELECT weight FROM things WHERE id = $1", {1});
                transaction->run("UPDATE things SET weight = weight + 1 WHERE id = $1", {1});
                transaction.commit();
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(store.database().session().query("SELECT weight FROM things").real(0, 0) == 200);
}

TEST_CASE("whoever waits for SQLite's writer holds no connection that the one at work may need")
{
    TestStore store(StoreKind::sqlite, false);
    make_table(store.database());
    Database narrow(store.url(), 2);
    auto working = std::make_unique<Transaction>(narrow);
    std::vector<std::thread> waiting;
    for (int i = 0; i < 3; ++i)
        waiting.emplace_back([&] { Transaction(narrow).commit(); });
    // Else, sooner or later, all wait for each other until the first gives up.
    for (int i = 0; i < 2000; ++i)
        REQUIRE_NOTHROW(narrow.session().query("SELECT 1"));
    working->commit();
    working.reset();
    for (std::thread& thread : waiting)
        thread.join();
}

TEST_CASE("PostgreSQL's errors are known by their code, whatever language it speaks")
{
    TestStore store(StoreKind::postgresql, false);
    const auto kind_of = [&](const std::string& code) {
        try {
            store.database().session().run_script("DO 'BEGIN RAISE EXCEPTION ''nejde to'' USING ERRCODE = ''" + code +
                                                  "''; END';\n");
        } catch (const Error& problem) {
            return problem.kind();
        }
        return ErrorKind::input;
    };
    CHECK(kind_of("23505") == ErrorKind::conflict);    // unique_violation
    CHECK(kind_of("23503") == ErrorKind::conflict);    // foreign_key_violation
    CHECK(kind_of("40P01") == ErrorKind::unavailable); // deadlock_detected: trying again helps
    CHECK(kind_of("53100") == ErrorKind::unavailable); // disk_full
    CHECK(kind_of("57P01") == ErrorKind::unavailable); // admin_shutdown
    CHECK(kind_of("25006") == ErrorKind::unavailable); // read_only_sql_transaction: a standby
    CHECK(kind_of("42P01") == ErrorKind::internal);    // undefined_table
}

TEST_CASE("SQLite keeps every commit through a power cut, unless it is opened otherwise")
{
    const TemporaryFolder folder;
    const std::string url = "sqlite:" + (folder.path() / "store.sqlite").string();
    const auto synchronous = [](Database& database) {
        return database.session().query("PRAGMA synchronous").integer(0, 0);
    };
    Database full(url, 2);
    CHECK(synchronous(full) == 2);
    Database normal(url, 2, Durability::normal);
    CHECK(synchronous(normal) == 1);
}

TEST_CASE("what writes to SQLite goes over one connection with a large page cache; the others have small ones")
{
    TestStore store(StoreKind::sqlite, false);
    make_table(store.database());
    const auto cache = [](Session& session) { return -session.query("PRAGMA cache_size").integer(0, 0); };
    Session reading = store.database().session();
    CHECK(cache(reading) <= 2048); // KiB
    {
        Transaction transaction(store.database());
        CHECK(cache(transaction.session()) >= 16384);
        transaction->run_script("PRAGMA cache_size = -20000");
        transaction.commit();
    }
    // A statement alone takes the same one: nothing that is lent is locked for it.
    reading.run("INSERT INTO things (id) VALUES ($1)", {1});
    CHECK(reading.query("SELECT id FROM things").size() == 1);
    Transaction again(store.database());
    CHECK(cache(again.session()) == 20000);
}

TEST_CASE("a store of SQLite and its log can be read by their owner alone")
{
    const TemporaryFolder folder;
    const auto path = folder.path() / "store.sqlite";
    Database database("sqlite:" + path.string(), 2);
    database.session().run("CREATE TABLE t (a BIGINT)");
    for (const char* of : {"", "-wal"})
        CHECK((std::filesystem::status(path.string() + of).permissions() & std::filesystem::perms(0777)) ==
              std::filesystem::perms(0600));
}

TEST_CASE("statements alone and transactions take turns, and nothing is lost")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    store.database().session().run("INSERT INTO things (id, weight) VALUES ($1, $2)", {1, 0.0});
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                if (t % 2 == 0) {
                    store.database().session().run("UPDATE things SET weight = weight + 1 WHERE id = $1", {1});
                } else {
                    Transaction transaction(store.database());
                    transaction->run("UPDATE things SET weight = weight + 1 WHERE id = $1", {1});
                    transaction.commit();
                }
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(store.database().session().query("SELECT weight FROM things").real(0, 0) == 400);
}

TEST_CASE("a statement alone that is refused leaves SQLite's writer to the next")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    Session session = store.database().session();
    session.run("INSERT INTO things (id) VALUES ($1)", {1});
    for (int i = 0; i < 3; ++i)
        CHECK_THROWS_AS(session.run("INSERT INTO things (id) VALUES ($1)", {1}), Error);
    session.run("INSERT INTO things (id) VALUES ($1)", {2});
    Transaction transaction(store.database());
    CHECK(transaction->query("SELECT id FROM things").size() == 2);
}

TEST_CASE("the session of a transaction that has ended is refused")
{
    TestStore store(every_store(), false);
    Transaction transaction(store.database());
    transaction.commit();
    CHECK_THROWS_WITH(transaction->query("SELECT 1"), Catch::Matchers::Contains("has ended"));
}

TEST_CASE("what a snapshot reads is of one moment, and it changes nothing")
{
    TestStore store(every_store(), false);
    make_table(store.database());
    store.database().session().run("INSERT INTO things (id) VALUES ($1)", {1});
    {
        Snapshot snapshot(store.database());
        CHECK(snapshot.session().query("SELECT id FROM things").size() == 1);
        store.database().session().run("INSERT INTO things (id) VALUES ($1)", {2});
        CHECK(store.database().session().query("SELECT id FROM things").size() == 2);
        CHECK(snapshot.session().query("SELECT id FROM things").size() == 1);
        CHECK_THROWS_AS(snapshot.session().run("DELETE FROM things"), Error);
    }
    Snapshot later(store.database());
    CHECK(later.session().query("SELECT id FROM things").size() == 2);
}
