// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/locales.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/contacts/import_support.h"

using namespace dosah;
using namespace dosah::contacts;
using namespace dosah::contacts::tests;
using Catch::Contains;

TEST_CASE("a Czech list is understood column by column")
{
    Town town;
    const ImportReport report = town.import(
        "Číslo;Křestní jméno;PŘÍJMENÍ;E-mail;Mobil;Datum narození;Pohlaví;Jazyk;Obec;Ulice;PSČ;Právní "
        "základ;Skupiny;Počet dětí\n"
        "17;Jana;Testová;Jana.Testova@Lipova.Example;602 987 654;1. 1. 1980;žena;čeština;Krhová;Dlouhá 5;756 63;"
        "veřejný zájem;\"senioři, Klub chodců\";2\n");
    check_sum(report);
    CHECK(report.encoding == "UTF-8");
    CHECK(report.separator == ';');
    CHECK(report.added == 1);
    CHECK(report.warning_count == 0);
    const std::vector<Contact> people = town.people();
    REQUIRE(people.size() == 1);
    const Contact& jana = people.front();
    CHECK(jana.external_id == "17");
    CHECK(jana.given_name == "Jana");
    CHECK(jana.family_name == "Testová");
    CHECK(jana.email == "jana.testova@lipova.example");
    CHECK(jana.phone == "+420602987654");
    CHECK(jana.birth_year == 1980);
    CHECK(jana.gender == "f");
    CHECK(jana.locale == "cs");
    CHECK(jana.place == "Krhová");
    CHECK(jana.postal_address == "Dlouhá 5, 756 63 Krhová");
    CHECK(jana.legal_basis == "public_task");
    CHECK(jana.legal_basis_source == "seznam.csv");
    CHECK(jana.legal_basis_at == from_iso("2026-05-04T09:00"));
    CHECK(jana.attributes == std::map<std::string, std::string>{{"pocet_deti", "2"}});
    CHECK(town.number("SELECT COUNT(*) FROM group_members m JOIN target_groups g ON g.id = m.group_id "
                      "WHERE g.key IN ('seniors', 'klub-chodcu') AND m.source = 'seznam.csv'") == 2);
    CHECK(town.text("SELECT name FROM target_groups WHERE key = 'klub-chodcu'") == "Klub chodců");
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE folded_name = 'jana testova' AND folded_place = 'krhova'") ==
          1);
}

TEST_CASE("a Norwegian list is understood column by column, in bokmål and nynorsk")
{
    Town town(StoreKind::sqlite, "NO");
    const ImportReport report =
        town.import("Medlemsnummer,Navn,E-post,Telefon,Fødselsår,Kjønn,Målform,Kommune,Samtykke\n"
                    "A1,Kari Anne Testvik,kari@bygda.example,41234567,1954,kvinne,nynorsk,Bygda,12.03.2024\n"
                    "A2,Ola Prøve,,+47 91 23 45 67,17.05.2001,mann,bokmål,Øvre Vik,nei\n");
    check_sum(report);
    CHECK(report.added == 2);
    const auto people = town.people();
    CHECK(people[0].given_name == "Kari Anne");
    CHECK(people[0].family_name == "Testvik");
    CHECK(people[0].phone == "+4741234567");
    CHECK(people[0].birth_year == 1954);
    CHECK(people[0].locale == "nn");
    CHECK(people[0].legal_basis == "consent");
    CHECK(people[0].legal_basis_at == from_iso("2024-03-11T23:00"));
    CHECK(people[1].gender == "m");
    CHECK(people[1].locale == "nb");
    CHECK(people[1].legal_basis.empty());
}

TEST_CASE("a list says how people want to read; what is not understood is left out, only the own number overrules")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const ImportReport report = town.import("číslo;jméno;příjmení;e-mail;Formát zpráv\n"
                                            "1;Jana;Testová;jana@lipova.example;snadné čtení\n"
                                            "2;Petr;Zkouška;petr@lipova.example;Velké písmo\n"
                                            "3;Eva;Ukázková;eva@lipova.example;růžový\n");
    check_sum(report);
    REQUIRE(town.people().size() == 3);
    CHECK(town.people()[0].format == "easy_to_read");
    CHECK(town.people()[1].format == "large_print");
    CHECK(town.people()[2].format.empty());
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings.front().reason, Catch::Contains("snadné čtení") && Catch::Contains("large_print"));

    town.import("e-mail;jméno;příjmení;format\njana@lipova.example;Jana;Testová;usual\n"
                "eva@lipova.example;Eva;Ukázková;large print\n");
    CHECK(town.people()[0].format == "easy_to_read"); // what is known stays
    CHECK(town.people()[2].format == "large_print");
    town.import("číslo;e-mail;format\n1;jana@lipova.example;usual\n");
    CHECK(town.people()[0].format == "usual");
}

