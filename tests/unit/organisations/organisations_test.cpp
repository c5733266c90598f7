// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "organisations/connector_account.h"
#include "organisations/organisation.h"
#include "organisations/user.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::organisations;
using namespace dosah::tests;

namespace {

const ManualClock noon(from_iso("2026-11-22T12:00:00Z"));

Organisation sample(const std::string& key)
{
    Organisation organisation;
    organisation.key = key;
    organisation.name = "Město Lipová";
    organisation.sender_email = "posta@lipova.example";
    return organisation;
}

std::int64_t audit_rows(store::Database& database, const std::string& action)
{
    return database.session().query("SELECT COUNT(*) FROM audit_log WHERE action = $1", {action}).integer(0, 0);
}

ErrorKind kind_of(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& problem) {
        return problem.kind();
    }
    return ErrorKind::internal;
}

std::vector<channel::ConnectorKind> kinds()
{
    channel::ConnectorKind kind;
    kind.name = "post";
    kind.settings = {{"host", "", "The host.", true, false},
                     {"port", "25", "The port.", false, false},
                     {"password", "", "The password.", true, true}};
    kind.make = [](const channel::AccountSettings&) { return channel::Transport{}; };
    return {kind};
}

} // namespace

TEST_CASE("an organisation is added once, with its audit row")
{
    TestStore store(every_store());
    Organisation organisation = sample("lipova");
    organisation.register_start = from_iso("2021-01-01");
    organisation = add_organisation(store.database(), noon, "cli:test", organisation);
    const Organisation found = find_organisation(store.database(), "lipova");
    CHECK(found.id == organisation.id);
    CHECK(found.name == "Město Lipová");
    CHECK(found.register_start == from_iso("2021-01-01"));
    CHECK(found.contact_email == "posta@lipova.example");
    CHECK(find_organisation(store.database(), organisation.id).key == "lipova");
    CHECK(audit_rows(store.database(), "organisation.add") == 1);
    CHECK(kind_of([&] { add_organisation(store.database(), noon, "cli:test", sample("lipova")); }) ==
          ErrorKind::conflict);
    CHECK(audit_rows(store.database(), "organisation.add") == 1);
    CHECK_THROWS_WITH(find_organisation(store.database(), "lipov"), Catch::Contains("did you mean \"lipova\""));
}

