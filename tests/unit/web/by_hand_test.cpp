// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/door.h"
#include "campaigns/short_code.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Somebody who coordinates in Lipová, with the codes of its three people; the event has just begun.
struct Desk : TestSite
{
    explicit Desk(StoreKind kind = StoreKind::sqlite) : TestSite(kind), cookie(sign_in("petra@lipova.test"))
    {
        const std::string url = campaigns::door_url(master, "", campaign);
        door = url.substr(url.find("/door/"));
        database().session().run("UPDATE contacts SET folded_name = 'karel vzorova' WHERE id = $1", {people[1]});
    }

    void begin() { clock.set(reread().definition.event.starts); }

    std::string code(std::size_t person)
    {
        const auto id = number("SELECT id FROM invitations WHERE contact_id = $1", {people.at(person)});
        return campaigns::short_code(master, id, 1);
    }

    Reply send(const std::string& path, std::map<std::string, std::string> form)
    {
        form["csrf"] = csrf(cookie);
        return post(campaign_path() + path, form, cookie);
    }

    std::int64_t came() { return number("SELECT COUNT(*) FROM attendances WHERE invitation_id IS NOT NULL"); }
    std::int64_t walk_ins() { return number("SELECT COUNT(*) FROM attendances WHERE invitation_id IS NULL"); }

    std::string cookie;
    std::string door;
};

} // namespace

TEST_CASE("a code from a letter opens its invitation, in any writing; wrong ones are told apart from mistyped ones")
{
    Desk site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK_THAT(site.get("/k", "", "cs").body, Contains("Napište kód z dopisu"));
    std::string typed;
    for (const char c : site.code(0))
        if (c != '-') typed += static_cast<char>(std::tolower(c));
    const Reply opened = site.post("/k", {{"code", typed}});
    CHECK(opened.status == 303);
    const std::string to = opened.headers.at("location");
    CHECK(site.get(to).status == 200);
    CHECK_THAT(site.get(to).body, Contains("name=\"answer\""));
    CHECK(site.get("/k/" + site.code(0)).headers.at("location") == to);
    const Reply mistyped = site.post("/k", {{"code", "<b>7K3M"}});
    CHECK(mistyped.status == 404);
    CHECK_THAT(mistyped.body, Contains("&lt;b&gt;7K3M") && !Contains("<b>7K3M"));
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE answer IS NOT NULL") == 0);
}

TEST_CASE("nobody's codes run out: after ten a client waits, mistyped ones cost nothing")
{
    Desk site;
    const MasterKey other(std::string(32, 'x'));
    for (int i = 0; i < 50; ++i)
        CHECK(site.post("/k", {{"code", "mistyped"}}).status == 404);
    for (int i = 0; i < 10; ++i)
        CHECK(site.post("/k", {{"code", campaigns::short_code(other, 1 + i, 1)}}).status == 404);
    CHECK(site.post("/k", {{"code", campaigns::short_code(other, 1, 1)}}).status == 429);
    CHECK(site.get("/k/" + site.code(0)).status == 429);
    site.clock.advance(std::chrono::seconds(31));
    CHECK(site.get("/k/" + site.code(0)).status == 303);
}

TEST_CASE("a scanned code leads a coordinator to the check-in once the doors are open, and others never")
{
    Desk site;
    const std::string path = "/k/" + site.code(1);
    CHECK_THAT(site.get(path, site.cookie).headers.at("location"), Contains("/i/"));
    site.begin();
    const std::string cookie = site.sign_in("petra@lipova.test");
    const std::string to = site.get(path, cookie).headers.at("location");
    CHECK_THAT(to, Contains(site.campaign_path() + "/door?q="));
    CHECK_THAT(site.get(to, cookie).body, Contains("Karel"));
    CHECK_THAT(site.get(path, site.sign_in("ola@nordvik.test")).headers.at("location"), Contains("/i/"));
    CHECK_THAT(site.get(path, site.sign_in("eva@lipova.test")).headers.at("location"), Contains("/i/"));
    CHECK_THAT(site.get(path).headers.at("location"), Contains("/i/"));
    CHECK(site.came() == 0);
}

TEST_CASE("one tap records who came, another takes it back, and a tap that is repeated changes nothing")
{
    Desk site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string karel = std::to_string(site.people[1]);
    CHECK(site.send("/door", {{"do", "in"}, {"contact", karel}}).status == 409); // nobody can have come yet
    site.begin();
    site.cookie = site.sign_in("petra@lipova.test");
    CHECK_THAT(site.get(site.campaign_path() + "/door?q=kar", site.cookie).body,
               Contains("Karel") && Contains("value=\"in\""));
    CHECK(site.send("/door", {{"do", "in"}, {"contact", karel}}).status == 303);
    CHECK(site.send("/door", {{"do", "in"}, {"contact", karel}}).status == 303);
    CHECK(site.came() == 1);
    CHECK_THAT(site.get(site.campaign_path() + "/door?q=kar", site.cookie).body, Contains("value=\"out\""));
    CHECK(site.send("/door", {{"do", "out"}, {"contact", karel}}).status == 303);
    CHECK(site.came() == 0);
    CHECK(site.send("/door", {{"do", "in"}, {"contact", "999999"}}).status == 400);
    CHECK(site.post(site.campaign_path() + "/door", {{"do", "in"}, {"contact", karel}}, site.cookie).status == 403);
    CHECK(site.came() == 0);
}

