// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"
#include "organisations/organisation.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

struct Ran
{
    int status;
    std::string out;
    std::string err;
};

class Office
{
public:
    Office()
    {
        organisations::Organisation town;
        town.key = "lipova";
        town.name = "Město Lipová";
        town.sender_email = "posta@lipova.example";
        organisations::add_organisation(store_.database(), SystemClock(), "test", town);
    }

    Ran run(std::vector<std::string> words, const std::string& input = "")
    {
        words.insert(words.begin(), "--store.url=" + store_.url());
        words.insert(words.end(), {"--org", "lipova"});
        std::istringstream in(input);
        std::ostringstream out;
        std::ostringstream err;
        const int status = cli::run(words, cli::contact_commands(), {}, in, out, err);
        return {status, out.str(), err.str()};
    }

private:
    TestStore store_;
};

constexpr const char* file = "číslo;jméno;příjmení;e-mail;telefon\n"
                             "7;Jana;Testová;jana@x.example;602 987 654\n"
                             ";Petr;Zkušební;chyba;\n";

} // namespace

TEST_CASE("dosah contacts import reports what it took and what it did not")
{
    Office office;
    const Ran dry = office.run({"contacts", "import", "-", "--dry-run"}, file);
    CHECK(dry.status == 0);
    CHECK_THAT(dry.out, Contains("nothing was kept"));
    CHECK(office.run({"contacts", "count"}).out == "0\n");
    const Ran ran = office.run({"contacts", "import", "-", "--legal-basis", "public_task", "--group", "senioři"}, file);
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("separator ;") && Contains("e-mail -> email") && Contains("1 added") &&
                            Contains("line 3, e-mail: \"chyba\" is not an email address"));
    const Ran again = office.run({"contacts", "import", "-", "--json"}, file);
    const json::Object::Ptr report = json::parse_object(again.out, "report");
    CHECK(report->getValue<int>("rows") == 2);
    CHECK(report->getValue<int>("unchanged") == 1);
    CHECK(report->getValue<int>("rejected_rows") == 1);
    CHECK(report->getArray("rejected")->getObject(0)->getValue<int>("line") == 3);
    CHECK(office.run({"contacts", "count", "--json"}).out == "{\"count\":1}\n");
}

TEST_CASE("dosah contacts import takes involvement and group lists too")
{
    Office office;
    office.run({"contacts", "import", "-"}, file);
    const Ran acts =
        office.run({"contacts", "import", "-", "--kind", "involvement", "--act-kind", "attended", "--json"},
                   "číslo;datum\n7;1. 3. 2024\n8;1. 3. 2024\n");
    CHECK(acts.status == 0);
    CHECK_THAT(acts.out, Contains("\"added\":1") && Contains("\"rejected_rows\":1"));
    const Ran list = office.run({"contacts", "import", "-", "--kind", "group", "--group", "ženy", "--json"},
                                "e-mail\njana@x.example\n");
    CHECK_THAT(list.out, Contains("\"added\":1"));
}

TEST_CASE("dosah contacts import ends with 1 when no row was taken and 2 when the words or the file are wrong")
{
    Office office;
    CHECK(office.run({"contacts", "import", "-"}, "e-mail\nchyba\n").status == 1);
    CHECK(office.run({"contacts", "import", "-"}, "barva\nmodrá\n").status == 2);
    const Ran wrong = office.run({"contacts", "import", "-", "--separater", ";"}, file);
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.err, Contains("--separator"));
    CHECK_THAT(office.run({"contacts", "import", "-", "--separator", "dot"}, file).err, Contains("semicolon"));
    CHECK_THAT(office.run({"contacts", "import", "-", "--kind", "people"}, file).err, Contains("involvement"));
}

TEST_CASE("dosah contacts show shows one person of the organisation")
{
    Office office;
    office.run({"contacts", "import", "-"}, file);
    const Ran shown = office.run({"contacts", "show", "1", "--json"});
    CHECK(shown.status == 0);
    CHECK_THAT(shown.out, Contains("\"family_name\":\"Testová\"") && Contains("\"phone\":\"+420602987654\""));
    CHECK_THAT(office.run({"contacts", "show", "1"}).out, Contains("given_name: Jana\n"));
    CHECK(office.run({"contacts", "show", "99"}).status == 1);
    CHECK_THAT(office.run({"contacts", "show", "jana"}).err, Contains("whole number"));
}

