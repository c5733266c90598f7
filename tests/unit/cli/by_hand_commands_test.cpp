// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "campaigns/short_code.h"
#include "store/database.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A campaign that runs, with letters due to two people, one of whom has a telephone too.
struct ByPost
{
    ByPost()
    {
        shell.found_town();
        shell.run({"connector", "add", "post", "dopisy", "--org", "lipova", "--set",
                   "sender=Město Lipová, Náměstí 1, 123 45 Lipová"});
        shell.run({"contacts", "import",
                   shell.write("lide.csv", "jméno;adresa;telefon\nJana Vzorová;\"Dlouhá 1, 123 45 Lipová\";\n"
                                           "Petr Vzorový;\"Dlouhá 2, 123 45 Lipová\";602 000 001\n"),
                   "--org", "lipova", "--legal-basis", "public_task"});
        shell.run({"campaign", "load", shell.write("forum.json", R"({"key": "forum", "name": "Fórum", "audience": "all",
                    "channels": ["letter"], "event": {"title": "Fórum o parku", "place": "Sokolovna",
                    "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})"),
                   "--org", "lipova"});
        launched = shell.run({"campaign", "launch", "forum", "--org", "lipova"});
        sql("UPDATE campaigns SET state = 'running'");
        sql("UPDATE lanes SET open = TRUE");
        sql("UPDATE messages SET state = 'queued'");
        sql("UPDATE queue SET stage = 'queued', due_at = 0");
    }

    void sql(const std::string& text)
    {
        store::Database database("sqlite:" + shell.path("store.sqlite"), 2);
        database.session().run(text);
    }

    std::int64_t count(const std::string& text)
    {
        store::Database database("sqlite:" + shell.path("store.sqlite"), 2);
        return database.session().query(text).integer(0, 0);
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.end(), {"--org", "lipova"});
        return shell.run(words);
    }

    /// The code in large letters of the only letter of a file.
    static std::string code_in(const std::string& file)
    {
        std::ifstream in(file);
        const std::string text(std::istreambuf_iterator<char>(in), {});
        const std::string mark = "<b class=\"code\">";
        const std::size_t begin = text.find(mark) + mark.size();
        return text.substr(begin, text.find('<', begin) - begin);
    }

    Shell shell;
    Ran launched;
};

} // namespace