TEST_CASE("a person's language may be any that an installation has texts in, and no other")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string file = "jméno;příjmení;e-mail;jazyk\nOlena;Zkušební;olena@lipova.example;uk-UA\n";
    const ImportReport without = town.import(file);
    CHECK(town.people().front().locale.empty());
    REQUIRE(without.warnings.size() == 1);
    CHECK_THAT(without.warnings.front().reason,
               Catch::Contains("is not understood") && Catch::Contains("cs, nb, nn, en"));

    const dosah::tests::TemporaryFolder folder;
    folder.write("uk.json", "{}");
    const AddedLocales added(folder.path().string());
    town.import(file);
    CHECK(town.people().front().locale == "uk");
    CHECK_THROWS_AS(town.database().session().run("UPDATE contacts SET locale = 'u-'"), Error);
    CHECK_THROWS_AS(town.database().session().run("UPDATE contacts SET locale = 'ukra'"), Error);
    CHECK_THROWS_AS(town.database().session().run("UPDATE contacts SET format = 'pink'"), Error);
}

TEST_CASE("rows that cannot be taken are reported with line, column, value and reason, the rest is taken")
{
    Town town;
    const ImportReport report = town.import("jméno;příjmení;email;telefon;rok narození;poznámka\r\n"
                                            "Jana;Testová;jana@lipova.example;;1980;\"dva\r\nřádky\"\r\n"
                                            ";;;;1980;\r\n"
                                            "Petr;Zkušební;petr-na-lipove;nemá;1970;\r\n"
                                            "Eva;Vzorová;eva(at)lipova;602 987 654;letos;\r\n"
                                            "Jan;Přebývající;jan@lipova.example;;1960;x;y\r\n"
                                            "Iva;Krátká;iva@lipova.example\r\n"
                                            "Oto;\"Otevřený;oto@lipova.example;;;\r\n"
                                            "Ota;Poslední;ota@lipova.example;;;\r\n");
    check_sum(report);
    CHECK(report.rows == 8);
    CHECK(report.added == 4);
    REQUIRE(report.rejected.size() == 4);
    CHECK(report.rejected[0].line == 4);
    CHECK(report.rejected[1].line == 5);
    CHECK(report.rejected[1].column == "email");
    CHECK(report.rejected[1].value == "petr-na-lipove");
    CHECK_THAT(report.rejected[1].reason, Contains("not an email address"));
    CHECK(report.rejected[2].line == 7);
    CHECK_THAT(report.rejected[2].reason, Contains("7 fields"));
    CHECK(report.rejected[3].line == 9);
    CHECK_THAT(report.rejected[3].reason, Contains("opened on line 9"));
    std::vector<std::string> warned;
    for (const ImportNote& note : report.warnings)
        warned.push_back(std::to_string(note.line) + " " + note.column + " " + note.value);
    CHECK(warned == std::vector<std::string>{"5 telefon nemá", "6 rok narození letos", "6 email eva(at)lipova", "8  "});
    const auto people = town.people();
    CHECK(people[1].email.empty());
    CHECK(people[1].phone == "+420602987654");
    CHECK(people[0].attributes.at("poznamka") == "dva řádky");
}

TEST_CASE("national identity numbers are never kept")
{
    Town town;
    const ImportReport report =
        town.import("Jméno a příjmení,Rodné číslo,e-mail\nJana Testová,805101/1234,jana@lipova.example\n");
    CHECK(report.added == 1);
    CHECK(report.warning_count == 1);
    CHECK(town.everything().find("805101") == std::string::npos);
    CHECK(town.people().front().attributes.empty());
}