TEST_CASE("dosah suppression stops an address and says why")
{
    Office office;
    CHECK_THAT(office.run({"suppression", "show", "602 987 654"}).out, Contains("not suppressed"));
    CHECK(office.run({"suppression", "add", "602 987 654", "--reason", "opt_out", "--source", "telefonát"}).status ==
          0);
    CHECK_THAT(office.run({"suppression", "show", "+420602987654", "--json"}).out,
               Contains("\"reason\":\"opt_out\"") && Contains("telefonát"));
    CHECK_THAT(office.run({"suppression", "show", "602987654"}).out, Contains("opt_out (telefonát)"));
    CHECK(office.run({"suppression", "add", "Jana@X.example"}).out == "suppressed for email\n");
    CHECK_THAT(office.run({"suppression", "add", "modrá"}).err, Contains("neither"));
    CHECK_THAT(office.run({"suppression", "add", "jana@x.example", "--reason", "mood"}).err, Contains("opt_out"));
}

TEST_CASE("dosah contacts import reads a Windows-1250 file as it comes from a town's office")
{
    Office office;
    TemporaryFolder folder;
    // Jméno;Příjmení;E-mail;Telefon;Datum narození / Žofie;Říhová;...;31.12.1980 / "Petr;Jan";Šťastný;...;1980-12-31
    const std::string path =
        folder.write("seznam.csv", "Jm\xE9no;P\xF8\xEDjmen\xED;E-mail;Telefon;Datum narozen\xED\r\n"
                                   "\x8Eofie;\xD8\xEDhov\xE1;zofie@x.example;602 111 222;31.12.1980\r\n"
                                   "\"Petr;Jan\";\x8A\x9D"
                                   "astn\xFD;petr@x.example;;1980-12-31\r\n");
    const Ran dry = office.run({"contacts", "import", path, "--dry-run", "--json"});
    CHECK(dry.status == 0);
    const json::Object::Ptr would = json::parse_object(dry.out, "report");
    CHECK(would->getValue<bool>("dry_run"));
    CHECK(would->getValue<std::string>("encoding") == "Windows-1250");
    CHECK(would->getValue<std::string>("separator") == ";");
    CHECK(would->getValue<int>("added") == 2);
    CHECK(office.run({"contacts", "count"}).out == "0\n");
    CHECK(office.run({"contacts", "import", path}).status == 0);
    CHECK(office.run({"contacts", "count"}).out == "2\n");
    CHECK_THAT(office.run({"contacts", "show", "1", "--json"}).out,
               Contains("\"given_name\":\"Žofie\"") && Contains("\"family_name\":\"Říhová\"") &&
                   Contains("\"phone\":\"+420602111222\"") && Contains("\"birth_year\":1980"));
}

TEST_CASE("dosah contacts import says why nothing was taken of an empty file, a header or bytes")
{
    Office office;
    const Ran empty = office.run({"contacts", "import", "-", "--json"}, "");
    CHECK(empty.status == 2);
    CHECK_THAT(empty.err, Contains("standard input is empty"));
    const Ran header = office.run({"contacts", "import", "-", "--json"}, "\xEF\xBB\xBFjméno;e-mail\r\n");
    CHECK(header.status == 1);
    CHECK(header.err == "dosah: no row of standard input could be taken\n");
    CHECK(json::parse_object(header.out, "report")->getValue<int>("rows") == 0);
    const Ran bytes = office.run({"contacts", "import", "-", "--json"}, std::string("\0\x1b[2J\xFF\xFE\x01;", 8));
    CHECK(bytes.status == 2);
    CHECK(bytes.err.find('\x1b') == std::string::npos);
    std::string wide = "e-mail";
    for (int i = 0; i < 600; ++i)
        wide += ";x";
    CHECK(office.run({"contacts", "import", "-"}, wide + "\n").err == "dosah: line 1: more than 500 columns\n");
    CHECK_THAT(office.run({"contacts", "import", "/nowhere/seznam.csv"}).err, Contains("cannot read /nowhere"));
    CHECK_THAT(office.run({"contacts", "import", "-", "--legal-basis-date", "včera"}, file).err,
               Contains("--legal-basis-date: write a date"));
}

TEST_CASE("dosah contacts count counts and dosah suppression add answers in JSON too")
{
    Office office;
    CHECK(office.run({"contacts", "count", "--json"}).out == "{\"count\":0}\n");
    CHECK(office.run({"suppression", "add", "jana@x.example", "--json"}).out ==
          "{\"channel\":\"email\",\"suppressed\":true}\n");
}
