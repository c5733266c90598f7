// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "reference.h"
#include "segments/lexer.h"
#include "segments/parser.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::segments;
using namespace dosah::tests;

namespace {

std::string canonical(const std::string& query)
{
    return print(parse(query));
}

std::string error_of(const std::string& query)
{
    try {
        parse(query);
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::input);
        return problem.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("a query is read as it is meant: not before and before or")
{
    struct Case
    {
        std::string query;
        std::string means;
    };
    const std::vector<Case> cases = {
        {"all", "all"},
        {"a = \"1\" or b = \"2\" and not c = \"3\"",
         "attribute \"a\" = \"1\" or attribute \"b\" = \"2\" and not attribute \"c\" = \"3\""},
        {"(all or all) and all", "(all or all) and all"},
        {"((all))", "all"},
        {"not not all", "not not all"},
        {"not (all and all)", "not (all and all)"},
        {"all and (all and all)", "all and (all and all)"},
        {"AGE >= 65 And Not Has Phone", "age >= 65 and not has phone"},
        {"place in (\"Valašské Meziříčí\", „Krhová“, 'Øvre Å')",
         "place in (\"Valašské Meziříčí\", \"Krhová\", \"Øvre Å\")"},
        {"place = \"a \\\"b\\\" \\\\ c\"", "place = \"a \\\"b\\\" \\\\ c\""},
        {"group = \"seniors\" and not involved since 2023-01-01 and has phone",
         "group = \"seniors\" and not involved since 2023-01-01 and has phone"},
        {"involved within 36 months", "involved within 36 months"},
        {"involved within 1 year or involved within 90 day", "involved within 1 years or involved within 90 days"},
        {"involved attended before \"2024-02-29\"", "involved attended before 2024-02-29"},
        {"(involved)", "involved"},
        {"zájem = „zahrada”", "attribute \"zájem\" = \"zahrada\""},
        {"attribute \"in\" = 'x'", "attribute \"in\" = \"x\""},
        {"attribute \"čtvrť s mezerou\" >= 10", "attribute \"čtvrť s mezerou\" >= 10"},
        {"external_id = 007", "external_id = \"007\""},
        {"has zájem", "has attribute \"zájem\""},
        {"segment \"nearby\"", "segment \"nearby\""},
        {"age in (18, 19)", "age in (18, 19)"},
        {"legal_basis = \"Consent\"", "legal_basis = \"consent\""},
    };
    for (const Case& c : cases) {
        INFO(c.query);
        CHECK(canonical(c.query) == c.means);
        CHECK(parse(c.means) == parse(c.query));
    }
}

TEST_CASE("an error names line, column, what was expected and what was found")
{
    struct Case
    {
        std::string query;
        std::string says;
    };
    const std::vector<Case> cases = {
        {"", "line 1, column 1: expected a condition, found the end of the query"},
        {"place = and", "line 1, column 9: expected a value after =, found 'and'"},
        {"place =", "line 1, column 8: expected a value after =, found the end of the query"},
        {"place = Krhová",
         "column 9: expected a value after =, found 'Krhová' (write it in quotation marks: \"Krhová\")"},
        {"place \"x\"", "line 1, column 7: expected =, !=, <, <=, >, >= or in after 'place', found the text \"x\""},
        {"place not in (\"x\")",
         "line 1, column 7: expected =, !=, <, <=, >, >= or in after 'place', found 'not' (write: not place in (...))"},
        {"age > \"65\"", "line 1, column 7: expected a number after >, found the text \"65\""},
        {"age > 12345678901", "line 1, column 7: the number is too large"},
        {"place < \"x\"", "line 1, column 7: 'place' can only be compared with =, != and in"},
        {"body < \"x\"", "line 1, column 8: expected a number after <, found the text \"x\""},
        {"gender = \"žena\"", "line 1, column 10: expected f, m or x after =, found the text \"žena\""},
        {"legal_basis = \"consnt\"", "(did you mean 'consent'?)"},
        {"locale = \"no\"", "expected cs, nb, nn or en after =, found the text \"no\""},
        {"format = \"large\"", "expected usual, easy_to_read or large_print after =, found the text \"large\""},
        {"has format", "line 1, column 5: expected what a person may have"},
        {"place = \" \"", "line 1, column 9: the value is empty"},
        {"email = \"a@example.test\"", "line 1, column 1: 'email' can only be asked for as: has email"},
        {"has", "line 1, column 4: expected what a person may have"},
        {"has group", "line 1, column 5: expected what a person may have"},
        {"all and", "line 1, column 8: expected a condition, found the end of the query"},
        {"all all", "line 1, column 5: expected 'and', 'or' or the end of the query, found 'all'"},
        {"(all",
         "line 1, column 5: expected 'and', 'or' or ')' for the '(' of line 1, column 1, found the end of the query"},
        {"all)", "line 1, column 4: expected 'and', 'or' or the end of the query, found ')'"},
        {"place in \"x\"", "line 1, column 10: expected '(' after 'place in', found the text \"x\""},
        {"place in ()", "line 1, column 11: expected a value after (, found ')'"},
        {"place in (\"x\",)", "line 1, column 15: expected a value after ,, found ')'"},
        {"place in (\"x\" \"y\")", "line 1, column 15: expected ',' or ')' in the list, found the text \"y\""},
        {"involved attendd", "(did you mean 'attended'?)"},
        {"involved since yesterday",
         "line 1, column 16: expected a date such as 2023-01-31 after since, found 'yesterday'"},
        {"involved since 2023-02-30", "line 1, column 16: there is no such day as 2023-02-30"},
        {"involved within months", "line 1, column 17: expected a number after within, found 'months'"},
        {"involved within 3 moths",
         "line 1, column 19: expected days, weeks, months or years after 3, found 'moths' (did you mean 'months'?)"},
        {"involved within 0 days", "line 1, column 17: the number must be between 1 and 36500"},
        {"involvd since 2023-01-01", "line 1, column 9: expected =, !=, <, <=, >, >= or in after 'involvd', found "
                                     "'since' (did you mean 'involved'?)"},
        {"segment nearby", "line 1, column 9: expected the key of a saved segment in quotation marks, found 'nearby'"},
        {"attribute x = \"1\"", "line 1, column 11: expected the name of an attribute in quotation marks, found 'x'"},
        {"all and\n  place = „Krhová", "line 2, column 11: the text that begins here has no closing quotation mark"},
        {"place = \"a\\q\"", "line 1, column 11: a backslash must be followed by"},
        {"žluť = \"x\" ; all", "line 1, column 12: expected a word, a number, a text in quotation marks or one of"},
        {"all\n\n or or", "line 3, column 5: expected a condition, found 'or'"},
        {"age = -5", "line 1, column 7: expected a word, a number"},
        {std::string("all\xC3"), "not valid UTF-8"},
        {std::string("all\0all", 7), "NUL"},
    };
    for (const Case& c : cases) {
        INFO(c.query);
        CHECK_THAT(error_of(c.query), Catch::Contains(c.says));
    }
}

TEST_CASE("a query too long or too deep is refused and one at the limits is read")
{
    const auto nested = [](int n) {
        return std::string(static_cast<std::size_t>(n), '(') + "all" + std::string(static_cast<std::size_t>(n), ')');
    };
    CHECK(canonical(nested(100)) == "all");
    CHECK_THAT(error_of(nested(101)), Catch::Contains("deeper than 100"));
    CHECK_THAT(error_of(nested(4000)), Catch::Contains("deeper than 100"));
    std::string nots;
    for (int i = 0; i < 2000; ++i)
        nots += "not ";
    CHECK_THAT(error_of(nots + "all"), Catch::Contains("deeper than 100"));
    CHECK(canonical("all" + std::string(9997, ' ')) == "all");
    CHECK_THAT(error_of("all" + std::string(9998, ' ')), Catch::Contains("longer than 10,000"));
    CHECK_THAT(error_of(std::string(1 << 20, 'a')), Catch::Contains("longer than 10,000"));
}

TEST_CASE("printing a tree and parsing the text gives the same tree")
{
    std::mt19937_64 random(20261122);
    for (int i = 0; i < 2000; ++i) {
        const Node tree = random_tree(random, 5);
        const std::string text = print(tree);
        if (text.size() > 10'000) continue;
        INFO(text);
        REQUIRE(parse(text) == tree);
        REQUIRE(print(parse(text)) == text);
    }
}

TEST_CASE("whatever is thrown at the parser, it answers with a tree or with an input error")
{
    std::mt19937_64 random(7);
    const std::vector<std::string> pieces = {"and",         "or",         "not",
                                             "(",           ")",          "\"",
                                             "„",           "“",          "'",
                                             "\\",          "=",          "!=",
                                             "<",           ",",          "in",
                                             "has",         "involved",   "since",
                                             "within",      "2023-01-01", "2023-99-99",
                                             "36",          "months",     "age",
                                             "place",       "attribute",  "segment",
                                             "all",         "žluťoučký",  "\xFF",
                                             "\xF0\x9F",    "👍",          "\n",
                                             " ",           "--",         ";",
                                             "%",           "$1",         "99999999999999999999",
                                             "\xE2\x80\xAE"};
    std::size_t read = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string query;
        if (i % 2 == 0) {
            for (std::size_t n = random() % 12; n > 0; --n)
                query += pieces[random() % pieces.size()] + (random() % 4 ? " " : "");
        } else {
            query = print(random_tree(random, 2));
            for (std::size_t n = 1 + random() % 3; n > 0; --n)
                query[random() % query.size()] = static_cast<char>(random() % 256);
        }
        try {
            const Node tree = parse(query);
            REQUIRE(parse(print(tree)) == tree);
            ++read;
        } catch (const Error& problem) {
            REQUIRE(problem.kind() == ErrorKind::input);
        }
    }
    CHECK(read > 100);
}
