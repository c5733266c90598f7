// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/contacts/import_support.h"

#include <random>

using namespace dosah;
using namespace dosah::contacts;
using namespace dosah::contacts::tests;

TEST_CASE("who is the same person, row by row")
{
    struct Row
    {
        std::string what;
        std::string first;
        std::string second;
        std::size_t people;
        std::size_t flagged;
    };
    // id;given;family;email;phone;born;obec
    const std::vector<Row> rows = {
        {"external id, all else differs", "1;Jana;Testová;a@x.example;;1980;", "1;Eva;Jiná;b@x.example;;1990;", 1, 0},
        {"different ids with one address", "1;Jana;Testová;a@x.example;;;", "2;Jana;Testová;a@x.example;;;", 2, 1},
        {"email and name but for marks", ";Jana;Testová;a@x.example;;;", ";JANA;Testova;A@X.example;;;", 1, 0},
        {"phone and name", ";Jana;Testová;;602987654;;", ";Jana;Testová;;+420 602 987 654;;", 1, 0},
        {"swapped names", ";Jana;Testová;a@x.example;;;", ";Testová;Jana;a@x.example;;;", 1, 0},
        {"an initial", ";Jana;Testová;a@x.example;;;", ";J.;Testová;a@x.example;;;", 1, 0},
        {"a wrong initial", ";Jana;Testová;a@x.example;;;", ";K.;Testová;a@x.example;;;", 2, 1},
        {"given name missing", ";Jana;Testová;a@x.example;;;", ";;Testová;a@x.example;;;", 1, 0},
        {"no name at all", ";Jana;Testová;a@x.example;;;", ";;;a@x.example;;;", 1, 0},
        {"a middle name", ";Kari Anne;Testvik;a@x.example;;;", ";Kari;Testvik;a@x.example;;;", 1, 0},
        {"another person on the address", ";Jana;Testová;a@x.example;;;", ";Petr;Testový;a@x.example;;;", 2, 1},
        {"the same family", ";Jana;Testová;;602987654;;", ";Eva;Testová;;602987654;;", 2, 1},
        {"twins on one address", ";Jana;Testová;a@x.example;;2010;", ";Eva;Testová;a@x.example;;2010;", 2, 1},
        {"a new surname, same birth year", ";Jana;Testová;a@x.example;;1980;", ";Jana;Vdaná;a@x.example;;1980;", 1, 0},
        {"a new surname, no birth year", ";Jana;Testová;a@x.example;;;", ";Jana;Vdaná;a@x.example;;;", 2, 1},
        {"father and son", ";Jan;Test;a@x.example;;1950;", ";Jan;Test;a@x.example;;1980;", 2, 1},
        {"same name, other address", ";Jana;Testová;a@x.example;;;", ";Jana;Testová;b@x.example;;;", 2, 0},
        {"same name and birth year, other address", ";Jana;Testová;a@x.example;;1980;",
         ";Jana;Testová;b@x.example;;1980;", 2, 1},
        {"no address, same name and birth year", ";Jana;Testová;a@x.example;;1980;", ";Jana;Testová;;;1980;", 1, 0},
        {"no address, name alone", ";Jana;Testová;a@x.example;;1980;", ";Jana;Testová;;;;", 2, 0},
        {"twice the same row without address", ";Jana;Testová;;;;Lipová", ";Jana;Testová;;;;Lipová", 1, 0},
        {"no address, other place", ";Jana;Testová;;;;Lipová", ";Jana;Testová;;;;Dubová", 2, 0},
        {"id found by email", ";Jana;Testová;a@x.example;;;", "7;Jana;Testová;a@x.example;;;", 1, 0},
    };
    const std::string header = "id;křestní jméno;příjmení;email;telefon;rok narození;obec\n";
    for (const Row& row : rows) {
        for (const bool one_file : {true, false}) {
            INFO(row.what << (one_file ? " in one file" : " in two files"));
            Town town;
            std::size_t flagged = 0;
            if (one_file) {
                const ImportReport report = town.import(header + row.first + "\n" + row.second + "\n");
                check_sum(report);
                CHECK(report.merged == 2 - row.people);
                flagged = report.possible_duplicates;
            } else {
                flagged = town.import(header + row.first + "\n").possible_duplicates;
                flagged += town.import(header + row.second + "\n").possible_duplicates;
            }
            CHECK(town.people().size() == row.people);
            CHECK(flagged == row.flagged);
            CHECK(town.number("SELECT COUNT(*) FROM possible_duplicates") == static_cast<std::int64_t>(row.flagged));
        }
    }
}

