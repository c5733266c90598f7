// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/data_link.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// The way a person gets there: from the page of their invitation.
std::string way_there(TestSite& site)
{
    const std::string page = site.get(site.invitation_path(0)).body;
    const std::size_t begin = page.find("href=\"/p/");
    REQUIRE(begin != std::string::npos);
    return page.substr(begin + 6, page.find('?', begin) - begin - 6);
}

void give_both_addresses(TestSite& site)
{
    site.database().session().run("UPDATE contacts SET phone = '+420601000111' WHERE email = 'p0@lipova.test'");
}

} // namespace

TEST_CASE("a person chooses language and channel on their page, and later messages follow it, on both stores")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    give_both_addresses(site);
    const std::string path = way_there(site);
    const Reply page = site.get(path);
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("Jak vám máme psát?") && Contains("value=\"cs\" checked") &&
                              Contains("value=\"any\" checked") && !Contains("p0@lipova.test") &&
                              !Contains("601000111"));

    const Reply saved = site.post(path, {{"locale", "en"}, {"channel", "sms"}, {"format", "usual"}});
    CHECK(saved.status == 303);
    CHECK(saved.headers.at("location") == path + "?saved=1&lang=en");
    CHECK_THAT(site.get(path + "?saved=1&lang=en").body,
               Contains("Saved.") && Contains("value=\"en\" checked") && Contains("value=\"sms\" checked"));
    CHECK(site.number("SELECT COUNT(*) FROM contacts c JOIN contact_attributes a ON a.contact_id = c.id WHERE "
                      "c.email = 'p0@lipova.test' AND c.locale = 'en' AND a.name = 'preferred_channel' AND "
                      "a.folded_value = 'sms'") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.prefer' AND actor = 'recipient'") == 1);
    CHECK(site.post(path, {{"locale", "en"}, {"channel", "sms"}, {"format", "usual"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.prefer'") == 1);

    CHECK(site.post(path, {{"locale", "en"}, {"channel", "any"}, {"format", "usual"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM contact_attributes WHERE name = 'preferred_channel'") == 0);
    CHECK(site.post(path, {{"locale", "xx"}, {"channel", "any"}, {"format", "usual"}}).status == 400);
    CHECK(site.post(path, {{"locale", "en"}, {"channel", "pigeon"}, {"format", "usual"}}).status == 400);
    CHECK(site.post(path, {{"channel", "any"}, {"format", "usual"}}).status == 400);
}

TEST_CASE("a person chooses on their page how mails are written to them; who has no email is not asked, on both stores")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = way_there(site);
    CHECK_THAT(site.get(path).body, Contains("value=\"usual\" checked") && Contains("value=\"easy_to_read\"") &&
                                        Contains("value=\"large_print\""));
    CHECK(site.post(path, {{"locale", "cs"}, {"format", "usual"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.prefer'") == 0); // nothing was changed
    CHECK(site.post(path, {{"locale", "cs"}, {"format", "large_print"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE format = 'large_print'") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.prefer'") == 1);
    CHECK_THAT(site.get(path).body, Contains("value=\"large_print\" checked"));
    CHECK(site.post(path, {{"locale", "cs"}, {"format", "usual"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE format = 'usual'") == 1);
    CHECK(site.post(path, {{"locale", "cs"}, {"format", "tiny"}}).status == 400);
    CHECK(site.post(path, {{"locale", "cs"}}).status == 303); // a page from before the question
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE format = 'usual'") == 1);

    site.database().session().run("UPDATE contacts SET email = NULL, phone = '+420601000111' "
                                  "WHERE email = 'p0@lipova.test'");
    CHECK_THAT(site.get(path).body, !Contains("name=\"format\""));
    CHECK(site.post(path, {{"locale", "en"}, {"format", "large_print"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE format = 'large_print'") == 0);
}

TEST_CASE("whoever has one address is not asked for the channel, and cannot choose what they have not")
{
    TestSite site;
    const std::string path = way_there(site);
    CHECK_THAT(site.get(path).body, !Contains("name=\"channel\""));
    CHECK(site.post(path, {{"locale", "en"}, {"channel", "sms"}, {"format", "usual"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM contact_attributes WHERE name = 'preferred_channel'") == 0);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE locale = 'en'") == 1);
}

TEST_CASE("an unsubscription is taken back on the page by the person, and by nothing else")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = way_there(site);
    CHECK_THAT(site.post(site.unsubscribe_path(0), {}).body, Contains("href=\"" + path));
    CHECK_THAT(site.get(path).body, Contains("neposílá žádné pozvánky") && Contains("name=\"start\" value=\"yes\"") &&
                                        !Contains("name=\"locale\""));
    CHECK(site.post(path, {{"locale", "en"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM suppressions WHERE reason = 'opt_out'") == 1);

    CHECK(site.post(path, {{"start", "yes"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM suppressions") == 0);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 0);
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'start' AND channel = 'web'") == 1);
    CHECK_THAT(site.get(path).body, Contains("name=\"locale\""));
    CHECK(site.post(path, {{"start", "yes"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'start'") == 1);
}

TEST_CASE("an opt-out by message and a complaint are not taken back by a link, which may have been forwarded")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = way_there(site);
    const std::string reason = GENERATE("opt_out", "complaint");
    site.database().session().run("INSERT INTO suppressions (organisation_id, channel, address, reason, source, since) "
                                  "VALUES ($1, 'email', 'p0@lipova.test', $2, 'email', 0)",
                                  {site.lipova.id, reason});
    CHECK_THAT(site.get(path).body, Contains("START") && !Contains("name=\"start\"") && !Contains("name=\"locale\""));
    CHECK(site.post(site.unsubscribe_path(0), {}).status == 200);
    CHECK(site.post(path, {{"start", "yes"}}).status == 303);
    CHECK(site.number("SELECT COUNT(*) FROM suppressions") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'start'") == 0);
}

TEST_CASE("the links of one page open no other, and a revoked one opens nothing")
{
    TestSite site;
    const std::string path = way_there(site);
    const std::string stop = site.unsubscribe_path(0);
    CHECK(site.get("/u" + path.substr(2)).status == 404);
    CHECK(site.get("/p" + stop.substr(2)).status == 404);
    CHECK(site.post("/p" + stop.substr(2), {{"start", "yes"}}).status == 404);
    CHECK(site.get("/p/test").status == 200);
    site.database().session().run("UPDATE contacts SET token_version = token_version + 1");
    CHECK(site.get(path).status == 404);
}

TEST_CASE("the page of preferences leads to what is held, also for somebody who gets nothing any more")
{
    TestSite site;
    const std::string path = way_there(site);
    const contacts::Contact person = [&] {
        store::Session session = site.database().session();
        return *contacts::find_contact(session, site.lipova.id, site.people[0]);
    }();
    const std::string data = campaigns::data_url(site.master, "", person);
    CHECK_THAT(site.get(path).body, Contains("href=\"" + data + "?lang=cs\""));
    CHECK(site.get(data).status == 200);
    site.database().session().run("UPDATE contacts SET opted_out_at = 1 WHERE id = $1", {site.people[0]});
    CHECK_THAT(site.get(path).body, Contains("href=\"" + data + "?lang=cs\"") && !Contains("href=\"/u/"));
}
