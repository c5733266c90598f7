// SPDX-License-Identifier: EUPL-1.2
#include "contacts/import.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

void mark_sent(TestSite& site)
{
    site.database().session().run("UPDATE messages SET state = 'accepted'");
    site.database().session().run("DELETE FROM queue");
}

std::int64_t in_inbox(TestSite& site, const std::string& kind)
{
    return site.number("SELECT COUNT(*) FROM responses WHERE kind = $1 AND needs_person AND handled_at IS NULL",
                       {kind});
}

} // namespace

TEST_CASE("\"this is not me\" takes the address out of that person alone, and tells evaluation and a coordinator")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    mark_sent(site);
    site.database().session().run("UPDATE contacts SET email = 'p0@lipova.test' WHERE id = $1", {site.people[1]});
    const std::string path = site.invitation_path(0);
    CHECK_THAT(site.get(path).body, Contains(path + "/not-me"));
    const Reply page = site.get(path + "/not-me");
    CHECK_THAT(page.body, Contains("Píšeme na špatnou adresu?") && !Contains("p0@lipova.test") && !Contains("Vzorová"));
    CHECK(site.number("SELECT COUNT(*) FROM not_theirs") == 0);
    const Reply done = site.post(path + "/not-me", {{"reason", "not_me"}});
    CHECK(done.status == 200);
    CHECK_THAT(done.body, Contains("Děkujeme za upozornění"));
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND email IS NULL", {site.people[0]}) == 1);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND email = 'p0@lipova.test'", {site.people[1]}) ==
          1);
    CHECK(site.number("SELECT COUNT(*) FROM suppressions") == 0);
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1 AND ineligible_reason = 'not_me'",
                      {site.people[0]}) == 1);
    CHECK(in_inbox(site, "not_me") == 1);
    site.post(path + "/not-me", {{"reason", "not_me"}}); // pressed twice
    CHECK(in_inbox(site, "not_me") == 1);
}

TEST_CASE("a new address is a proposal; a coordinator takes it over or puts the old one back")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    mark_sent(site);
    const std::string path = site.invitation_path(0) + "/not-me";
    CHECK(site.post(path, {{"reason", "moved_away"}, {"email", "nic"}}).status == 400);
    CHECK_THAT(site.post(path, {{"reason", "moved_away"}, {"phone", "12"}}).body,
               Contains("Zkontrolujte ho prosím") && Contains("value=\"12\"") && Contains("checked"));
    CHECK(site.post(path, {}).status == 400);
    CHECK(site.number("SELECT COUNT(*) FROM not_theirs") == 0);
    site.post(path, {{"reason", "moved_away"}, {"email", "Nova@Jinde.Test"}, {"address", "Nová 1\nJinde"}});
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE email = 'nova@jinde.test'") == 0);
    const std::string cookie = site.sign_in("petra@lipova.test");
    const Reply inbox = site.get("/replies", cookie);
    CHECK_THAT(inbox.body, Contains("nova@jinde.test") && Contains("Nová 1") && Contains("už tam nebydlí"));
    const auto response = site.number("SELECT id FROM responses WHERE kind = 'moved_away'");
    const std::string row = "/replies/" + std::to_string(response);
    const bool accepted = GENERATE(true, false);
    const std::string decision = accepted ? "accept" : "restore";
    CHECK(site.post(row, {{"decision", decision}, {"csrf", site.csrf(cookie)}}, cookie).headers.at("location") ==
          "/replies?done=" + decision);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND email = $2",
                      {site.people[0], accepted ? "nova@jinde.test" : "p0@lipova.test"}) == 1);
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE ineligible_at IS NOT NULL") == (accepted ? 1 : 0));
    CHECK(in_inbox(site, "moved_away") == 0);
    CHECK(site.post(row, {{"decision", "accept"}, {"csrf", site.csrf(cookie)}}, cookie).headers.at("location") ==
          "/replies?done=conflict");
}

TEST_CASE("an import does not put back an address that is not theirs, nor give it to somebody new of the same name")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    mark_sent(site);
    site.database().session().run("UPDATE contacts SET external_id = 'R1', folded_name = 'jana vzorova' WHERE id = $1",
                                  {site.people[0]});
    site.post(site.invitation_path(0) + "/not-me", {{"reason", "not_me"}});
    contacts::ImportOptions options;
    options.organisation = site.lipova;
    options.legal_basis = "public_task";
    contacts::import_file(site.database(), site.clock,
                          "cislo,jmeno,prijmeni,email\nR1,Jana,Vzorová,p0@lipova.test\n,Jana,Vzorová,p0@lipova.test\n"
                          ",Otakar,Jiný,p0@lipova.test\n",
                          "seznam.csv", options);
    CHECK(site.number(
              "SELECT COUNT(*) FROM contacts WHERE email = 'p0@lipova.test' AND folded_name = 'jana vzorova'") == 0);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE email = 'p0@lipova.test'") == 1);
}

TEST_CASE("what those who come bring and need is kept and not shown again")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = site.invitation_path(0);
    CHECK(site.post(path + "/details", {{"companions", "2"}}).headers.at("location") == path); // no answer yet
    site.post(path, {{"answer", "yes"}});
    CHECK_THAT(site.get(path + "/thanks").body, Contains("Tlumočení") && Contains("Kolik lidí přijde s vámi?"));
    const Reply done = site.post(path + "/details",
                                 {{"companions", "2"}, {"interpreter", "yes"}, {"childcare", "yes"}, {"first", "yes"}});
    CHECK(done.headers.at("location") == path + "/thanks?lang=cs&noted=yes");
    CHECK(site.number("SELECT companions FROM invitations WHERE contact_id = $1", {site.people[0]}) == 2);
    CHECK(site.number("SELECT COUNT(*) FROM invitation_needs") == 2);
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE first_time = 'yes'") == 1);
    const std::string after = site.get(path + "/thanks?noted=yes").body;
    CHECK_THAT(after, Contains("máme to zapsané") && !Contains("Tlumočení"));
    CHECK_THAT(site.get(path + "/thanks").body, !Contains("checked"));
    CHECK(site.post(path + "/details", {{"companions", "30"}}).status == 400);
    CHECK(site.post(path + "/details", {{"first", "perhaps"}}).status == 400);
}

TEST_CASE("companions take places: more than there are is refused, fewer give theirs to who waits")
{
    TestSite site;
    site.database().session().run("UPDATE campaigns SET definition = replace(definition, '\"kind\":\"forum\"', "
                                  "'\"kind\":\"forum\",\"capacity\":3')");
    REQUIRE(site.reread().definition.event.capacity == 3);
    const std::string path = site.invitation_path(0);
    site.post(path, {{"answer", "yes"}});
    CHECK(site.post(path + "/details", {{"companions", "3"}}).headers.at("location") ==
          path + "/thanks?lang=cs&noted=alone");
    CHECK_THAT(site.get(path + "/thanks?noted=alone").body, Contains("Pro tolik lidí už bohužel není místo"));
    CHECK(site.post(path + "/details", {{"companions", "2"}}).headers.at("location") ==
          path + "/thanks?lang=cs&noted=yes");
    const std::string other = site.invitation_path(1);
    site.post(other, {{"answer", "yes"}});
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE place = 'waiting'") == 1);
    CHECK(site.post(path + "/details", {{"companions", "0"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM invitations WHERE place = 'taken'") == 2);
}
