// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A campaign that runs, with two people to whom the invitation was sent.
struct Running
{
    explicit Running(bool approval = false)
    {
        if (approval) {
            shell.run({"org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "posta@lipova.example"});
        } else {
            shell.found_town();
        }
        shell.run({"connector", "add", "capture", "mail", "--org", "lipova"});
        shell.run({"contacts", "import",
                   shell.write("lide.csv", "jméno,e-mail\nJana Vzorová,jana@osoba.example\nPetr Vzorový,"
                                           "petr@osoba.example\n"),
                   "--org", "lipova", "--legal-basis", "public_task"});
        shell.run({"campaign", "load",
                   shell.write("forum.json",
                               R"({"key": "forum", "name": "Fórum", "audience": "has email", "channels": ["email"],
                    "event": {"title": "Fórum o parku", "place": "Sokolovna", "starts": "2099-12-10T17:00",
                              "ends": "2099-12-10T19:00"},
                    "waves": [{"kind": "reminder", "after": "P7D"}, {"kind": "feedback", "after": "P14D"}]})"),
                   "--org", "lipova", "--as", "ema"});
        if (approval) shell.run({"campaign", "approve", "forum", "--org", "lipova", "--as", "olga"});
        shell.run({"campaign", "launch", "forum", "--org", "lipova", "--as", "ema"});
        sql("UPDATE campaigns SET state = 'running'");
        sql("UPDATE messages SET state = 'accepted'");
        sql("DELETE FROM queue");
    }

    void sql(const std::string& text)
    {
        store::Database database("sqlite:" + shell.path("store.sqlite"), 2);
        database.session().run(text);
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.begin(), "campaign");
        words.insert(words.end(), {"--org", "lipova"});
        return shell.run(words);
    }

    std::string feedback(const std::string& done = "Přidáme šest.")
    {
        return shell.write("ohlas.json",
                           R"({"after": "P10D", "content": [{"said": "Víc laviček.", "done": ")" + done +
                               R"("}, {"said": "Kavárna.", "not_done": "Nebude.", "why": "Provoz nezaplatíme."}]})");
    }

    Shell shell;
};

} // namespace

TEST_CASE("campaign wave set writes a wave after the launch, wave show prints it, wave withdraw takes it back")
{
    Running town;
    CHECK_THAT(
        town.run({"status", "forum"}).out,
        Contains("wave reminder: to come at 20") &&
            Contains("wave feedback: waits for content at 2099-12-24T18:00:00Z, not after 2100-06-08T18:00:00Z") &&
            Contains("email accepted: 2") && Contains("attended: 0"));
    const Ran set = town.run({"wave", "set", "forum", "feedback", town.feedback(), "--as", "ema"});
    CHECK(set.status == 0);
    CHECK_THAT(set.out, Contains("wave feedback of campaign forum: to_come, text "));
    const Ran shown = town.run({"wave", "show", "forum", "feedback"});
    CHECK_THAT(shown.out, Contains("\"after\":\"P10D\"") && Contains("Nebude."));
    const auto waves = town.run({"status", "forum", "--json"}).object()->getArray("waves");
    REQUIRE(waves->size() == 3);
    CHECK(waves->getObject(2)->getValue<std::string>("begins") == "2099-12-20T18:00:00Z");
    CHECK(waves->getObject(0)->getObject("progress")->getObject("email")->getValue<int>("accepted") == 2);
    CHECK_THAT(town.run({"timeline", "forum"}).out, Contains("feedback_set  cli:ema  (text "));
    CHECK_THAT(town.run({"wave", "withdraw", "forum", "reminder", "--as", "ema"}).out, Contains("withdrawn"));

    const Ran twice = town.run({"wave", "withdraw", "forum", "reminder"});
    CHECK(twice.status == 1);
    CHECK_THAT(twice.err, Contains("no wave \"reminder\" is to come"));
    CHECK_THAT(town.run({"wave", "set", "forum", "feedback"}).err, Contains("FILE is missing"));
    CHECK_THAT(town.run({"wave", "set", "forum", "fedback", town.feedback()}).err, Contains("feedback"));
    CHECK(town.run({"wave", "set", "forum", "feedback", town.shell.write("x.json", "{}")}).status == 2);
    const Ran none = town.run({"wave", "show", "forum", "thanks"});
    CHECK(none.status == 1);
    CHECK_THAT(none.err, Contains("has no wave \"thanks\""));
}

TEST_CASE("campaign wave approve puts what was set in force, and takes a second person")
{
    Running town(true);
    const Ran set = town.run({"wave", "set", "forum", "feedback", town.feedback(), "--as", "ema", "--json"});
    CHECK(set.object()->getValue<bool>("waits_for_approval"));
    const auto hash = set.object()->getValue<std::string>("text");
    CHECK_THAT(town.run({"status", "forum"}).out,
               Contains("text " + hash.substr(0, 12) + " by cli:ema waits for approval"));
    CHECK_THAT(town.run({"wave", "show", "forum", "feedback", "--proposed"}).out, Contains("Přidáme šest."));
    CHECK_THAT(town.run({"wave", "show", "forum", "feedback"}).out, !Contains("Přidáme šest."));
    const Ran own = town.run({"wave", "approve", "forum", "feedback", "--as", "ema"});
    CHECK(own.status == 1);
    CHECK_THAT(own.err, Contains("somebody else has to approve it"));
    const Ran other = town.run({"wave", "approve", "forum", "feedback", "--text", "0123456789", "--as", "olga"});
    CHECK(other.status == 1);
    CHECK_THAT(town.run({"wave", "approve", "forum", "feedback", "--text", hash, "--as", "olga"}).out,
               Contains("to_come"));
    CHECK_THAT(town.run({"wave", "show", "forum", "feedback"}).out, Contains("Přidáme šest."));
    CHECK(town.run({"wave", "show", "forum", "feedback", "--proposed"}).status == 1);
}

TEST_CASE("campaign attended records who came, one by one or from a list, and takes it back")
{
    Running town;
    const Ran early = town.run({"attended", "forum", "--email", "jana@osoba.example"});
    CHECK(early.status == 1);
    CHECK_THAT(early.err, Contains("nobody can have come yet"));
    town.sql("UPDATE campaigns SET definition = replace(definition, '2099-12-10', '2026-01-10')");
    const std::string list =
        town.shell.write("prisli.csv", "jméno;e-mail\nJana;jana@osoba.example\nEva;eva@osoba.example\n");
    const Ran ran = town.run({"attended", "forum", list, "--source", "prezenční listina", "--as", "ema", "--json"});
    CHECK(ran.status == 1); // somebody could not be told
    CHECK(ran.object()->getValue<int>("recorded") == 1);
    REQUIRE(ran.object()->getArray("problems")->size() == 1);
    const std::string problem = ran.object()->getArray("problems")->getElement<std::string>(0);
    CHECK_THAT(problem, Contains("line 3: ") && Contains("not among") && !Contains("eva@osoba"));
    CHECK_THAT(town.run({"attended", "forum", "--email", "JANA@osoba.example", "--contact", "2"}).out,
               Contains("recorded: 1") && Contains("recorded before: 1"));
    CHECK_THAT(town.run({"status", "forum"}).out, Contains("attended: 2"));
    const Ran back = town.run({"attended", "forum", "--contact", "2", "--withdraw"});
    CHECK(back.status == 0);
    CHECK_THAT(back.out, Contains("withdrawn: 1"));
    CHECK_THAT(town.run({"attended", "forum"}).err, Contains("who came is missing"));
    CHECK_THAT(town.run({"attended", "forum", "--contact", "jana"}).err, Contains("--contact 17"));
}