TEST_CASE("letters print takes what is due to a file once, and letters returned takes one back")
{
    ByPost town;
    REQUIRE(town.launched.status == 0);
    CHECK_THAT(town.run({"letters", "status", "forum"}).out, Contains("waiting: 2"));
    const std::string file = town.shell.path("dopis.html");
    const Ran first = town.run({"letters", "print", "forum", "--out", file, "--limit", "1"});
    CHECK(first.status == 0);
    CHECK_THAT(first.out, Contains("print 1, 1 letter"));
    CHECK(std::filesystem::status(file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const std::string code = ByPost::code_in(file);
    const auto rest = town.run({"letters", "print", "forum", "--out", town.shell.path("b.html"), "--json"}).object();
    CHECK(rest->getValue<int>("letters") == 1);
    const Ran none = town.run({"letters", "print", "forum", "--out", town.shell.path("c.html")});
    CHECK_THAT(none.out, Contains("no letter is waiting"));
    CHECK_FALSE(std::filesystem::exists(town.shell.path("c.html")));
    CHECK_FALSE(std::filesystem::exists(town.shell.path("c.html.part")));
    CHECK_THAT(town.run({"letters", "print", "forum", "--out", town.shell.path("d.html"), "--again", "1"}).out,
               Contains("printed before: no new letters"));
    CHECK(ByPost::code_in(town.shell.path("d.html")) == code);
    CHECK_THAT(town.run({"letters", "status", "forum"}).out, Contains("print 2") && Contains("waiting: 0"));
    CHECK_THAT(town.run({"letters", "returned", code}).out, Contains("returned: 1"));
    CHECK(town.run({"letters", "returned", code}).status == 1);
    CHECK(town.run({"letters", "returned", "XXXX-XXXX-XXXX"}).status == 2);
    CHECK_THAT(town.run({"campaign", "status", "forum"}).out, Contains("letter bounced: 1"));
}

TEST_CASE("responses record takes an answer by the code of a letter or by contact")
{
    ByPost town;
    const std::string file = town.shell.path("dopis.html");
    town.run({"letters", "print", "forum", "--out", file, "--limit", "1"});
    const std::string code = ByPost::code_in(file);
    CHECK(town.run({"responses", "record", "forum", "--channel", "letter", "--code", code, "--answer", "yes",
                    "--companions", "2", "--need", "childcare"})
              .status == 0);
    CHECK_THAT(town.run({"responses", "record", "forum", "--channel", "phone", "--contact", "2", "--answer", "no",
                         "--no-more"})
                   .out,
               Contains("recorded"));
    const auto answers = town.run({"campaign", "status", "forum", "--json"}).object()->getObject("answers");
    CHECK(answers->getValue<int>("yes") == 1);
    CHECK(answers->getValue<int>("no") == 1);
    CHECK(town.run({"responses", "record", "forum", "--channel", "letter", "--answer", "yes"}).status == 2);
    CHECK(
        town.run({"responses", "record", "forum", "--channel", "email", "--contact", "1", "--answer", "yes"}).status ==
        2);
    CHECK(
        town.run({"responses", "record", "forum", "--channel", "phone", "--contact", "77", "--answer", "yes"}).status ==
        1);
}

TEST_CASE("phone list says whom to call, phone record keeps what came of it")
{
    ByPost town;
    CHECK(town.run({"phone", "list", "forum", "--json"}).array()->size() == 0); // a letter is under way
    town.sql("UPDATE messages SET state = 'skipped'");
    const Ran list = town.run({"phone", "list", "forum"});
    CHECK(list.status == 0);
    CHECK_THAT(list.out, Contains("Petr Vzorový,+420602000001,cs,unreached,0,,") && !Contains("Jana"));
    CHECK(town.run({"phone", "list", "forum", "--json"}).array()->size() == 1);
    CHECK(town.run({"phone", "list", "forum", "--format", "html", "--out", town.shell.path("volat.html")}).status == 0);
    CHECK(std::filesystem::exists(town.shell.path("volat.html")));
    CHECK(town.run({"phone", "list", "forum", "--format", "pdf"}).status == 2);
    // Every one that showed anybody's number, or nobody's, and not the refused one.
    CHECK(town.count("SELECT COUNT(*) FROM audit_log WHERE action = 'phone_list.taken'") == 4);
    CHECK(town.count("SELECT COUNT(*) FROM audit_log WHERE action = 'phone_list.taken' AND detail = '1 people'") == 3);
    CHECK(town.run({"phone", "record", "forum", "--contact", "2", "--result", "no_answer"}).status == 0);
    CHECK_THAT(town.run({"phone", "list", "forum"}).out, Contains(",1,no_answer,"));
    CHECK_THAT(town.run({"phone", "record", "forum", "--contact", "2", "--answer", "maybe"}).out, Contains("answered"));
    CHECK_THAT(town.run({"phone", "list", "forum"}).out, !Contains("Petr"));
    CHECK(town.run({"phone", "record", "forum", "--contact", "2", "--result", "singing"}).status == 2);
}

TEST_CASE("event qr writes the sheet for the door, event walkins counts who came uninvited")
{
    ByPost town;
    const auto sheet = town.run({"event", "qr", "forum", "--out", town.shell.path("dvere.html"), "--json"}).object();
    CHECK_THAT(sheet->getValue<std::string>("url"), Contains("/door/"));
    CHECK(std::filesystem::exists(town.shell.path("dvere.html")));
    CHECK(town.run({"event", "walkins", "forum", "--add", "1"}).status == 1); // nobody can have come yet
    town.sql("UPDATE campaigns SET definition = replace(definition, '2099-12-10', '2026-01-10')");
    CHECK_THAT(town.run({"event", "walkins", "forum", "--add", "3", "--first-time", "yes"}).out,
               Contains("came without an invitation: 3"));
    CHECK_THAT(town.run({"event", "walkins", "forum", "--remove", "1"}).out, Contains("(no group): 2"));
    CHECK(town.run({"event", "walkins", "forum", "--remove", "9"}).status == 1);
    CHECK_THAT(town.run({"event", "walkins", "forum"}).out, Contains("(no group): 2"));
    CHECK(town.run({"event", "walkins", "forum", "--add", "1", "--group", "nothing"}).status == 2);
}