TEST_CASE("a wrong field of an organisation is named")
{
    TestStore store;
    const auto problem = [&](const std::function<void(Organisation&)>& change) {
        Organisation organisation = sample("x");
        change(organisation);
        try {
            add_organisation(store.database(), noon, "cli:test", organisation);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(problem([](auto& o) { o.key = "Lipová"; }), Catch::StartsWith("key:"));
    CHECK_THAT(problem([](auto& o) { o.name = " "; }), Catch::StartsWith("name:"));
    CHECK_THAT(problem([](auto& o) { o.time_zone = "Prague"; }), Catch::StartsWith("time-zone:"));
    for (const char* country : {"ZZ", "cz", "CZE", "", "1A"})
        CHECK_THAT(problem([&](auto& o) { o.country = country; }),
                   Catch::StartsWith("country: ISO 3166 knows no \"" + std::string(country) + "\"") &&
                       Catch::Contains("CZ, NO"));
    CHECK(problem([](auto& o) { o.country = "SK"; }).empty());
    CHECK_THAT(problem([](auto& o) { o.locale = "de"; }), Catch::StartsWith("locale:"));
    CHECK_THAT(problem([](auto& o) { o.brand_colour = "green"; }), Catch::StartsWith("brand-colour:"));
    CHECK_THAT(problem([](auto& o) { o.sender_email = "a@b\r\nBcc: c@d"; }), Catch::StartsWith("sender-email:"));
}

TEST_CASE("a user signs in with the right password and email only, and a session ends")
{
    TestStore store(every_store());
    const Organisation organisation = add_organisation(store.database(), noon, "cli:test", sample("lipova"));
    User user;
    user.organisation_id = organisation.id;
    user.email = " Jana@Lipova.Example ";
    user.name = "Jana Ukázková";
    user.may_approve = true;
    CHECK(kind_of([&] { add_user(store.database(), noon, "cli:test", user, "krátké"); }) == ErrorKind::input);
    user = add_user(store.database(), noon, "cli:test", user, "velmi dlouhé heslo");
    CHECK(kind_of([&] { add_user(store.database(), noon, "cli:test", user, "velmi dlouhé heslo"); }) ==
          ErrorKind::conflict);
    CHECK(audit_rows(store.database(), "user.add") == 1);
    const auto signed_in = authenticate(store.database(), "jana@lipova.example", "velmi dlouhé heslo");
    REQUIRE(signed_in);
    CHECK(signed_in->id == user.id);
    CHECK(signed_in->may_approve);
    CHECK_FALSE(authenticate(store.database(), "jana@lipova.example", "jiné dlouhé heslo"));
    CHECK_FALSE(authenticate(store.database(), "nikdo@lipova.example", "velmi dlouhé heslo"));

    ManualClock clock(noon.now());
    SystemRandom random;
    const std::string session = open_session(store.database(), clock, random, user.id, std::chrono::hours(12));
    CHECK(session_user(store.database(), clock, session)->id == user.id);
    CHECK_FALSE(session_user(store.database(), clock, session + "0"));
    CHECK(store.database().session().query("SELECT id_hash FROM sessions WHERE id_hash = $1", {session}).empty());
    clock.advance(std::chrono::hours(12));
    CHECK_FALSE(session_user(store.database(), clock, session));
    const std::string second = open_session(store.database(), clock, random, user.id, std::chrono::hours(12));
    close_session(store.database(), second);
    CHECK_FALSE(session_user(store.database(), clock, second));
    const MasterKey master(std::string(32, 'k'));
    CHECK(csrf_token(master, session) != csrf_token(master, second));
}

TEST_CASE("a connector account keeps its secrets sealed")
{
    TestStore store(every_store());
    const Organisation organisation = add_organisation(store.database(), noon, "cli:test", sample("lipova"));
    const MasterKey master(std::string(32, 'k'));
    SystemRandom random;
    const auto add = [&](ConnectorAccount account) {
        return add_connector_account(store.database(), noon, master, random, "cli:test", kinds(), account);
    };
    ConnectorAccount account;
    account.organisation_id = organisation.id;
    account.key = "relay";
    account.connector = "post";
    CHECK_THROWS_WITH(add(account), Catch::Contains("setting host is missing"));
    account.settings = {{"hosst", "x"}};
    CHECK_THROWS_WITH(add(account), Catch::Contains("did you mean host"));
    account.settings = {{"host", "relay.example"}};
    CHECK_THROWS_WITH(add(account), Catch::Contains("secret password is missing"));
    account.secrets = {{"password", "velmi tajné"}};
    account = add(account);
    CHECK_THROWS_WITH(add(account), Catch::Contains("is there already"));
    const std::string row = store.database()
                                .session()
                                .query("SELECT sealed_secrets FROM connector_accounts WHERE id = $1", {account.id})
                                .text(0, 0);
    CHECK(row.find("tajn") == std::string::npos);
    const auto accounts = active_connector_accounts(store.database(), master);
    REQUIRE(accounts.size() == 1);
    CHECK(accounts[0].secrets.at("password") == "velmi tajné");
    CHECK(accounts[0].settings.at("host") == "relay.example");
    CHECK_THROWS_WITH(active_connector_accounts(store.database(), MasterKey(std::string(32, 'x'))),
                      Catch::Contains("another key"));
    store::Session session = store.database().session();
    CHECK(find_account(session, organisation.id, {"none", "post"}) == account.id);
    CHECK_FALSE(find_account(session, organisation.id + 1, {"post"}));
    CHECK(webhook_token(master, 1).size() == 26);
    CHECK(webhook_token(master, 1) != webhook_token(master, 2));
}