TEST_CASE("names are split as their column says")
{
    Town town;
    town.import("jméno a příjmení\nIng. Jana Marie Testová, Ph.D.\nTestová, Eva\nJ. Krátký\nMadona\n");
    town.import("příjmení a jméno\nDlouhá Iva Anna\n");
    town.import("Jméno;obec\nPetr Dvojitý;Lipová\n");
    std::vector<std::string> names;
    for (const Contact& person : town.people())
        names.push_back(person.given_name + "/" + person.family_name);
    CHECK(names == std::vector<std::string>{"Jana Marie/Testová", "Eva/Testová", "J./Krátký", "Madona/",
                                            "Iva Anna/Dlouhá", "Petr/Dvojitý"});
}

TEST_CASE("a mobile number is preferred, several in a cell are told apart, a landline is only doubted")
{
    Town town;
    const ImportReport report = town.import("jméno;telefon;mobil\n"
                                            "Jana A;416 123 456;602 987 654\n"
                                            "Jana B;416 123 457;\n"
                                            "Jana C;416 123 458 / 603 111 222;\n"
                                            "Jana D;719 123 456;\n");
    const auto people = town.people();
    REQUIRE(people.size() == 4);
    CHECK(people[0].phone == "+420602987654");
    CHECK(people[0].attributes.at("telefon") == "+420416123456");
    CHECK(people[1].phone == "+420416123457");
    CHECK(people[2].phone == "+420603111222");
    REQUIRE(report.warning_count == 2);
    CHECK_THAT(report.warnings[0].reason, Contains("probably not a mobile"));
    CHECK(report.warnings[0].line == 3);
    CHECK(report.warnings[1].line == 4);
}

TEST_CASE("a file that is no list of people is refused with the columns it could have")
{
    Town town;
    const auto refused = [&](const std::string& bytes) {
        try {
            town.import(bytes);
        } catch (const Error& problem) {
            CHECK(problem.kind() == ErrorKind::input);
            return std::string(problem.what());
        }
        return std::string("taken");
    };
    CHECK_THAT(refused("barva;velikost\nmodrá;5\n"), Contains("barva") && Contains("e-mail") && Contains("etternavn"));
    CHECK_THAT(refused(""), Contains("no column"));
    CHECK_THAT(refused("PK\x03\x04 workbook"), Contains("CSV"));
    ImportOptions options = town.options();
    options.encoding = "klingon";
    CHECK_THROWS_WITH(town.import("jméno\n", options), Contains("klingon") && Contains("Windows-1250"));
    options = town.options();
    options.legal_basis = "because";
    CHECK_THROWS_WITH(town.import("jméno\n", options), Contains("public_task"));
    CHECK(town.number("SELECT COUNT(*) FROM imports") == 0);
}

TEST_CASE("titles above the header and the hint of a spreadsheet are passed over")
{
    Town town;
    CHECK(town.import("sep=;\r\njméno;e-mail\r\nJana Testová;jana@lipova.example\r\n").added == 1);
    CHECK(town.people().front().email == "jana@lipova.example");
    const ImportReport report = town.import(
        "Seniorský klub,,\nstav k 1. 1. 2026,,\njméno,e-mail,obec\nEva Nová,eva@lipova.example,Lipová\n,chyba,\n");
    CHECK(report.added == 1);
    CHECK(report.rejected.front().line == 5);
}

TEST_CASE("the option of the import is the legal basis of those who have none")
{
    Town town;
    ImportOptions options = town.options();
    options.legal_basis = "consent";
    options.legal_basis_source = "přihláška 2025";
    options.legal_basis_at = from_iso("2025-01-31");
    town.import("jméno;email;souhlas;právní základ\nJana A;a@lipova.example;ano;\nJana B;b@lipova.example;ne;\n"
                "Jana C;c@lipova.example;;smlouva\nJana D;d@lipova.example;;\n",
                options);
    const auto people = town.people();
    CHECK(people[0].legal_basis == "consent");
    CHECK(people[0].legal_basis_source == "přihláška 2025");
    CHECK(people[1].legal_basis.empty());
    CHECK_FALSE(people[1].legal_basis_at);
    CHECK(people[2].legal_basis == "contract");
    CHECK(people[3].legal_basis_at == from_iso("2025-01-31"));
}

