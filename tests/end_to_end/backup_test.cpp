// SPDX-License-Identifier: EUPL-1.2
// A backup made while a campaign goes out, and its restore after the campaign went on: what nobody can know is shown,
// and nobody gets two. On the way: what the daemon shows of itself, and what its log tells of nobody.
#include "tests/end_to_end/mailing.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

constexpr int people = 400;

std::string metrics_of(Installation& town)
{
    std::string body;
    REQUIRE(http("GET", town.url() + "/metrics", body) == 200);
    return body;
}

/// Whole addresses and numbers in a log, of those that the test uses.
std::vector<std::string> unmasked(const std::string& log)
{
    static const std::regex somebody(R"re([A-Za-z0-9._+-]{2,}(@|%40)obec\.test|601 ?[0-9]{3} ?[0-9]{3})re");
    std::vector<std::string> found;
    for (auto it = std::sregex_iterator(log.begin(), log.end(), somebody); it != std::sregex_iterator(); ++it)
        found.push_back(it->str());
    return found;
}

} // namespace

TEST_CASE("a backup made while a campaign goes out is restored, what went out since is in doubt, and nobody gets two")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    SmtpScript script;
    script.faults = {
        {SmtpPoint::rcpt, Mailing::address_of(7), "550 5.1.1 <" + Mailing::address_of(7) + ">: unknown"},
        {SmtpPoint::rcpt, Mailing::address_of(8), "450 4.2.1 call 601 123 456 or " + Mailing::address_of(8)}};
    SmtpFault slow{SmtpPoint::mail}; // or all has gone out before the backup begins
    slow.byte_pause = std::chrono::milliseconds(5);
    script.faults.push_back(slow);
    Mailing mailing(kind, people, {{"log.level", "debug"}}, script);
    Installation& town = mailing.town();
    town.serve();
    mailing.launch();
    mailing.wait_for_recorded(people / 4);
    const std::string file = (town.folder().path() / "backup").string();
    const json::Object::Ptr made = town.done_json({"backup", file, "--json"});
    CHECK(made->getValue<std::int64_t>("rows") > people);
    mailing.wait_for_recorded(people - 2);

    const std::string shown = metrics_of(town);
    CHECK_THAT(shown, Contains("\ndosah_store_up 1\n") &&
                          Contains("\ndosah_outcomes_total{account=\"1\",connector=\"smtp\",outcome=\"accepted\"} ") &&
                          Contains("outcome=\"address_dead\"} 1\n") && Contains("outcome=\"unknown\"} 0\n") &&
                          Contains("\ndosah_hand_to_accept_seconds_count{connector=\"smtp\"} ") &&
                          Contains("\ndosah_due_to_accept_seconds_count ") &&
                          Contains("\ndosah_messages{channel=\"email\",state=\"queued\"} ") && !Contains("obec.test"));
    CHECK(town.dosah({"restore", file, "--force"}).status == 1); // while it runs
    REQUIRE(town.stop().has_value());

    // The store of that moment, in a place of its own where the old one has other users.
    const std::string url = kind == StoreKind::sqlite ? "sqlite:" + (town.folder().path() / "restored.sqlite").string()
                                                      : new_postgresql_database();
    const std::string store = "--store.url=" + url;
    const json::Object::Ptr restored = town.done_json({"restore", file, store, "--json"});
    const auto doubted = restored->getValue<std::int64_t>("in_doubt");
    CHECK(doubted > 0);
    CHECK(doubted <= people);
    CHECK(restored->getValue<std::string>("key_problem").empty());
    const auto status = [&] {
        return town.done_json({"campaign", "status", "forum", "--org", "lipova", store, "--json"});
    };
    CHECK(status()->getValue<std::string>("state") == "paused");
    CHECK(status()->getValue<std::int64_t>("in_doubt") == doubted);

    // A daemon on it sends nothing, paused or resumed, until somebody decides.
    town.set_environment({{"DOSAH_STORE_URL", url}});
    const std::size_t before = mailing.server().count();
    town.serve();
    town.done({"campaign", "resume", "forum", "--org", "lipova", store});
    mailing.wait_for("nothing to be left in the restored campaign", [&] {
        return status()->getValue<std::string>("state") != "paused" &&
               status()->getObject("progress")->getObject("email")->optValue("planned", 0) == 0;
    });
    CHECK(mailing.server().count() == before);
    town.done({"indoubt", "close", "--all", "--org", "lipova", "--campaign", "forum", "--count",
               std::to_string(doubted), store});
    CHECK(status()->getValue<std::int64_t>("in_doubt") == 0);
    REQUIRE(town.stop().has_value());

    for (const auto& [person, count] : mailing.server().per_recipient()) {
        CAPTURE(person);
        CHECK(count == 1);
    }
    CHECK(mailing.server().per_recipient().size() == people - 2);

    const std::string log = town.log();
    CHECK_THAT(log, Contains("daemon.started") && Contains("daemon.stopped"));
    CHECK(unmasked(log) == std::vector<std::string>());
}
