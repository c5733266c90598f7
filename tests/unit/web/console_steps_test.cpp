// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign_draw.h"
#include "campaigns/event_change.h"
#include "tests/support/queue.h"
#include "tests/support/twin_connector.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// The site with a coordinator signed in, and a draft beside the running campaign.
struct Desk
{
    explicit Desk(bool approval = false)
    {
        site.database().session().run("UPDATE organisations SET approval_required = $1", {approval});
        cookie = site.sign_in("petra@lipova.test");
        const auto town = organisations::find_organisation(site.database(), "lipova");
        draft = campaigns::load_campaign(*site.services, town, R"({"key": "beseda", "name": "Beseda", "audience":
            "has email", "channels": ["email"], "event": {"title": {"cs": "Beseda o vodě"}, "place": "Radnice",
            "starts": "2026-12-15T17:00", "ends": "2026-12-15T19:00", "capacity": 30}})",
                                         "user:999");
        path = "/campaigns/" + std::to_string(draft.id);
    }

    Reply post(const std::string& where, std::map<std::string, std::string> form = {})
    {
        form["csrf"] = site.csrf(cookie);
        return site.post(where, form, cookie);
    }

    std::string state(const std::string& key)
    {
        return site.database().session().query("SELECT state FROM campaigns WHERE key = $1", {key}).text(0, 0);
    }

    TestSite site{GENERATE(StoreKind::sqlite, StoreKind::postgresql)};
    std::string cookie;
    campaigns::Campaign draft;
    std::string path;
};

} // namespace

TEST_CASE("a coordinator checks a draft, types the number and launches it, and takes it back")
{
    Desk desk;
    CHECK_THAT(desk.site.get(desk.path, desk.cookie).body,
               Contains("Zkontrolovat a spustit") && Contains("rozpracovaná"));
    const Reply check = desk.site.get(desk.path + "/launch", desk.cookie);
    REQUIRE(check.status == 200);
    CHECK_THAT(check.body, Contains("name=\"recipients\"") && Contains("Spustit pro 3 lidi"));
    CHECK(desk.site.post(desk.path + "/launch", {{"recipients", "3"}}, desk.cookie).status == 403); // no token
    const Reply wrong = desk.post(desk.path + "/launch", {{"recipients", "4"}});
    CHECK(wrong.status == 409);
    CHECK_THAT(wrong.body, Contains("Číslo nesouhlasí"));
    CHECK(desk.state("beseda") == "draft");
    CHECK(desk.post(desk.path + "/launch", {{"recipients", " 3 "}}).status == 303);
    CHECK(desk.state("beseda") == "scheduled");
    CHECK_THAT(desk.site.get(desk.path, desk.cookie).body, Contains("Vzít zpět"));
    CHECK(desk.post(desk.path + "/launch", {{"recipients", "3"}}).status == 409);
    CHECK(desk.post(desk.path + "/recall").status == 303);
    CHECK(desk.state("beseda") == "draft");
}

TEST_CASE("where approval is demanded, the button to launch is there once somebody else with the right has approved")
{
    Desk desk(true);
    CHECK_THAT(desk.site.get(desk.path + "/launch", desk.cookie).body,
               Contains("Předložit ke schválení") && !Contains("name=\"recipients\""));
    CHECK(desk.post(desk.path + "/launch", {{"recipients", "3"}}).status == 409);
    CHECK(desk.post(desk.path + "/submit").status == 303);
    CHECK_THAT(desk.post(desk.path + "/approve").body, Contains("Schvalovat smí jen ten"));
    desk.site.database().session().run("UPDATE users SET may_approve = TRUE");
    CHECK_THAT(desk.post(desk.path + "/approve").body, Contains("někdo jiný")); // she submitted it
    desk.site.database().session().run("UPDATE campaigns SET submitted_by = 'user:999' WHERE key = 'beseda'");
    CHECK_THAT(desk.site.get(desk.path + "/launch", desk.cookie).body, Contains("/approve\""));
    CHECK(desk.post(desk.path + "/approve").status == 303);
    CHECK(desk.post(desk.path + "/launch", {{"recipients", "3"}}).status == 303);
    CHECK(desk.state("beseda") == "scheduled");
}