TEST_CASE("a dry run reports all and leaves nothing, on both stores")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    ImportOptions options = town.options();
    options.dry_run = true;
    options.group = "mládež";
    const std::string file = "jméno;email\nJana A;a@lipova.example\nPetr B;a@lipova.example\nchyba;není adresa\n";
    const std::int64_t audited = town.number("SELECT COUNT(*) FROM audit_log");
    const ImportReport dry = town.import(file, options);
    CHECK(town.everything().empty());
    CHECK(town.number("SELECT COUNT(*) FROM imports") == 0);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log") == audited);
    options.dry_run = false;
    ImportReport real = town.import(file, options);
    CHECK(real.import_id > 0);
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE import_id = " + std::to_string(real.import_id)) == 2);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log") == audited + 1);
    CHECK(town.text("SELECT report FROM imports").find("jana") == std::string::npos);
    real.import_id = 0;
    real.dry_run = true;
    CHECK(json::write(to_json(real)) == json::write(to_json(dry)));
}

TEST_CASE("organisations never see each other's people")
{
    Town town;
    organisations::Organisation other = town.organisation();
    other.key = "jina";
    other = organisations::add_organisation(town.database(), ManualClock(from_iso("2026-01-01")), "test", other);
    town.import("id;jméno;email\n1;Jana A;a@lipova.example\n");
    ImportOptions options = town.options();
    options.organisation = other;
    CHECK(town.import("id;jméno;email\n1;Jana A;a@lipova.example\n", options).added == 1);
    store::Session session = town.database().session();
    CHECK(count_contacts(session, other.id) == 1);
    CHECK_FALSE(find_contact(session, other.id, town.people().front().id));
}

TEST_CASE("a list longer than one statement holds is taken whole, on both stores")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    std::string file = "číslo;jméno;příjmení;email;kroužek;skupina\n";
    for (int i = 0; i < 257; ++i)
        file += std::to_string(i) + ";Jana" + std::to_string(i) + ";Testová;rodina@x.example;kroužek " +
                std::to_string(i) + ";ženy\n";
    const ImportReport report = town.import(file);
    check_sum(report);
    CHECK(report.added == 257);
    CHECK(report.possible_duplicates == 256);
    CHECK(town.number("SELECT COUNT(*) FROM possible_duplicates") == 256);
    CHECK(town.number("SELECT COUNT(*) FROM group_members") == 257);
    const auto people = town.people();
    for (std::size_t i = 0; i < people.size(); ++i)
        CHECK(people[i].attributes.at("krouzek") == "kroužek " + people[i].external_id);
    const std::string before = town.everything();
    CHECK(town.import(file).unchanged == 257);
    CHECK(town.everything() == before);
}

TEST_CASE("small slips in emails and phones are understood, and words for none are none")
{
    Town town;
    const ImportReport report = town.import("Příjmení;E-mail;Telefon\n"
                                            "A;jana @lipova.example;mobil 601123456\n"
                                            "B;petr@lipova.example.;601 123 457 (manžel)\n"
                                            "C;nemá;–\n"
                                            "D;-;601 po 16 hod 123456\n");
    check_sum(report);
    const std::vector<Contact> people = town.people();
    REQUIRE(people.size() == 3);
    CHECK(people[0].email == "jana@lipova.example");
    CHECK(people[0].phone == "+420601123456");
    CHECK(people[1].email == "petr@lipova.example");
    CHECK(people[1].phone == "+420601123457");
    CHECK(people[2].email.empty());
    CHECK(people[2].phone.empty());
    REQUIRE(report.rejected.size() == 1);
    CHECK(report.rejected[0].line == 5);
    CHECK(report.warnings.size() == 6); // two numbers in company, three cells for none, one person without an address
}

TEST_CASE("a legal basis cited by article, paragraph and letter is understood")
{
    Town town;
    town.import("Příjmení;E-mail;Právní základ\n"
                "A;a@lipova.example;čl. 6 odst. 1 písm. e) GDPR\n"
                "B;b@lipova.example;art. 6 nr. 1 bokstav a\n"
                "C;c@lipova.example;GDPR art. 6 (1) b\n"
                "D;d@lipova.example;čl. 6 odst. 1 písm. f)\n"
                "E;e@lipova.example;čl. 6 odst. 1 písm. a) a e)\n");
    std::string bases;
    for (const Contact& contact : town.people())
        bases += contact.legal_basis + ",";
    CHECK(bases == "public_task,consent,contract,,,");
}