TEST_CASE("who came without an invitation is counted up and down")
{
    Desk site;
    site.begin();
    site.cookie = site.sign_in("petra@lipova.test");
    CHECK(site.send("/door", {{"do", "added"}, {"group", ""}, {"once", "a"}}).status == 303);
    CHECK(site.send("/door", {{"do", "added"}, {"group", ""}, {"once", "a"}}).status == 303);
    CHECK(site.send("/door", {{"do", "added"}, {"group", ""}, {"once", "b"}}).status == 303);
    CHECK(site.walk_ins() == 2);
    CHECK(site.send("/door", {{"do", "removed"}, {"group", ""}}).status == 303);
    CHECK(site.walk_ins() == 1);
    CHECK(site.send("/door", {{"do", "added"}, {"group", "nothing"}}).status == 400);
}

TEST_CASE("visitors tell by themselves that they are there; the page answers the same whoever they are")
{
    Desk site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK_THAT(site.get(site.door, "", "cs").body, Contains("dvě hodiny před začátkem") && !Contains("<form"));
    CHECK(site.post(site.door, {{"who", site.code(0)}}).status == 409);
    site.begin();
    CHECK_THAT(site.get(site.door, "", "cs").body, Contains("poprvé"));
    CHECK(site.came() + site.walk_ins() == 0);
    const Reply known = site.post(site.door, {{"invited", "yes"}, {"who", site.code(0)}, {"first_time", "yes"}});
    const Reply unknown = site.post(site.door, {{"invited", "yes"}, {"who", "nikdo@osoba.test"}, {"once", "q"}});
    CHECK(known.status == 303);
    CHECK(known.headers.at("location") == unknown.headers.at("location"));
    CHECK(site.came() == 1);
    CHECK(site.walk_ins() == 1);
    CHECK(site.post(site.door, {{"invited", "yes"}, {"who", "  "}}).status == 400);
    CHECK(site.post(site.door, {{"invited", "no"}, {"first_time", "perhaps"}}).status == 400);
    CHECK(site.post(site.door, {{"invited", "no"}}).status == 303);
    CHECK(site.walk_ins() == 2);
    site.cookie = site.sign_in("petra@lipova.test");
    CHECK_THAT(site.get(site.campaign_path() + "/door?q=" + site.code(0), site.cookie).body,
               Contains("přihlášení na stránce pro návštěvníky") && Contains("přes stránku pro návštěvníky: 3"));
    CHECK(site.get("/door/0-0000000000000000").status == 404);
}

TEST_CASE("who looked at printed letters again is on record")
{
    Desk site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const auto shown = [&] {
        return site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'letters.shown' AND actor LIKE 'user:%'");
    };
    site.database().session().run("INSERT INTO letter_prints (organisation_id, campaign_id, actor, at) VALUES ($1, $2, "
                                  "'user:1', $3)",
                                  {site.lipova.id, site.campaign.id, to_micros(site.clock.now())});
    const std::string print = std::to_string(site.number("SELECT MAX(id) FROM letter_prints"));
    site.database().session().run("UPDATE messages SET channel = 'letter'");
    site.database().session().run(
        "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text, "
        "claimed_at) SELECT MIN(id), 99, 'c', 'r-99', $1, 'accepted', '', '', 0 FROM messages",
        {"print " + print});
    CHECK(site.get(site.campaign_path() + "/letters/" + print, site.cookie).status == 200);
    CHECK(shown() == 1);
    CHECK(site.get(site.campaign_path() + "/letters/" + print + "0", site.cookie).status == 404);
    CHECK(site.get(site.campaign_path() + "/letters/" + print).status == 303);
    CHECK(shown() == 1);
}

TEST_CASE("calls and slips are recorded in the console, each once")
{
    Desk site;
    site.database().session().run("UPDATE contacts SET phone = '+420602000009' WHERE id = $1", {site.people[2]});
    site.database().session().run("UPDATE messages SET state = 'skipped' WHERE contact_id = $1", {site.people[2]});
    const std::string marie = std::to_string(site.people[2]);
    CHECK_THAT(site.get(site.campaign_path() + "/phone", site.cookie).body,
               Contains("tel:+420602000009") && Contains("Dobrý den, tady"));
    CHECK(site.send("/phone", {{"contact", marie}, {"result", "no_answer"}, {"once", "x"}}).status == 303);
    CHECK(site.send("/phone", {{"contact", marie}, {"result", "no_answer"}, {"once", "x"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM phone_calls") == 1);
    CHECK(site.send("/phone", {{"contact", marie}, {"result", "reached"}, {"answer", "yes"}, {"companions", "2"}})
              .status == 303);
    CHECK(
        site.number("SELECT COUNT(*) FROM invitations WHERE answer = 'yes' AND answer_channel = 'phone' AND companions "
                    "= 2") == 1);
    CHECK(site.get(site.campaign_path() + "/phone/sheet", site.cookie).status == 200);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'phone_list.taken' AND actor LIKE 'user:%' AND "
                      "detail = '0 people'") == 1);
    CHECK(site.send("/letters/slip", {{"code", site.code(0)}, {"answer", "no"}, {"no_more", "yes"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE answer = 'no' AND answer_channel = 'letter'") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 1);
    CHECK(site.send("/letters/slip", {{"code", "XXXX"}, {"answer", "no"}}).status == 400);
    CHECK(site.send("/letters", {}).status == 409); // no account for letters
}