TEST_CASE("an event is changed by its form and cancelled; people's page says so")
{
    Desk desk;
    const std::string path = desk.site.campaign_path();
    desk.site.database().session().run("UPDATE messages SET state = 'accepted'");
    tests::follow_states(desk.site.database().session());
    CHECK_THAT(desk.site.get(path, desk.cookie).body, Contains("Změnit akci") && Contains("Zrušit akci"));
    const Reply form = desk.site.get(path + "/event", desk.cookie);
    REQUIRE(form.status == 200);
    CHECK_THAT(form.body, Contains("type=\"datetime-local\"") && Contains("name=\"title_cs\""));
    const auto event = desk.site.reread().definition.event;
    const std::map<std::string, std::string> fields = {
        {"starts", "2026-12-12T18:00"}, {"ends", "2026-12-12T20:00"}, {"title_cs", "Fórum 2026"},
        {"place_all", "Knihovna"},      {"capacity", "40"},           {"note", "Čeká nás větší sál."}};
    CHECK(desk.post(path + "/event", fields).status == 303);
    const campaigns::Campaign changed = desk.site.reread();
    CHECK(to_iso(changed.definition.event.starts) == "2026-12-12T17:00:00Z");
    CHECK(changed.definition.event.lead == event.lead);
    CHECK(changed.definition.event.capacity == 40);
    CHECK(desk.site.number("SELECT COUNT(*) FROM messages WHERE purpose = 'change'") == 3);
    CHECK_THAT(desk.site.get(path, desk.cookie).body, Contains("Akce se změnila") && Contains("Obsazeno 0 z 40"));
    CHECK(desk.post(path + "/event", {{"capacity", "x"}}).status == 400);

    CHECK_THAT(desk.site.get(path + "/cancel-event", desk.cookie).body, Contains("Opravdu zrušit akci?"));
    CHECK(desk.post(path + "/cancel-event", {{"reason", "Řečník onemocněl."}}).status == 303);
    CHECK(desk.site.number("SELECT COUNT(*) FROM messages WHERE purpose = 'cancellation'") == 3);
    CHECK_THAT(desk.site.get(path, desk.cookie).body, Contains("Akce je zrušena") && !Contains("Změnit akci"));
    CHECK(desk.site.get(path + "/event", desk.cookie).status == 409);
    CHECK_THAT(desk.site.get(desk.site.invitation_path(0)).body, Contains("Tato akce je zrušena"));
    CHECK(desk.site.post(desk.site.invitation_path(0), {{"answer", "yes"}}).status == 409);
}

TEST_CASE("a proposed change of the event is shown and decided by somebody else")
{
    Desk desk(true);
    const std::string path = desk.site.campaign_path();
    campaigns::change_event(*desk.site.services, desk.site.reread(), R"({"place": "Knihovna"})", "user:999", false);
    CHECK_THAT(desk.site.get(path, desk.cookie).body, Contains("Navržená změna") && Contains("Knihovna"));
    CHECK(desk.post(path + "/event/decide", {{"decision", "approve"}}).status == 409);
    desk.site.database().session().run("UPDATE users SET may_approve = TRUE");
    CHECK(desk.post(path + "/event/decide", {{"decision", "approve"}}).status == 303);
    CHECK(campaigns::in_locale(desk.site.reread().definition.event.place, "cs") == "Knihovna");
    CHECK(desk.post(path + "/event/decide", {{"decision", "withdraw"}}).status == 409);
}