TEST_CASE(
    "a quote that was forgotten makes no person of the lines that follow: its line is named, the others are taken")
{
    const std::vector<std::string> files = {
        // closed by the next that opens, by none, by a stray one at the end of a line, and within a last column of
        // notes
        "Jméno,Příjmení,E-mail,Poznámka\n\"Jana,Vzorová,jana@x.example,\nPetr,Zkušební,petr@x.example,\n"
        "\"Eva\",Ukázková,eva@x.example,ano\n",
        "Jméno,Příjmení,E-mail,Poznámka\n\"Jana,Vzorová,jana@x.example,\nPetr,Zkušební,petr@x.example,\n"
        "Eva,Ukázková,eva@x.example,ano\n",
        "Jméno,Příjmení,E-mail,Poznámka\n\"Jana,Vzorová,jana@x.example,\nPetr,Zkušební,petr@x.example,\n"
        "Eva,Ukázková,eva@x.example,ano\"\n",
        "Jméno,Příjmení,E-mail,Poznámka\nJana,Vzorová,jana@x.example,\"přijde\nPetr,Zkušební,petr@x.example,\n"
        "Eva,Ukázková,eva@x.example,ano\"\n",
    };
    for (const std::string& file : files) {
        CAPTURE(file);
        Town town;
        const ImportReport report = town.import(file);
        check_sum(report);
        CHECK(report.rows == 3);
        CHECK(report.added == 2);
        REQUIRE(report.rejected.size() == 1);
        CHECK(report.rejected[0].line == 2);
        CHECK_THAT(report.rejected[0].reason, Contains("the quote opened on line 2"));
        for (const Contact& person : town.people())
            CHECK_THAT(person.given_name + person.family_name + person.email, !Contains("\n"));
    }
}

TEST_CASE("a cell of several lines that is quoted as it should be is its person's, and makes nobody of its lines")
{
    const std::vector<std::string> files = {
        // prose with as many commas as the table has, two numbers in one cell, and a name on two lines
        "Jméno,E-mail,Poznámka\nJana Vzorová,jana@x.example,\"má ráda čaj\nmá psa, kočku, dvě děti\"\n"
        "Petr Zkušební,petr@x.example,\n",
        "Jméno;E-mail;Telefon\r\nJana Vzorová;jana@x.example;\"601 123 456\r\n602 234 567\"\r\n"
        "Petr Zkušební;petr@x.example;\r\n",
        "Jméno,E-mail,Poznámka\n\"Jana\nVzorová\",jana@x.example,\nPetr Zkušební,petr@x.example,\n",
        "Jméno\tE-mail\tPoznámka\nJana Vzorová\t\"jana@x.example\nvzorova@x.example\"\t\n"
        "Petr Zkušební\tpetr@x.example\t\n",
    };
    for (const std::string& file : files) {
        CAPTURE(file);
        Town town;
        const ImportReport report = town.import(file);
        check_sum(report);
        CHECK(report.rows == 2);
        CHECK(report.rejected.empty());
        const auto people = town.people();
        REQUIRE(people.size() == 2);
        CHECK(people[0].given_name + " " + people[0].family_name == "Jana Vzorová");
        CHECK(people[0].email == "jana@x.example");
        CHECK(people[1].family_name == "Zkušební");
    }
}

TEST_CASE("numbers and groups on lines of their own are several, as with commas")
{
    Town town;
    const ImportReport report = town.import("Jméno;Telefon;Skupiny\nJana Vzorová;\"601 123 456\n602 234 567\";"
                                            "\"Senioři\nZahrádkáři\"\n");
    CHECK(report.added == 1);
    REQUIRE(town.people().size() == 1);
    CHECK(town.people()[0].phone == "+420601123456");
    CHECK(town.number("SELECT COUNT(*) FROM group_members") == 2);
}

TEST_CASE("a word for no address is no wrong address")
{
    for (const char* word : {"nemá", "N/A", "x", "X", "--", "ingen", "Har ikkje", "none"}) {
        CAPTURE(word);
        Town town;
        const ImportReport report =
            town.import("Jméno;E-mail;Telefon\nJana Vzorová;" + std::string(word) + ";601 123 456\n");
        CHECK(report.added == 1);
        CHECK(report.rejected.empty());
        REQUIRE(report.warnings.size() == 1);
        CHECK(report.warnings[0].reason == "is taken for none");
    }
}
