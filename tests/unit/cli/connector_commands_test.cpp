// SPDX-License-Identifier: EUPL-1.2
#include "organisations/connector_account.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("dosah connector add keeps secrets sealed and prints the webhook address")
{
    Shell shell;
    shell.found_town();
    const std::string secret = shell.write("secret", "tajné-heslo\n");
    const Ran ran = shell.run({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=mail.example",
                               "--set=port=25", "--secret-file", "password=" + secret, "--json"});
    REQUIRE(ran.status == 0);
    CHECK(ran.object()->getValue<std::string>("key") == "relay");
    CHECK(ran.object()->getValue<std::string>("connector") == "smtp");
    CHECK_THAT(ran.object()->getValue<std::string>("webhook_url"),
               Catch::StartsWith("http://127.0.0.1:8080/hooks/1/") && Catch::EndsWith("/"));
    CHECK_THAT(ran.out + ran.err, !Contains("tajné"));
    CHECK_THAT(store_bytes(shell), Contains("mail.example") && !Contains("tajné"));
    store::Database database(url(shell), 2);
    const auto accounts = organisations::active_connector_accounts(database, MasterKey::read(shell.path("key")));
    REQUIRE(accounts.size() == 1);
    CHECK(accounts[0].settings.at("port") == "25");
    CHECK(accounts[0].secrets.at("password") == "tajné-heslo");
}

TEST_CASE("dosah connector add refuses wrong settings and repeats no secret")
{
    Shell shell;
    shell.found_town();
    const auto add = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"connector", "add"});
        more.insert(more.end(), {"--org", "lipova", "--json"});
        return shell.run(more);
    };
    CHECK_THAT(add({"smpt"}).err, Contains("did you mean smtp?"));
    CHECK_THAT(add({"smtp"}).err, Contains("host"));
    CHECK_THAT(add({"smtp", "--set", "hots=x"}).err, Contains("did you mean host?"));
    CHECK_THAT(add({"smtp", "--set", "host"}).err, Contains("NAME=VALUE"));
    CHECK_THAT(add({"smtp", "--set", "host=x", "--secret-file", "password=" + shell.path("none")}).err,
               Contains("cannot read"));
    CHECK_THAT(add({"smtp", "--set", "host=x", "--set", "host=y"}).err, Contains("host is given twice"));
    const Ran wrong_key = add({"smtp", "Relé", "--set", "host=x"});
    CHECK(wrong_key.status == 2);
    CHECK(wrong_key.error_kind() == "input");
    CHECK(add({"capture"}).status == 0);
    CHECK(add({"capture"}).error_kind() == "conflict");
}

TEST_CASE("dosah connector set changes what it names and keeps the rest, secrets sealed")
{
    Shell shell;
    shell.found_town();
    const std::string old_secret = shell.write("secret", "staré-heslo\n");
    REQUIRE(shell
                .run({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=mail.example", "--set",
                      "port=25", "--secret-file", "password=" + old_secret})
                .status == 0);
    const auto set = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"connector", "set"});
        more.insert(more.end(), {"--org", "lipova", "--json"});
        return shell.run(more);
    };
    const auto account = [&] {
        store::Database database(url(shell), 2);
        return organisations::active_connector_accounts(database, MasterKey::read(shell.path("key"))).at(0);
    };
    const Ran ran = set({"relay", "--set", "host=new.example", "--unset", "port", "--secret-file",
                         "password=" + shell.write("next", "nové-heslo\n")});
    REQUIRE(ran.status == 0);
    CHECK_THAT(ran.out + ran.err, !Contains("heslo"));
    CHECK(account().settings == std::map<std::string, std::string>{{"host", "new.example"}});
    CHECK(account().secrets.at("password") == "nové-heslo");
    CHECK_THAT(store_bytes(shell), !Contains("nové"));
    CHECK(set({"relay", "--unset-secret", "password"}).status == 0);
    CHECK(account().secrets.empty());
    CHECK(account().settings.at("host") == "new.example");
    {
        store::Database database(url(shell), 2);
        CHECK(database.session()
                  .query("SELECT detail FROM audit_log WHERE action = 'connector.set' ORDER BY id")
                  .text(0, 0) == R"({"changed":["host","port","password"]})");
    }

    CHECK_THAT(set({"relay"}).err, Contains("--set"));
    CHECK_THAT(set({"relay", "--set", "port=1", "--unset", "port"}).err, Contains("port is named twice"));
    CHECK_THAT(set({"relay", "--unset-secret", "password", "--secret-file", "password=" + old_secret}).err,
               Contains("password is to be taken away too"));
    CHECK_THAT(set({"relya", "--set", "host=x"}).err, Contains("did you mean \"relay\"?"));
    CHECK_THAT(set({"relay", "--set", "hots=x"}).err, Contains("did you mean host?"));
    CHECK_THAT(set({"relay", "--unset", "host"}).err, Contains("host"));
    CHECK_THAT(set({"relay", "--unset", "port"}).err, Contains("no port"));
    CHECK(account().settings.at("host") == "new.example");
}

TEST_CASE("dosah connector list lists one organisation's accounts without their secrets")
{
    Shell shell;
    shell.found_town();
    shell.run({"org", "add", "jedlova", "--name", "Jedlová", "--sender-email", "a@jedlova.example"});
    const std::string secret = shell.write("secret", "tajné-heslo");
    shell.run({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=x", "--secret-file",
               "password=" + secret});
    shell.run({"connector", "add", "capture", "--org", "jedlova"});
    CHECK(shell.run({"connector", "list", "--org", "lipova"}).out == "1  relay  smtp\n");
    CHECK(shell.run({"connector", "list", "--org", "lipova", "--json"}).out ==
          "[{\"id\":1,\"key\":\"relay\",\"connector\":\"smtp\"}]\n");
}

TEST_CASE("dosah connector check ends with 1 when the account cannot work and says why")
{
    Shell shell;
    shell.found_town();
    shell.run({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=mail.example"});
    shell.run({"connector", "add", "capture", "--org", "lipova"});
    const Ran bad = shell.run({"connector", "check", "relay", "--org", "lipova", "--json"});
    CHECK(bad.status == 1);
    CHECK(bad.out == "{\"good\":false,\"text\":\"cannot connect to mail.example\"}\n");
    const Ran good = shell.run({"connector", "check", "capture", "--org", "lipova"});
    CHECK(good.status == 0);
    CHECK_THAT(good.out, Catch::StartsWith("good: "));
    const Ran unknown = shell.run({"connector", "check", "realy", "--org", "lipova", "--json"});
    CHECK(unknown.error_kind() == "missing");
    CHECK_THAT(unknown.err, Contains("did you mean \"relay\""));
}

TEST_CASE("dosah connector kinds says what each kind wants")
{
    Shell shell(false);
    CHECK_THAT(shell.run({"connector", "kinds"}).out,
               Contains("smtp\n  --set host=(required)  the relay\n") && Contains("--secret-file password="));
    const json::Array::Ptr kinds = shell.run({"connector", "kinds", "--json"}).array();
    REQUIRE(kinds->size() == 3);
    const json::Object::Ptr host = kinds->getObject(2)->getArray("settings")->getObject(0);
    CHECK(host->getValue<std::string>("name") == "host");
    CHECK(host->getValue<bool>("required"));
}
