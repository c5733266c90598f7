// SPDX-License-Identifier: EUPL-1.2
#include "store/tally.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <limits>
#include <map>
#include <random>
#include <tuple>

using namespace dosah;
using namespace dosah::tests;

TEST_CASE("a tally counts what GROUP BY counts: numbers, text with any bytes, and nothing")
{
    TestStore store(every_store());
    store::Transaction transaction(store.database());
    store::Session& session = transaction.session();
    session.run("CREATE TEMPORARY TABLE things (a BIGINT, b TEXT)");
    std::mt19937_64 random(7);
    const std::vector<std::string> texts = {"", "i1;", "t1:x", "n", "Lhota u Břízy", ";:", "a\nb"};
    std::map<std::tuple<bool, std::int64_t, std::string>, std::int64_t> expected;
    for (int i = 0; i < 500; ++i) {
        const std::optional<std::int64_t> number =
            random() % 5 == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(random() % 7) - 3);
        const std::string& text = texts[random() % texts.size()];
        session.run("INSERT INTO things (a, b) VALUES ($1, $2)", {number, text});
        if (text != "n") ++expected[{number.has_value(), number.value_or(0), text}];
    }
    const store::Rows rows = store::tally(session, "WITH but AS (SELECT CAST($1 AS TEXT) AS b)", {"a", "b"},
                                          "FROM things WHERE b <> (SELECT b FROM but)", {"n"});
    std::map<std::tuple<bool, std::int64_t, std::string>, std::int64_t> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found[{!rows.is_null(i, 0), rows.optional_integer(i, 0).value_or(0), rows.text(i, 1)}] += rows.integer(i, 2);
    CHECK(rows.size() == expected.size());
    CHECK(found == expected);
    CHECK(store::tally(session, "", {"a"}, "FROM things WHERE a > $1", {1000}).empty());
}

TEST_CASE("a number too large for others and one below 0 come out of a tally as they went in")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    const store::Rows rows = store::tally(session, "", {"number"},
                                          "FROM (SELECT CAST($1 AS BIGINT) AS number UNION ALL SELECT CAST($2 AS "
                                          "BIGINT) UNION ALL SELECT CAST($1 AS BIGINT)) numbers",
                                          {large, -large});
    REQUIRE(rows.size() == 2);
    for (std::size_t i = 0; i < rows.size(); ++i)
        CHECK(rows.integer(i, 1) == (rows.integer(i, 0) == large ? 2 : 1));
}
