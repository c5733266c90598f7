// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "organisations/organisation.h"
#include "reference.h"
#include "segments/parser.h"
#include "segments/period.h"
#include "segments/segment.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::segments;
using namespace dosah::tests;

namespace {

const Instant now = from_iso("2026-11-22T09:30:00Z");

std::string error_of(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::input);
        return problem.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("the SQL of random queries means what a naive reading of the tree means")
{
    TestStore store(every_store());
    std::mt19937_64 random(4711);
    const Town town = random_town(random, 250, now);
    Town other = random_town(random, 50, now);
    other.key = "other";
    std::int64_t organisation = 0;
    {
        store::Transaction transaction(store.database());
        organisation = store_town(transaction.session(), town);
        store_town(transaction.session(), other);
        transaction.commit();
    }
    store::Session session = store.database().session();
    const auto alive = count_matches(town, parse("all"), now);
    int telling = 0;
    for (int i = 0; i < 400; ++i) {
        const Node tree = random_tree(random, 1 + i % 4);
        const std::string query = print(tree);
        if (query.size() > 10'000) continue;
        INFO(query);
        const std::int64_t expected = count_matches(town, tree, now);
        REQUIRE(count(session, organisation, query, now) == expected);
        REQUIRE(count(session, organisation, "not (" + query + ")", now) == alive - expected);
        if (expected > 0 && expected < alive) ++telling;
    }
    CHECK(telling > 150);
}

TEST_CASE("a condition's parameters begin where they are told to and serve in a larger statement")
{
    TestStore store(every_store());
    std::mt19937_64 random(5);
    const Town town = random_town(random, 80, now);
    store::Session session = store.database().session();
    const std::int64_t organisation = store_town(session, town);
    const std::string query = "place in (\"Lipová\", \"Krhová\") and age >= 30 and not involved within 2 years";
    const Condition condition = compile(session, organisation, query, now, 3);
    CHECK_THAT(condition.sql, Catch::Contains("c.organisation_id = $3"));
    std::vector<store::Value> values = {0, "x"};
    values.insert(values.end(), condition.values.begin(), condition.values.end());
    const auto rows = session.query_once(
        "SELECT COUNT(*) FROM contacts c WHERE c.id > $1 AND c.given_name <> $2 AND " + condition.sql, values);
    CHECK(rows.integer(0, 0) == count_matches(town, parse(query), now));
}

TEST_CASE("texts that would be SQL stay texts")
{
    TestStore store(every_store());
    std::mt19937_64 random(6);
    const Town town = random_town(random, 40, now);
    store::Session session = store.database().session();
    const std::int64_t organisation = store_town(session, town);
    const auto people = count(session, organisation, "all", now);
    for (const char* text :
         {"x' OR '1'='1", "x'; DROP TABLE contacts; --", "$1", "?", ":a", "%", "' UNION SELECT 1 --", "\\'"}) {
        for (const FieldKind kind : {FieldKind::place, FieldKind::given_name, FieldKind::external_id}) {
            const std::string query = print(Node{Comparison{{kind, "", {}}, Operator::equal, std::string(text), {}}});
            INFO(query);
            CHECK(count(session, organisation, query, now) == 0);
        }
        for (const std::string& query :
             {print(Node{SavedQuery{text, {}}}), print(Node{Has{{FieldKind::attribute, text, {}}}}),
              print(Node{Comparison{{FieldKind::group, "", {}}, Operator::equal, std::string(text), {}}})})
            CHECK_THAT(error_of([&] { count(session, organisation, query, now); }), Catch::Contains("line 1, column"));
    }
    CHECK(count(session, organisation, "all", now) == people);
}

TEST_CASE("names that do not exist are errors that name the nearest one")
{
    TestStore store(every_store());
    std::mt19937_64 random(8);
    store::Session session = store.database().session();
    const std::int64_t organisation = store_town(session, random_town(random, 20, now));
    const auto says = [&](const std::string& query) {
        return error_of([&] { count(session, organisation, query, now); });
    };
    CHECK(says("all and plce = \"x\"") == "line 1, column 9: nobody has an attribute 'plce' (did you mean 'place'?)");
    CHECK(says("bdy >= 3") == "line 1, column 1: nobody has an attribute 'bdy' (did you mean 'body'?)");
    CHECK(says("group = \"senior\"") ==
          "line 1, column 9: there is no target group 'senior' (did you mean 'seniors'?)");
    CHECK(says("group in (\"youth\", \"nobody-at-all\")") ==
          "line 1, column 20: there is no target group 'nobody-at-all'");
    CHECK(says("segment \"nearbi\"") ==
          "line 1, column 1: there is no saved segment 'nearbi' (did you mean 'nearby'?)");
    CHECK(count(session, organisation, "ZAJEM = \"zahrada\" or zájem != \"zahrada\"", now) ==
          count(session, organisation, "has zájem", now));
}

TEST_CASE("groups and attributes are also known by the names people read")
{
    TestStore store(every_store());
    const ManualClock clock(now);
    std::mt19937_64 random(12);
    std::int64_t id = 0;
    {
        store::Session session = store.database().session();
        id = store_town(session, random_town(random, 60, now));
        session.run("INSERT INTO contact_attributes (contact_id, name, value, folded_value) SELECT id, 'zvire_domaci', "
                    "'Kočka', 'kocka' FROM contacts WHERE organisation_id = $1",
                    {id});
    }
    define_group(store.database(), clock, "cli:test", id, "klub", "Klub chodců", "age >= 40");
    store::Session session = store.database().session();
    CHECK(count(session, id, "group = \"klub CHODCU\"", now) == count(session, id, "age >= 40", now));
    CHECK(count(session, id, "attribute \"Zvíře domácí\" = ‘kočka’", now) == count(session, id, "all", now));
}

TEST_CASE("within counts whole days, so that an act known by its day counts all day")
{
    TestStore store(every_store());
    std::mt19937_64 random(13);
    store::Session session = store.database().session();
    const std::int64_t id = store_town(session, random_town(random, 1, now));
    session.run("DELETE FROM involvements", {});
    const auto at = [&](const char* time) {
        session.run("DELETE FROM involvements", {});
        session.run("INSERT INTO involvements (organisation_id, contact_id, kind, occurred_at, what, source) "
                    "SELECT organisation_id, id, 'attended', $1, '', '' FROM contacts WHERE organisation_id = $2",
                    {to_micros(from_iso(time)), id});
        return count(session, id, "involved within 36 months", from_iso("2026-11-22T16:00:00Z"));
    };
    CHECK(at("2023-11-21T23:00:00Z") == count(session, id, "all", now)); // midnight in Prague
    CHECK(at("2023-11-21T22:59:59Z") == 0);
}

TEST_CASE("the largest queries still run")
{
    TestStore store(every_store());
    std::mt19937_64 random(9);
    store::Session session = store.database().session();
    const std::int64_t organisation = store_town(session, random_town(random, 20, now));
    std::string chain = "all";
    while (chain.size() < 9'990)
        chain += " or all";
    CHECK(count(session, organisation, chain, now) == count(session, organisation, "all", now));
    std::string list = "age in (1";
    while (list.size() < 9'990)
        list += ",22";
    CHECK(count(session, organisation, list + ")", now) >= 0);
    std::string deep = "all";
    for (int i = 0; i < 99; ++i)
        deep = i % 2 == 0 ? "not(" + deep + ")" : "all or(all and(" + deep + "))";
    CHECK_THAT(error_of([&] { count(session, organisation, deep, now); }), Catch::Contains("deeper than 100"));
}

TEST_CASE("saved segments and rules of groups may name each other but never lead back")
{
    TestStore store(every_store());
    const ManualClock clock(now);
    std::mt19937_64 random(10);
    std::int64_t id = 0;
    {
        store::Session session = store.database().session();
        id = store_town(session, random_town(random, 60, now));
    }
    const auto save = [&](const std::string& key, const std::string& query) {
        save_segment(store.database(), clock, "cli:test", id, key, query);
    };
    const auto define = [&](const std::string& key, const std::optional<std::string>& query) {
        define_group(store.database(), clock, "cli:test", id, key, "Skupina " + key, query);
    };
    save("old", "age >= 65");
    save("old-nearby", "segment \"old\" and segment \"nearby\"");
    define("elders", "segment \"old-nearby\" or group = \"seniors\"");
    {
        store::Session session = store.database().session();
        CHECK(count(session, id, "group = \"elders\"", now) ==
              count(session, id, "age >= 65 and segment \"nearby\" or group = \"seniors\"", now));
        CHECK(list_segments(session, id).size() == 4);
        const auto groups = list_groups(session, id, now);
        REQUIRE(groups.size() == 5);
        CHECK(groups.front().key == "elders");
        CHECK(groups.front().name == "Skupina elders");
        CHECK(groups.front().members == count(session, id, "group = \"elders\"", now));
        CHECK(session.query("SELECT COUNT(*) FROM audit_log WHERE organisation_id = $1", {id}).integer(0, 0) == 3);
    }
    CHECK_THAT(error_of([&] { save("old", "segment \"old\" or all"); }),
               Catch::Contains("line 1, column 1: the query leads back to itself: segment 'old' -> segment 'old'"));
    CHECK_THAT(error_of([&] { save("old", "all and group = \"elders\""); }), Catch::Contains("leads back to itself"));
    CHECK_THAT(error_of([&] { define("elders", "group = \"elders\""); }), Catch::Contains("leads back to itself"));
    CHECK_THAT(error_of([&] { save("bad", "place ="); }), Catch::Contains("expected a value after ="));
    CHECK_THAT(error_of([&] { save("Bad Key", "all"); }), Catch::Contains("key of a segment"));
    CHECK_THAT(error_of([&] {
                   define("x", std::nullopt);
                   define("x y", std::nullopt);
               }),
               Catch::Contains("key of a target group"));
    store::Session session = store.database().session();
    CHECK(count(session, id, "segment \"old\"", now) == count(session, id, "age >= 65", now));
    session.run("UPDATE segments SET query = 'plce = \"x\"' WHERE key = 'old'");
    CHECK_THAT(
        error_of([&] { count(session, id, "segment \"old-nearby\"", now); }),
        Catch::Contains("in segment 'old-nearby': line 1, column 1: in segment 'old': line 1, column 1: nobody has"));
}

TEST_CASE("segments that double each other are stopped before they fill the memory")
{
    TestStore store;
    std::mt19937_64 random(11);
    store::Session session = store.database().session();
    const std::int64_t id = store_town(session, random_town(random, 3, now));
    for (int i = 0; i < 40; ++i)
        session.run("INSERT INTO segments (organisation_id, key, query, created_at) VALUES ($1, $2, $3, 0)",
                    {id, "s" + std::to_string(i),
                     i == 0
                         ? "all"
                         : "segment \"s" + std::to_string(i - 1) + "\" or segment \"s" + std::to_string(i - 1) + "\""});
    CHECK_THAT(error_of([&] { count(session, id, "segment \"s39\"", now); }),
               Catch::Contains("more than 5,000 conditions"));
}

TEST_CASE("earlier counts on the calendar of the zone")
{
    const std::string zone = "Europe/Prague";
    CHECK(to_iso(earlier(from_iso("2026-03-31T12:00:00Z"), 1, Unit::months, zone)) == "2026-02-28T13:00:00Z");
    CHECK(to_iso(earlier(from_iso("2024-02-29T12:00:00Z"), 1, Unit::years, zone)) == "2023-02-28T12:00:00Z");
    CHECK(to_iso(earlier(from_iso("2026-10-26T12:00:00Z"), 1, Unit::weeks, zone)) == "2026-10-19T11:00:00Z");
    CHECK(to_iso(earlier(from_iso("2026-10-26T12:00:00Z"), 2, Unit::days, zone)) == "2026-10-24T11:00:00Z");
    CHECK(to_iso(earlier(from_iso("2026-11-22T09:30:00Z"), 36, Unit::months, zone)) == "2023-11-22T09:30:00Z");
    CHECK(to_iso(start_of_day("2023-07-01", zone)) == "2023-06-30T22:00:00Z");
}
