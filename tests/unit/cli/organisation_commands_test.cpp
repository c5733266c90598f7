// SPDX-License-Identifier: EUPL-1.2
#include "organisations/connector_account.h"
#include "organisations/organisation.h"
#include "organisations/user.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

constexpr const char* password = "modrá-lavička-7";

} // namespace

TEST_CASE("dosah org add adds an organisation with what is usual in its country")
{
    Shell shell;
    CHECK(
        shell
            .run({"org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "posta@lipova.example", "--json"})
            .out == "{\"id\":1,\"key\":\"lipova\"}\n");
    CHECK(shell
              .run({"org", "add", "fjordvik", "--name", "Fjordvik kommune", "--sender-email", "post@fjordvik.example",
                    "--country", "NO", "--look-back-months", "24", "--register-start", "2019-01-01", "--no-approval",
                    "--contact-phone", "+47 22 00 00 00"})
              .out == "organisation fjordvik added\n");
    store::Database database(url(shell), 2);
    const auto fjordvik = organisations::find_organisation(database, "fjordvik");
    CHECK(fjordvik.locale == "nb");
    CHECK(fjordvik.time_zone == "Europe/Oslo");
    CHECK(fjordvik.look_back_months == 24);
    CHECK_FALSE(fjordvik.approval_required);
    CHECK(to_iso(fjordvik.register_start.value()) == "2018-12-31T23:00:00Z");
    CHECK(organisations::find_organisation(database, "lipova").approval_required);
    auto session = database.session();
    CHECK(session.query("SELECT actor FROM audit_log WHERE action = 'organisation.add'").size() == 2);
}

TEST_CASE("dosah org add refuses wrong values and a taken key")
{
    Shell shell;
    shell.found_town();
    const std::vector<std::string> good = {"org",   "add",   "jedlova", "--name", "Jedlová", "--sender-email",
                                           "a@b.c", "--json"};
    const auto with = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words = good;
        words.insert(words.end(), more.begin(), more.end());
        return shell.run(words);
    };
    CHECK_THAT(with({"--look-back-months", "2x"}).err, Contains("--look-back-months: expected a whole number"));
    CHECK_THAT(with({"--register-start", "loni"}).err, Contains("--register-start: write a date"));
    CHECK_THAT(with({"--time-zone", "Evropa"}).err, Contains("unknown zone"));
    CHECK_THAT(with({"--locale", "de"}).err, Contains("cs, nb, nn, en"));
    CHECK_THAT(with({"--brand-colour", "red"}).err, Contains("brand-colour"));
    CHECK(with({"--locale", "de"}).status == 2);
    const Ran taken = shell.run(
        {"org", "add", "lipova", "--name", "Jiná Lipová", "--sender-email", "posta@lipova.example", "--json"});
    CHECK(taken.status == 1);
    CHECK(taken.error_kind() == "conflict");
    CHECK(shell.run({"org", "list", "--json"}).array()->size() == 1);
}

TEST_CASE("dosah org opt-out says how far STOP goes")
{
    Shell shell;
    shell.found_town();
    CHECK(shell.run({"org", "opt-out", "lipova"}).out == "an opt-out covers all channels\n");
    CHECK(shell.run({"org", "opt-out", "lipova", "--covers", "channel"}).out ==
          "an opt-out covers the channel it came by\n");
    CHECK_THAT(shell.run({"org", "opt-out", "lipova", "--json"}).out, Contains(R"("covers":"channel")"));
    CHECK_THAT(shell.run({"org", "opt-out", "lipova", "--covers", "sms"}).err, Contains("all or channel"));
}

TEST_CASE("dosah org hours and org fatigue set an organisation's pace, org show tells it")
{
    Shell shell;
    shell.found_town();
    const std::string usual = shell.run({"org", "show", "lipova"}).out;
    CHECK_THAT(usual, Contains("name: Město Lipová"));
    CHECK_THAT(usual, Contains("sms hours: 08:00-20:00, not on Sundays, not on public holidays\n"));
    CHECK_THAT(usual, Contains("email hours: 00:00-24:00, Sundays, public holidays\n"));
    CHECK_THAT(usual, Contains("fatigue cap: 3 messages a person in 14 days\n"));

    CHECK_THAT(
        shell.run({"org", "hours", "lipova", "--sms", "09:30-18:00", "--sms-sundays", "yes", "--email-holidays=no"})
            .out,
        Contains("sms hours: 09:30-18:00, Sundays, not on public holidays\n") &&
            Contains("email hours: 00:00-24:00, Sundays, not on public holidays\n"));
    const auto hours = shell.run({"org", "hours", "lipova", "--sms=always", "--json"}).object()->getObject("hours");
    CHECK(hours->getObject("sms")->getValue<std::string>("span") == "00:00-24:00");
    CHECK(hours->getObject("sms")->getValue<bool>("holidays"));
    CHECK_FALSE(hours->getObject("email")->getValue<bool>("holidays"));

    CHECK_THAT(shell.run({"org", "fatigue", "lipova", "--most", "5"}).out, Contains("5 messages a person in 14 days"));
    CHECK_THAT(shell.run({"org", "fatigue", "lipova", "--most", "0", "--days", "7"}).out,
               Contains("fatigue cap: none"));
    const auto shown = shell.run({"org", "show", "lipova", "--json"}).object();
    CHECK(shown->getObject("fatigue_cap")->getValue<int>("days") == 7);
    CHECK_FALSE(shown->getValue<bool>("approval_required"));

    CHECK_THAT(shell.run({"org", "hours", "lipova", "--sms", "20:00-08:00"}).err, Contains("--sms: write hours as"));
    CHECK_THAT(shell.run({"org", "hours", "lipova", "--sms-sundays", "ja"}).err, Contains("write yes or no"));
    CHECK_THAT(shell.run({"org", "fatigue", "lipova", "--most", "101"}).err, Contains("0 to 100"));
    CHECK_THAT(shell.run({"org", "fatigue", "lipova", "--days", "0"}).err, Contains("1 to 366"));
    CHECK_THAT(shell.run({"org", "show", "lipov"}).err, Contains("did you mean \"lipova\""));
}

TEST_CASE("dosah org list lists the organisations by key")
{
    Shell shell;
    CHECK(shell.run({"org", "list", "--json"}).out == "[]\n");
    shell.found_town();
    CHECK(shell.run({"org", "list"}).out == "lipova  Město Lipová\n");
    CHECK(shell.run({"org", "list", "--json"}).out ==
          "[{\"id\":1,\"key\":\"lipova\",\"name\":\"Město Lipová\",\"country\":\"CZ\",\"locale\":\"cs\"}]\n");
}

TEST_CASE("dosah user add takes the password from standard input or a file and never shows it")
{
    Shell shell;
    shell.found_town();
    const Ran typed = shell.run({"user", "add", "ema@lipova.example", "--org", "lipova", "--name", "Ema", "--role",
                                 "admin", "--may-approve", "--json"},
                                std::string(password) + "\r\n");
    CHECK(typed.out == "{\"id\":1,\"role\":\"admin\"}\n");
    const std::string file = shell.write("password", "\xEF\xBB\xBF" + std::string(password) + "\n");
    const Ran from_file =
        shell.run({"user", "add", "olga@lipova.example", "--org", "lipova", "--name", "Olga", "--password-file", file});
    CHECK(from_file.out == "user 2 added\n");
    for (const Ran& ran : {typed, from_file})
        CHECK_THAT(ran.out + ran.err, !Contains(password));
    store::Database database(url(shell), 2);
    const auto ema = organisations::authenticate(database, "ema@lipova.example", password);
    REQUIRE(ema);
    CHECK(ema->may_approve);
    const auto olga = organisations::authenticate(database, "olga@lipova.example", password);
    REQUIRE(olga);
    CHECK(olga->role == organisations::Role::coordinator);
    CHECK(olga->locale == "cs");
    CHECK_THAT(store_bytes(shell), !Contains(password));
}

TEST_CASE("dosah user add refuses a short password, an unknown role or organisation and a taken email")
{
    Shell shell;
    shell.found_town();
    const auto add = [&](const std::string& org, const std::string& role, const std::string& typed) {
        return shell.run({"user", "add", "ema@lipova.example", "--org", org, "--name", "Ema", "--role", role, "--json"},
                         typed);
    };
    const Ran brief = add("lipova", "admin", "krátké");
    CHECK(brief.status == 2);
    CHECK_THAT(brief.err, Contains("12 characters") && !Contains("krátké"));
    CHECK_THAT(add("lipova", "boss", password).err, Contains("coordinator"));
    CHECK(add("lipov", "admin", password).status == 1);
    CHECK(add("lipova", "admin", password).status == 0);
    CHECK(add("lipova", "admin", password).error_kind() == "conflict");
    CHECK(shell.run({"user", "add", "--org", "lipova", "--name", "Ema"}).err == "dosah: EMAIL is missing\n");
    CHECK_THAT(
        shell.run({"user", "add", "x@lipova.example", "--org", "lipova", "--name", "X", "--password", password}).err,
        Contains("--password-file") && !Contains(password));
}