TEST_CASE("the waiting list is told on the page where people answer, and counted in the console")
{
    Desk desk;
    campaigns::change_event(*desk.site.services, desk.site.reread(), R"({"capacity": 1})", "cli:ema", false);
    CHECK(desk.site.post(desk.site.invitation_path(0), {{"answer", "yes"}}).status == 303);
    CHECK(desk.site.post(desk.site.invitation_path(1), {{"answer", "yes"}}).status == 303);
    CHECK_THAT(desk.site.get(desk.site.invitation_path(0) + "/thanks", "", "cs").body, Contains("těšíme se na vás"));
    CHECK_THAT(desk.site.get(desk.site.invitation_path(1) + "/thanks", "", "cs").body,
               Contains("Zatím jste mezi náhradníky") && !Contains("event.ics"));
    CHECK_THAT(desk.site.get(desk.site.invitation_path(1), "", "cs").body, Contains("jste mezi náhradníky"));
    CHECK_THAT(desk.site.get(desk.site.campaign_path() + "/progress", desk.cookie).body,
               Contains("Obsazeno 1 z 1") && Contains("1 náhradník"));
}

TEST_CASE("a test message goes to whoever asks for it, and its links open a page that says so")
{
    Desk desk;
    CHECK_THAT(desk.site.get(desk.path, desk.cookie).body, Contains("Poslat si zkušební zprávu"));
    const Reply none = desk.post(desk.path + "/test", {{"wave", "invitation"}, {"locale", "cs"}});
    CHECK(none.status == 409); // this site's accounts only keep what they get
    for (const char* page : {"/i/test", "/i/test?answer=yes", "/u/test"})
        CHECK_THAT(desk.site.get(page, "", "cs").body, Contains("Toto je zkouška"));
    CHECK(desk.site.post("/i/test", {{"answer", "yes"}}).status == 200);
    CHECK(desk.site.get("/i/testx").status == 404);
}

TEST_CASE("none of the steps is open to another organisation or an evaluator")
{
    TestSite site;
    for (const char* who : {"ola@nordvik.test", "eva@lipova.test"}) {
        const std::string cookie = site.sign_in(who);
        const int refused = std::string(who).starts_with("ola") ? 404 : 403;
        for (const char* end : {"/launch", "/event", "/cancel-event"})
            CHECK(site.get(site.campaign_path() + end, cookie).status == refused);
        for (const char* end : {"/launch", "/submit", "/approve", "/recall", "/event", "/event/decide", "/cancel-event",
                                "/waves/reminder/approve", "/test"})
            CHECK(site.post(site.campaign_path() + end, {{"csrf", site.csrf(cookie)}}, cookie).status == refused);
    }
}

TEST_CASE("a campaign that waits for its draw says for what, and of how many how many; a recalled one no more")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const campaigns::Campaign drawn =
        campaigns::load_campaign(*site.services, site.lipova,
                                 R"({"key": "los", "name": "Losovaná porada", "channels": ["email"],
            "audience": {"query": "has email", "draw": {"size": 1, "holdout": 1, "seed_source": "Sportka <4. prosince>"}},
            "event": {"title": "Porada", "place": "Sokolovna", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00"}})",
                                 "cli:test");
    const std::string cookie = site.sign_in("petra@lipova.test");
    const std::string path = "/campaigns/" + std::to_string(drawn.id);
    CHECK_THAT(site.get(path, cookie).body, !Contains("dosah draw run"));
    const campaigns::Campaign launched = campaigns::launch_campaign(*site.services, drawn, "cli:test");
    const auto& catalogs = site.services->catalogs;
    const std::string step = catalogs.text("cs", "console.step.draw");
    const content::Arguments figures = {
        {"people", std::int64_t{3}}, {"invited", std::int64_t{1}}, {"holdout", std::int64_t{1}}};
    CHECK_THAT(site.get(path, cookie).body, Contains(step) &&
                                                Contains(catalogs.text("cs", "console.draw.frame", figures)) &&
                                                Contains("Sportka &lt;4. prosince&gt;") &&
                                                Contains("dosah draw run --campaign los --org lipova --seed"));
    campaigns::run_campaign_draw(*site.services, launched, "5 18 23 30", "cli:test");
    CHECK_THAT(site.get(path, cookie).body, !Contains(step) && !Contains("dosah draw run"));
}
