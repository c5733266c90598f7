// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"
#include "tests/support/queue.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A campaign that runs, with two people of whom one was sent the invitation.
struct Running
{
    explicit Running(bool approval = false)
    {
        if (approval) {
            shell.run({"org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "posta@lipova.example"});
        } else {
            shell.found_town();
        }
        shell.run({"user", "add", "ema@lipova.example", "--org", "lipova", "--name", "Ema Zkušební", "--password-file",
                   shell.write("heslo", "modrá-lavička-7")});
        shell.run({"connector", "add", "capture", "mail", "--org", "lipova"});
        shell.run({"contacts", "import",
                   shell.write("lide.csv", "jméno,e-mail\nJana Vzorová,jana@osoba.example\nPetr Vzorový,"
                                           "petr@osoba.example\n"),
                   "--org", "lipova", "--legal-basis", "public_task"});
        shell.run({"campaign", "load",
                   shell.write("forum.json",
                               R"({"key": "forum", "name": "Fórum", "audience": "has email", "channels": ["email"],
                    "event": {"title": "Fórum o parku", "place": "Sokolovna", "starts": "2099-12-10T17:00",
                              "ends": "2099-12-10T19:00"}})"),
                   "--org", "lipova", "--as", "ema"});
        if (approval) shell.run({"campaign", "approve", "forum", "--org", "lipova", "--as", "olga"});
        shell.run({"campaign", "launch", "forum", "--org", "lipova", "--as", "ema"});
        store::Database database("sqlite:" + shell.path("store.sqlite"), 2);
        auto session = database.session();
        session.run("UPDATE campaigns SET state = 'running'");
        session.run("UPDATE messages SET state = 'accepted' WHERE address = 'jana@osoba.example'");
        tests::follow_states(session);
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.begin(), "campaign");
        words.insert(words.end(), {"--org", "lipova"});
        return shell.run(words);
    }

    Shell shell;
};

} // namespace

TEST_CASE("campaign event changes an event and says how many are told, cancel-event ends it")
{
    Running town;
    const std::string file = town.shell.write("zmena.json", R"({"place": "Knihovna"})");
    const Ran changed = town.run({"event", "forum", file, "--json"});
    CHECK(changed.object()->getValue<int>("notices") == 1);
    CHECK(changed.object()->getValue<bool>("applied"));
    CHECK(changed.object()->getValue<int>("calendar_sequence") == 1);
    const Ran again = town.run({"event", "forum", file});
    CHECK(again.status == 1);
    CHECK_THAT(again.err, Contains("already so"));
    CHECK_THAT(town.run({"event", "forum"}).err, Contains("FILE is missing"));
    CHECK_THAT(town.run({"event", "forum", town.shell.write("x.json", R"({"capacity": 10})")}).out,
               Contains("nobody has to be told"));
    CHECK_THAT(town.run({"status", "forum"}).out, Contains("places: 0 of 10 taken, 0 waiting"));
    CHECK_THAT(town.run({"cancel-event", "forum", "--reason", "Řečník onemocněl."}).out,
               Contains("done; 1 notice planned"));
    CHECK(town.run({"cancel-event", "forum", "--json"}).error_kind() == "conflict");
}

TEST_CASE("campaign approve-event takes a second person, withdraw-event takes a proposal back")
{
    Running town(true);
    const std::string file = town.shell.write("zmena.json", R"({"place": "Knihovna"})");
    CHECK_THAT(town.run({"event", "forum", file, "--as", "ema"}).out, Contains("campaign approve-event forum"));
    CHECK_THAT(town.run({"approve-event", "forum", "--as", "ema"}).err, Contains("somebody else"));
    CHECK_THAT(town.run({"withdraw-event", "forum", "--as", "ema"}).out, Contains("withdrawn"));
    CHECK(town.run({"approve-event", "forum", "--as", "olga", "--json"}).error_kind() == "missing");
    town.run({"event", "forum", file, "--as", "ema"});
    CHECK(town.run({"approve-event", "forum", "--as", "olga", "--json"}).object()->getValue<int>("notices") == 1);
}

TEST_CASE("campaign test sends one message to a user and ends with 1 when it was not accepted")
{
    Running town;
    const Ran sent = town.run({"test", "forum", "--to", "ema@lipova.example", "--locale", "nb", "--json"});
    CHECK(sent.status == 0);
    CHECK(sent.object()->getValue<std::string>("outcome") == "accepted");
    CHECK_THAT(sent.object()->getValue<std::string>("subject"), Contains("[Prøve]"));
    CHECK(town.run({"test", "forum", "--to", "ema@lipova.example"}).out.substr(0, 4) == "sent");
    const Ran foreign = town.run({"test", "forum", "--to", "nikdo@jinde.example"});
    CHECK(foreign.status == 1);
    CHECK_THAT(foreign.err, Contains("--force"));
    CHECK(town.run({"test", "forum", "--to", "nikdo@jinde.example", "--force", "--contact", "1"}).status == 0);
    CHECK_THAT(town.run({"test", "forum", "--to", "ema@lipova.example", "--contact", "x"}).err, Contains("--contact"));
}
