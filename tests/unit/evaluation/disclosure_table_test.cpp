// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/disclosure_output.h"
#include "evaluation/disclosure_table.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::evaluation;
using Catch::Contains;

namespace {

std::vector<std::int64_t> counts(const std::string& text, Totals totals = Totals::find)
{
    return read_table(text, "t.csv", totals).counts;
}

} // namespace

TEST_CASE("a table is read with totals, with some of them and without")
{
    const std::vector<std::int64_t> expected = {1, 2, 3, 4, 5, 9, 5, 7, 12};
    CHECK(counts("g,a,b\nx,1,2\ny,4,5\n") == expected);
    CHECK(counts("g,a,b,total\nx,1,2,3\ny,4,5,9\n") == expected);
    CHECK(counts("g,a,b\nx,1,2\ny,4,5\nCelkem,5,7\n") == expected);
    CHECK(counts("g;a;b;Součet\nx;1;2;3\ny;4;5;9\nÚhrn;5;7;12\n") == expected);
    CHECK(counts("g\tI alt\ta\tb\nTotalt\t12\t5\t7\nx\t3\t1\t2\ny\t9\t4\t5\n") == expected);
    CHECK(counts("\xEF\xBB\xBF\"g\",\"a\",\"b\"\r\n\"x\", 1 ,2\r\n\r\ny,4,5\r\n") == expected);
}

TEST_CASE("a last row or column that holds the sums is a total, whatever it is called")
{
    const CountTable table = read_table("g,a,b,people\nx,1,2,3\ny,4,5,9\ntown,5,7,12\n", "t.csv");
    CHECK(table.rows == std::vector<std::string>{"x", "y"});
    CHECK(table.columns == std::vector<std::string>{"a", "b"});
    CHECK(table.row_total == "people");
    CHECK(table.column_total == "town");
    CHECK(table.corner == "g");
    CHECK(read_table("g,a,b,people\nx,1,2,3\ny,4,5,9\n", "t.csv", Totals::none).columns.size() == 3);
    CHECK(read_table("g,a,b\nx,0,0\ny,0,0\n", "t.csv").columns.size() == 2);
    CHECK(read_table("g,a,b\nx,4,4\ny,2,2\n", "t.csv").columns.size() == 2);
    CHECK(read_table("g,a,total\nx,4,5\n", "t.csv", Totals::none).at(0, 2) == 9);
}

TEST_CASE("a table in a charset of spreadsheets is read")
{
    const CountTable table = read_table("skupina;\x9E"
                                        "eny;mu\x9Ei a chlapci s hendikepem\nsenio\xF8i;10;20\n",
                                        "t.csv");
    CHECK(table.rows[0] == "senioři");
}

TEST_CASE("a mistake in a table is refused with its line and column")
{
    const auto refused = [](const std::string& text, const std::string& what) {
        CAPTURE(text);
        CHECK_THROWS_WITH(read_table(text, "t.csv"), Contains("t.csv") && Contains(what));
    };
    refused("", "no rows");
    refused("g,a\n", "no rows");
    refused("g\nx\n", "line 1: expected the columns' labels");
    refused("g,a,b\nx,1\n", "line 2: 2 fields, but the header has 3");
    refused("g,a,b\nx,1,2,3\n", "line 2: 4 fields");
    refused("g,a,b\nx,1,\n", "line 2, column 3 (b): the cell is empty");
    refused("g,a,b\nx,1,1.5\n", "line 2, column 3 (b): expected a whole number of people, found \"1.5\"");
    refused("g,a,b\nx,-1,2\n", "line 2, column 2 (a): a count cannot be negative");
    refused("g,a,b\nx,5000000000,2\n", "line 2, column 2 (a): more than 1000000000");
    refused("g,a,b\nx,99999999999999999999999,2\n", "line 2, column 2 (a): more than");
    refused("g,a,\nx,1,2\n", "line 1, column 3: the column's label is missing");
    refused("g,a,a\nx,1,2\n", "line 1, column 3: the label \"a\" is used twice");
    refused("g,a,b\nx,1,2\n\nx,1,2\n", "line 4: column 1: the label \"x\" is used on line 2 already");
    refused("g,a,b\n,1,2\n", "line 2: the row's label");
    refused("g,a,b\nx,\"1,2\n", "line 2: the quote opened");
    refused("g,a,total\nx,1,2\ny,3,3\n", "line 2, column 3 (total): the total is 2, but the parts add up to 1");
    refused("g,a,b\nx,1,2\nsum,1,3\n", "line 3, column 3 (b): the total is 3, but the parts add up to 2");
    refused("g,a,total,sum\nx,1,1,1\n", "both called totals");
    refused("g,total\nx,1\n", "the total is 1, but the parts add up to 0");
    refused("PK\x03\x04zip", "spreadsheet workbook");
    std::string wide = "g";
    std::string row = "x";
    for (int i = 0; i < 400; ++i) {
        wide += ",c" + std::to_string(i);
        row += ",1";
    }
    std::string large = wide + "\n";
    for (int i = 0; i < 26; ++i)
        large += std::to_string(i) + row + "\n";
    refused(large, "more than 10000 cells");
}

TEST_CASE("whatever the bytes, a table is read or refused with Error(input)")
{
    std::mt19937_64 random(3);
    const std::string alphabet = "0123456789,;\t\n\r\"ag -.t\xC3\x80";
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = random() % 2 == 0 ? "g,a,b\nx,1,2\n" : "";
        for (std::uint64_t n = random() % 30; n > 0; --n)
            text.insert(random() % (text.size() + 1), 1, alphabet[random() % alphabet.size()]);
        try {
            const CountTable table = read_table(text, "t");
            REQUIRE(table.counts.size() == table.cells());
            ++read;
        } catch (const Error& problem) {
            REQUIRE(problem.kind() == ErrorKind::input);
        }
    }
    CHECK(read > 100);
}

TEST_CASE("what is published of a table holds labels safely")
{
    CountTable table = make_table({"=1+1", "a \"b\", c"}, {"\x1b[31mred"}, {7, 8});
    CHECK_THAT(published_csv(table, nullptr), Contains("'=1+1,7,7\r\n\"a \"\"b\"\", c\",8,8\r\n"));
    CHECK_THAT(published_text(table, nullptr), Contains("?[31mred") && !Contains("\x1b"));
    CHECK_THROWS_WITH(make_table({"a"}, {"b"}, {-1}), Contains("a, b"));
    CHECK_THROWS_WITH(make_table({}, {"b"}, {}), Contains("no cells"));
    CHECK_THROWS_WITH(make_table({"a"}, {"b"}, {1, 2}), Contains("2 cells"));
}

TEST_CASE("labels that differ only in case are one label twice")
{
    CHECK_THROWS_WITH(read_table("g,A,a\nx,1,2\n", "t.csv"), Catch::Contains("\"a\" is used twice"));
    CHECK_THROWS_WITH(read_table("g,A\nx,1\nX,2\n", "t.csv"), Catch::Contains("\"X\" is used on line 2 already"));
    CHECK(read_table("g,Brod\nx,1\n", "t.csv").columns.size() == 1);
}
