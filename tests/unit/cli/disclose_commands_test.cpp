// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

constexpr const char* reached = "group,Lit,Chr,Val,Pra,Usti,total\nYouth,48,21,17,12,14,112\nWomen,22,61,19,13,16,131\n"
                                "Seniors,18,24,57,15,11,125\nDisability,3,14,12,33,9,71\nExcluded,11,2,13,4,41,71\n"
                                "total,102,122,118,77,91,510\n";

} // namespace

TEST_CASE("dosah disclose hides small counts and their partners, and says nothing of which is which")
{
    Shell shell(false);
    const std::string table = shell.write("reached.csv", reached);
    const Ran ran = shell.run({"disclose", table, "--threshold", "5", "--base", "10", "--json"});
    CHECK(ran.status == 0);
    const json::Object::Ptr out = ran.object();
    CHECK_THAT(ran.out, Contains("[48,21,17,12,14],[22,61,19,13,16],[18,24,57,15,11],[null,null,12,null,9],"
                                 "[null,null,13,null,41]"));
    CHECK(out->getArray("rows")->size() == 5);
    CHECK(out->getArray("columns")->size() == 5);
    CHECK(out->getArray("row_totals")->getElement<int>(3) == 71);
    CHECK(out->getArray("column_totals")->getElement<int>(0) == 102);
    CHECK(out->getValue<int>("total") == 510);
    CHECK(out->getObject("audit")->getValue<bool>("safe"));
    CHECK(out->getObject("audit")->getValue<int>("hidden") == 6);
    CHECK_THAT(ran.out, !Contains("primary") && !Contains("complementary") && !Contains("\"low\""));

    const Ran audit = shell.run({"disclose", table, "--audit", "--json"});
    CHECK_THAT(audit.out, Contains(R"("row":"Disability","column":"Pra","count":33,"status":"complementary",)"
                                   R"("low":22,"high":36)") &&
                              Contains(R"("primary":3,"complementary":3)"));
    const Ran text = shell.run({"disclose", table});
    CHECK_THAT(text.out, Contains("Disability    :    :   12    :     9     71") && Contains("\":\" is hidden") &&
                             Contains("from the figures and totals shown here") &&
                             Contains("does not re-run the choice"));
    CHECK_THAT(shell.run({"disclose", table, "--audit"}).out,
               Contains("Excluded, Pra: 4, primary, can be told to be 1 to 15"));
    CHECK_THAT(shell.run({"disclose", table, "--format", "csv"}).out,
               Contains("Disability,,,12,,9,71\r\n") && Contains("total,102,122,118,77,91,510\r\n"));
    CHECK(shell.run({"disclose", "-", "--json"}, reached).out == shell.run({"disclose", table, "--json"}).out);
}

TEST_CASE("dosah disclose gives layers one pattern, by the worst of all")
{
    Shell shell(false);
    const std::string part = shell.write("came.csv", "g,a,b\nx,10,20\ny,30,40\n");
    const std::string people = shell.write("people.csv", "g,a,b\nx,60,9\ny,70,80\n");
    CHECK(shell.run({"disclose", part, "--denominator", people}).status == 2);
    const std::string all = shell.write("all.csv", "g,a,b\nx,60,29\ny,70,80\n");
    const std::string few = shell.write("few.csv", "g,a,b\nx,3,6\ny,7,8\n");
    const Ran ran = shell.run({"disclose", part, "--layer", few, "--denominator", all, "--json"});
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains(R"("cells":[[null,null],[null,null]])"));
    CHECK(ran.object()->getArray("layers")->size() == 2);
    const Ran calm = shell.run({"disclose", part, "--denominator", all});
    CHECK_THAT(calm.out, Contains("Nothing has to be hidden") && Contains("came.csv") && Contains("all.csv"));
    const Ran sensitive = shell.run({"disclose", "-", "--sensitive", "--json"}, "g,a,b\nx,0,20\ny,30,40\n");
    CHECK_THAT(sensitive.out, Contains("[null,null],[null,null]"));
}

TEST_CASE("dosah disclose rounds by a secret of its own, of the installation or of a file")
{
    Shell shell(false);
    const std::string table = shell.write("reached.csv", reached);
    const std::string secret = shell.write("seed", "a long enough secret\n");
    const std::vector<std::string> words = {"disclose", table, "--mode", "rounding", "--seed-file", secret, "--json"};
    const Ran ran = shell.run(words);
    CHECK(ran.status == 0);
    CHECK(ran.out == shell.run(words).out);
    CHECK(ran.object()->getValue<std::string>("seed") == "file");
    CHECK(ran.object()->getValue<int>("round_to") == 5);
    CHECK(ran.object()->getValue<int>("total") % 5 == 0);
    const Ran chance = shell.run({"disclose", table, "--mode", "rounding"});
    CHECK_THAT(chance.err, Contains("no key file"));
    CHECK_THAT(chance.out, Contains("multiple of 5"));
    Shell installed;
    CHECK(installed.run({"disclose", table, "--mode", "rounding", "--json"}).object()->getValue<std::string>("seed") ==
          "installation");
    CHECK(shell.run({"disclose", table, "--mode", "rounding", "--format", "csv", "--round-to", "10"}).status == 0);
}

TEST_CASE("dosah disclose refuses a wrong file with its line and column, and words that do not fit")
{
    Shell shell(false);
    const Ran sum = shell.run({"disclose", "-"}, "g,a,b,total\nx,1,2,3\ny,4,5,10\n");
    CHECK(sum.status == 2);
    CHECK_THAT(sum.err,
               Contains("standard input: line 3, column 4 (total): the total is 10, but the parts add up to 9"));
    const std::string table = shell.write("reached.csv", reached);
    const std::vector<std::vector<std::string>> wrong = {
        {"--threshold", "0"},
        {"--threshold", "five"},
        {"--base", "-1"},
        {"--mode", "noise"},
        {"--totals", "maybe"},
        {"--round-to", "5"},
        {"--format", "xml"},
        {"--json", "--format", "csv"},
        {"--seed-file", table},
        {"--audit", "--format", "csv"},
        {"--mode", "rounding", "--base", "10"},
        {"--mode", "rounding", "--round-to", "3"},
        {"--mode", "rounding", "--layer", table},
        {"--mode", "rounding", "--seed-file", shell.write("s", "short")},
    };
    for (std::vector<std::string> words : wrong) {
        words.insert(words.begin(), {"disclose", table});
        CAPTURE(words);
        CHECK(shell.run(words).status == 2);
    }
    CHECK(shell.run({"disclose"}).status == 2);
    CHECK(shell.run({"disclose", shell.path("none.csv")}).status == 2);
}
