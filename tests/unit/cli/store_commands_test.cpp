// SPDX-License-Identifier: EUPL-1.2
#include "base/config.h"
#include "delivery/daemon_lock.h"
#include "store/database.h"
#include "tests/support/test_store.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("dosah migrate makes the schema and the key once, and has nothing to do the second time")
{
    Shell shell(false);
    const Ran first = shell.run({"migrate", "--json"});
    CHECK(first.status == 0);
    CHECK(first.object()->getArray("applied")->getElement<std::string>(0) == "0001_organisations.sql");
    const std::string key = read_file(shell.path("key"));
    CHECK(std::filesystem::status(shell.path("key")).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(shell.run({"migrate", "--json"}).out == "{\"applied\":[]}\n");
    CHECK(shell.run({"migrate"}).out == "nothing to apply\n");
    CHECK(read_file(shell.path("key")) == key);
}

TEST_CASE("a store that is not there or not migrated is refused, and the remedy named")
{
    Shell shell(false);
    const Ran none = shell.run({"org", "list", "--json"});
    CHECK(none.status == 1);
    CHECK(none.error_kind() == "missing");
    CHECK_THAT(none.err, Contains("no store at " + shell.path("store.sqlite")) && Contains("dosah migrate"));
    CHECK_FALSE(std::filesystem::exists(shell.path("store.sqlite")));
    shell.write("store.sqlite", "");
    const Ran empty = shell.run({"org", "list", "--json"});
    CHECK(empty.status == 1);
    CHECK(empty.error_kind() == "conflict");
    CHECK_THAT(empty.err, Contains("dosah migrate"));
    shell.write("store.sqlite", "this is no database at all, but a text that somebody left here");
    CHECK(shell.run({"org", "list"}).status == 1);
}

TEST_CASE("a store url that is none is refused")
{
    Shell shell(false);
    const Ran ran = shell.run({"migrate", "--store.url=mysql://x"});
    CHECK(ran.status != 0);
    CHECK_THAT(ran.err, Contains("sqlite:"));
}

TEST_CASE("dosah config prints every key with its default")
{
    Shell shell(false);
    const Ran ran = shell.run({"config"});
    CHECK(ran.status == 0);
    const json::Array::Ptr list = shell.run({"config", "--json"}).array();
    REQUIRE(list->size() == config_keys().size());
    for (std::size_t i = 0; i < config_keys().size(); ++i) {
        CHECK_THAT(ran.out, Contains(config_keys()[i].name + " = " + config_keys()[i].initial + "\n"));
        CHECK(list->getObject(static_cast<unsigned>(i))->getValue<std::string>("name") == config_keys()[i].name);
    }
    CHECK_THAT(ran.out, Contains("store.url_file"));
}

namespace {

/// A town whose campaign is scheduled for this moment, and a person to invite.
void launch_forum(Shell& shell, const std::string& store)
{
    const auto done = [&](std::vector<std::string> words, const std::string& input = "") {
        words.push_back("--store.url=" + store);
        const Ran ran = shell.run(words, input);
        CAPTURE(words, ran.err);
        REQUIRE(ran.status == 0);
    };
    done({"migrate"});
    done({"org", "add", "lipova", "--name", "Lipová", "--sender-email", "posta@lipova.example", "--no-approval"});
    done({"connector", "add", "smtp", "mail", "--org", "lipova", "--set", "host=relay.example", "--secret-file",
          "password=" + shell.write("secret", "tajné")});
    done({"contacts", "import", shell.write("people.csv", "email;jméno\njana@osoba.example;Jana\n"), "--org", "lipova",
          "--legal-basis", "public_task"});
    for (const char* key : {"forum", "anketa"})
        done(
            {"campaign", "load",
             shell.write(
                 "campaign.json",
                 std::string(R"({"key": ")") + key +
                     R"(", "audience": "has email", "channels": ["email"], "event": {"title": "Fórum", "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})"),
             "--org", "lipova"});
    done({"campaign", "launch", "forum", "--org", "lipova"});
}

} // namespace

TEST_CASE("dosah backup and dosah restore bring a store back, its campaigns paused")
{
    const auto [from, to] = GENERATE(table<StoreKind, StoreKind>({{StoreKind::sqlite, StoreKind::sqlite},
                                                                  {StoreKind::sqlite, StoreKind::postgresql},
                                                                  {StoreKind::postgresql, StoreKind::sqlite},
                                                                  {StoreKind::postgresql, StoreKind::postgresql}}));
    Shell shell(false);
    const std::string old =
        from == StoreKind::sqlite ? "sqlite:" + shell.path("store.sqlite") : new_postgresql_database();
    launch_forum(shell, old);
    const std::string file = shell.path("backup");
    {
        const delivery::DaemonLock daemon(old); // a daemon that runs is not in its way
        const Ran made = shell.run({"backup", file, "--json", "--store.url=" + old});
        CAPTURE(made.err);
        REQUIRE(made.status == 0);
        CHECK(made.object()->getValue<std::int64_t>("rows") > 10);
        CHECK(made.object()->getValue<std::string>("file") == file);
    }
    CHECK(shell.run({"backup", file, "--store.url=" + old}).status == 1);
    CHECK_THAT(shell.run({"backup", shell.path("second"), "--store.url=" + old}).out,
               Contains("The key file") && Contains("is not in it"));

    const std::string url =
        to == StoreKind::sqlite ? "sqlite:" + shell.path("new/store.sqlite") : new_postgresql_database();
    const Ran back = shell.run({"restore", file, "--store.url=" + url});
    CAPTURE(back.out, back.err);
    REQUIRE(back.status == 0);
    CHECK_THAT(back.out, Contains("lipova forum: was scheduled, is paused; 1 in doubt, 0 waiting") &&
                             Contains("1 message(s) became in doubt") && Contains("lipova anketa (draft)") &&
                             Contains("Opt-outs since") && !Contains("KEY FILE DOES NOT FIT"));
    const auto on_new = [&](std::vector<std::string> words) {
        words.push_back("--store.url=" + url);
        return shell.run(words);
    };
    CHECK_THAT(on_new({"campaign", "list", "--org", "lipova"}).out, Contains("forum  paused"));
    CHECK_THAT(on_new({"indoubt", "list", "--org", "lipova"}).out, Contains("jana@osoba.example  restored  forum"));
    CHECK_THAT(on_new({"campaign", "timeline", "forum", "--org", "lipova"}).out, Contains("restored from a backup of"));
    CHECK(on_new({"indoubt", "resend", "--all", "--org", "lipova", "--count", "1"}).status == 1);
    CHECK(on_new({"campaign", "resume", "forum", "--org", "lipova"}).status == 0);
    CHECK(on_new({"indoubt", "resend", "--all", "--org", "lipova", "--count", "1"}).status == 0);

    const Ran again = on_new({"restore", file, "--json"});
    CHECK(again.error_kind() == "conflict");
    CHECK_THAT(again.err, Contains("not empty") && Contains("--force"));
    const Ran forced = on_new({"restore", file, "--force", "--nothing-sent-since", "--json"});
    CHECK(forced.status == 0);
    CHECK(forced.object()->getValue<int>("in_doubt") == 0);
    CHECK(forced.object()->getArray("paused")->getObject(0)->getValue<int>("waiting") == 1);
    CHECK(forced.object()->getArray("not_launched")->size() == 1);
    CHECK(forced.object()->getValue<std::string>("key_problem").empty());
}

TEST_CASE("dosah restore --in-place settles a store that was brought back by other means")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Shell shell(false);
    const std::string url =
        kind == StoreKind::sqlite ? "sqlite:" + shell.path("store.sqlite") : new_postgresql_database();
    launch_forum(shell, url);
    const Ran back =
        shell.run({"restore", "--in-place", "--as-of", "2026-11-20T02:00", "--json", "--store.url=" + url});
    CAPTURE(back.err);
    REQUIRE(back.status == 0);
    CHECK(back.object()->getValue<int>("in_doubt") == 1);
    CHECK(back.object()->getValue<std::string>("made_at") == "2026-11-20T02:00:00Z");
}

TEST_CASE("dosah restore refuses while a daemon works, and says so when the key file is another one")
{
    Shell shell(false);
    const std::string url = "sqlite:" + shell.path("store.sqlite");
    launch_forum(shell, url);
    const std::string file = shell.path("backup");
    REQUIRE(shell.run({"backup", file}).status == 0);
    {
        const delivery::DaemonLock daemon(url);
        const Ran refused = shell.run({"restore", file, "--force", "--json"});
        CHECK(refused.error_kind() == "conflict");
        CHECK_THAT(refused.err, Contains("daemon"));
        CHECK(shell.run({"restore", "--in-place"}).status == 1);
    }
    const std::string postgresql = new_postgresql_database();
    {
        const store::Database daemon(postgresql, 1);
        CHECK_THAT(shell.run({"restore", file, "--store.url=" + postgresql}).err, Contains("other connection"));
    }
    std::filesystem::remove(shell.path("key"));
    CHECK_THAT(shell.run({"restore", file, "--force"}).out, Contains("there is no key file"));
    shell.write("key", read_file(shell.path("secret")));
    CHECK_THAT(shell.run({"restore", file, "--force"}).out, Contains("KEY FILE DOES NOT FIT"));
    CHECK(shell.run({"restore", shell.path("none")}).status == 2);
    CHECK(shell.run({"restore", file, "--as-of", "2026-01-01"}).status == 2);
    CHECK(shell.run({"restore"}).status == 2);
    CHECK(shell.run({"backup"}).status == 2);
}