TEST_CASE("merging fills blanks, empties nothing and overrules only by external id")
{
    Town town;
    town.import("id;křestní jméno;příjmení;email;obec;kroužek\n1;J.;Testová;a@x.example;Lipová;\n");
    ImportReport report = town.import(
        "křestní jméno;příjmení;email;obec;rok narození;kroužek\nJana;Testová;a@x.example;Dubová;1980;šachy\n");
    CHECK(report.changed == 1);
    REQUIRE(report.warning_count == 1);
    CHECK(report.warnings.front().column == "place");
    CHECK(report.warnings.front().value == "Dubová");
    Contact jana = town.people().front();
    CHECK(jana.given_name == "Jana");
    CHECK(jana.place == "Lipová");
    CHECK(jana.birth_year == 1980);
    CHECK(jana.attributes.at("krouzek") == "šachy");
    report = town.import("id;email;obec;kroužek\n1;b@x.example;Dubová;\n");
    CHECK(report.changed == 1);
    jana = town.people().front();
    CHECK(jana.email == "b@x.example");
    CHECK(jana.place == "Dubová");
    CHECK(jana.given_name == "Jana");
    CHECK(jana.attributes.at("krouzek") == "šachy");
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.change'") == 2);
}

TEST_CASE("a row that could be several people is nobody of them")
{
    Town town;
    const std::string file = "jméno;email;rok narození;obec\nJan Test;a@x.example;1950;\nJan Test;a@x.example;1980;\n"
                             "Jan Test;a@x.example;;Lipová\n";
    const ImportReport report = town.import(file);
    CHECK(report.added == 3);
    CHECK(report.possible_duplicates == 2);
    const std::string before = town.everything();
    const ImportReport again = town.import(file);
    CHECK(again.unchanged == 3);
    CHECK(town.everything() == before);
}

TEST_CASE("a row that fits several people and says nothing new is taken for the first, never silently")
{
    Town town;
    town.import("jméno;email;rok narození\nJan Test;a@x.example;1950\nJan Test;a@x.example;1980\n");
    const ImportReport report = town.import("jméno;email\nJan Test;a@x.example\n");
    CHECK(report.added == 0);
    REQUIRE(report.warning_count == 1);
    CHECK(report.warnings.front().line == 2);
    CHECK(report.warnings.front().reason.find("fits several people") != std::string::npos);
}

TEST_CASE("an address gained by merging is compared with those who have it")
{
    Town town;
    town.import("jméno;email;telefon\nJan Test;a@x.example;\nEva Jiná;;602987654\n");
    const ImportReport report = town.import("jméno;email;telefon\nJan Test;a@x.example;602987654\n");
    CHECK(report.changed == 1);
    CHECK(report.possible_duplicates == 1);
}

TEST_CASE("importing the same file again changes nothing, whatever is in it")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    std::mt19937 random(42);
    const auto one_of = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
    for (int round = 0; round < (kind == StoreKind::sqlite ? 60 : 6); ++round) {
        Town town(kind);
        std::string file = "id;křestní jméno;příjmení;email;telefon;rok narození;obec;adresa;skupiny;kroužek\n";
        for (int i = 0; i < 40; ++i) {
            file += one_of({"", "", "", "1", "2", "3"}) + ";" + one_of({"", "Jan", "Jana", "J.", "Eva", "Petr"}) + ";" +
                    one_of({"", "Test", "Testová", "Jiná"}) + ";" +
                    one_of({"", "a@x.example", "b@x.example", "c@x.example", "chyba"}) + ";" +
                    one_of({"", "602987654", "603987654", "x"}) + ";" + one_of({"", "", "1950", "1980"}) + ";" +
                    one_of({"", "Lipová", "Dubová"}) + ";" + one_of({"", "", "Dlouhá 5"}) + ";" +
                    one_of({"", "senioři", "ženy, Klub"}) + ";" + one_of({"", "", "šachy"}) + "\n";
        }
        ImportOptions options = town.options();
        options.legal_basis = one_of({"", "public_task"});
        const ImportReport first = town.import(file, options);
        check_sum(first);
        const std::string before = town.everything();
        const ImportReport second = town.import(file, options);
        check_sum(second);
        INFO("round " << round << "\n" << file);
        CHECK(second.added == 0);
        CHECK(second.changed == 0);
        CHECK(second.possible_duplicates == 0);
        CHECK(second.rejected_rows == first.rejected_rows);
        REQUIRE(town.everything() == before);
    }
}
