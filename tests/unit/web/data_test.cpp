// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/data_link.h"
#include "campaigns/invitation_composer.h"
#include "campaigns/test_send.h"
#include "contacts/suppression.h"
#include "delivery/composer.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// The page that asks, the message it sends, the link in that.
struct DataSite : TestSite
{
    explicit DataSite(StoreKind kind = StoreKind::sqlite) : TestSite(kind) {}

    contacts::Contact contact(std::size_t person = 0)
    {
        store::Session session = database().session();
        return *contacts::find_contact(session, lipova.id, people[person]);
    }
    std::string data_path(std::size_t person = 0) { return campaigns::data_url(master, "", contact(person)); }

    /// As the dispatcher composes it; what it says is in `said`.
    std::optional<std::string> skipped()
    {
        delivery::Claim claim;
        store::Session session = database().session();
        const store::Rows rows = session.query("SELECT id, contact_id, channel, address, locale, reference FROM "
                                               "messages WHERE purpose = 'data_link' ORDER BY id DESC LIMIT 1");
        claim.message_id = rows.integer(0, 0);
        claim.organisation_id = lipova.id;
        claim.contact_id = rows.integer(0, 1);
        claim.purpose = "data_link";
        claim.channel = channel::channel_from(rows.text(0, 2));
        claim.address = rows.text(0, 3);
        claim.locale = rows.text(0, 4);
        claim.reference = rows.text(0, 5);
        campaigns::InvitationComposer composer(*services);
        const auto made = composer.compose(std::span(&claim, 1));
        if (const auto* skip = std::get_if<delivery::Skip>(&made.front())) return skip->reason;
        kept_text = std::get<delivery::Composed>(made.front()).sent.whole.text;
        said = std::get<delivery::Composed>(made.front()).content;
        return std::nullopt;
    }

    /// The link of the message, which is only in the message.
    std::string link_path() { return "/d/open/" + *campaigns::waiting_data_link(*services, people[0], false); }
    /// Asks, takes the link, opens it: the page, and the token of the visit.
    Reply open()
    {
        post(data_path(), {});
        const Reply page = post(link_path(), {});
        const std::size_t at = page.body.find("/d/visit/") + 9;
        visit = page.body.substr(at, page.body.find('/', at) - at);
        return page;
    }

    std::string said;
    std::string kept_text;
    std::string visit;
};

} // namespace

TEST_CASE("what is held is shown by a link that is sent to the stored address alone and opens once")
{
    DataSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const Reply ask = site.get(site.data_path());
    REQUIRE(ask.status == 200);
    CHECK_THAT(ask.body, Contains("Co o vás vedeme?") && !Contains("Vzorová") && !Contains("p0@lipova.test"));
    CHECK(site.number("SELECT COUNT(*) FROM data_links") == 0);
    const Reply sent = site.post(site.data_path(), {});
    CHECK(sent.status == 200);
    CHECK_THAT(sent.body, Contains("Máme-li vaši adresu") && !Contains("p0@lipova.test"));
    CHECK(site.number("SELECT COUNT(*) FROM messages WHERE purpose = 'data_link' AND address = 'p0@lipova.test'") == 1);
    const std::string link = site.link_path();
    REQUIRE_FALSE(site.skipped());
    CHECK_THAT(site.kept_text, !Contains(link.substr(8)));

    CHECK_THAT(site.get(link).body, Contains("Ukázat údaje") && !Contains("Vzorová"));
    CHECK(site.get(link).status == 200); // previews and scanners have opened nothing
    const Reply held = site.post(link, {});
    REQUIRE(held.status == 200);
    CHECK_THAT(held.body, Contains("Vzorová") && Contains("p0@lipova.test") && Contains("úkol ve veřejném zájmu") &&
                              Contains("pozvánka nebo další zpráva k akci") && Contains("Jaký má být nový park?"));
    CHECK_THAT(held.body, !Contains("p1@lipova.test") && !Contains("<script"));
    CHECK(held.headers.at("cache-control") == "no-store");
    CHECK(site.post(link, {}).status == 410);
    CHECK_THAT(site.get(link).body, Contains("Tento odkaz už neplatí") && !Contains("Vzorová"));
}

TEST_CASE("the link is mailed in the person's language and texted where there is only a number")
{
    DataSite site;
    const std::string lang = GENERATE("cs", "nb", "nn", "en");
    const bool by_sms = GENERATE(false, true);
    site.database().session().run("UPDATE contacts SET locale = $1 WHERE id = $2", {lang, site.people[0]});
    if (by_sms)
        site.database().session().run("UPDATE contacts SET email = NULL, phone = '+420601222333' WHERE id = $1",
                                      {site.people[0]});
    site.post(site.data_path(), {});
    REQUIRE_FALSE(site.skipped());
    CAPTURE(site.said);
    if (by_sms) {
        const auto token = *campaigns::waiting_data_link(*site.services, site.people[0], true);
        CHECK_THAT(site.said, Contains("http://127.0.0.1/d/open/" + token) && Contains("Lipová"));
        CHECK(site.get("/d/open/" + token).status == 200);
    } else {
        CHECK_THAT(site.said, Contains("Auto-Submitted: auto-replied") && !Contains("List-Unsubscribe"));
    }
}

TEST_CASE("a link lasts an hour, a visit half an hour, and there are three links a day")
{
    DataSite site;
    site.post(site.data_path(), {});
    const std::string link = site.link_path();
    site.clock.advance(std::chrono::minutes(61));
    CHECK(site.get(link).status == 410);
    CHECK(site.post(link, {}).status == 410);
    CHECK(site.skipped() == "too_late");
    REQUIRE(site.open().status == 200);
    CHECK(site.post("/d/visit/" + site.visit + "/download", {{"form", "json"}}).status == 200);
    site.clock.advance(std::chrono::minutes(31));
    CHECK(site.post("/d/visit/" + site.visit + "/download", {{"form", "json"}}).status == 404);
    for (int i = 0; i < 4; ++i)
        CHECK_THAT(site.post(site.data_path(), {}).body, Contains("Máme-li vaši adresu"));
    CHECK(site.number("SELECT COUNT(*) FROM data_links") == 3);
    site.clock.advance(std::chrono::hours(24));
    site.post(site.data_path(), {});
    CHECK(site.number("SELECT COUNT(*) FROM data_links") == 4);
}

TEST_CASE(
    "whoever opted out may still see what is held; a bouncing address is passed over; no address is told to nobody")
{
    DataSite site;
    store::Session session = site.database().session();
    contacts::suppress(session, site.lipova.id, channel::Channel::email, "p0@lipova.test",
                       contacts::SuppressionReason::complaint, "email", site.clock.now());
    site.post(site.data_path(), {});
    CHECK_FALSE(site.skipped());
    session.run("DELETE FROM suppressions");
    contacts::suppress(session, site.lipova.id, channel::Channel::email, "p0@lipova.test",
                       contacts::SuppressionReason::hard_bounce, "bounce", site.clock.now());
    const std::string told = site.post(site.data_path(), {}).body;
    CHECK(site.number("SELECT COUNT(*) FROM data_links") == 1);
    session.run("UPDATE contacts SET phone = '+420601222333' WHERE id = $1", {site.people[0]});
    CHECK(site.post(site.data_path(), {}).body == told);
    CHECK(site.number("SELECT COUNT(*) FROM messages WHERE purpose = 'data_link' AND channel = 'sms'") == 1);
}

TEST_CASE("links of other kinds, other people and other rows open nothing")
{
    DataSite site;
    REQUIRE(site.open().status == 200);
    const auto token_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
    for (const std::string& token :
         {token_of(site.invitation_path(0)), token_of(site.unsubscribe_path(0)), token_of(site.preferences_path(0)),
          token_of(site.data_path(0)), std::string("1-ABCDEFGHJKMNPQRSTVWXYZ2345"), std::string("x")}) {
        CAPTURE(token);
        CHECK(site.post("/d/open/" + token, {}).status == 404);
        CHECK(site.post("/d/visit/" + token + "/erase", {{"sure", "yes"}}).status == 404);
    }
    CHECK(site.get("/d/" + site.visit).status == 404);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE erased_at IS NOT NULL") == 0);
    CHECK(site.get("/d/" + std::string(campaigns::test_token)).status == 200);
}

TEST_CASE("the visit downloads the data, asks for a correction, and erases when asked twice")
{
    DataSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    REQUIRE(site.open().status == 200);
    const std::string visit = "/d/visit/" + site.visit;
    const Reply file = site.post(visit + "/download", {{"form", "json"}});
    CHECK(file.headers.at("content-type") == "application/json");
    CHECK(file.headers.at("content-disposition") == "attachment; filename=\"data.json\"");
    const auto data = json::parse_object(file.body, "file");
    CHECK(data->getArray("person")->getObject(0)->getValue<std::string>("email") == "p0@lipova.test");
    const Reply page = site.post(visit + "/download", {{"form", "html"}});
    CHECK(page.headers.at("content-disposition") == "attachment; filename=\"data.html\"");
    CHECK_THAT(page.body, Contains("p0@lipova.test") && !Contains("<form"));

    CHECK_THAT(site.post(visit + "/correct", {{"words", "Jmenuji se Nová."}}).body, Contains("vyřídí člověk"));
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'correction' AND needs_person AND text = 'Jmenuji "
                      "se Nová.'") == 1);
    CHECK(site.post(visit + "/correct", {{"words", " "}}).status == 400);
    for (int i = 2; i <= 5; ++i)
        CHECK(site.post(visit + "/correct", {{"words", "A ještě " + std::to_string(i)}}).status == 200);
    const Reply enough = site.post(visit + "/correct", {{"words", "A ještě 6"}});
    CHECK(enough.status == 429);
    CHECK_THAT(enough.body, Contains("Několik vašich žádostí už čeká") && Contains("p0@lipova.test"));
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'correction'") == 5);

    CHECK(site.post(visit + "/erase", {{"keep", "yes"}}).status == 400);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE erased_at IS NOT NULL") == 0);
    const bool keep = GENERATE(false, true);
    const Reply erased =
        site.post(visit + "/erase", keep ? std::map<std::string, std::string>{{"sure", "yes"}, {"keep", "yes"}}
                                         : std::map<std::string, std::string>{{"sure", "yes"}});
    CHECK(erased.status == 200);
    CHECK_THAT(erased.body, Contains("Vymazáno"));
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE erased_at IS NOT NULL") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM suppressions") == (keep ? 1 : 0));
    CHECK(site.post(visit + "/erase", {{"sure", "yes"}}).status == 404);
    CHECK(site.get(site.data_path(1)).status == 200);
}

TEST_CASE("while a message is handed over, the page says so and erases nothing")
{
    DataSite site;
    REQUIRE(site.open().status == 200);
    site.database().session().run("UPDATE messages SET state = 'handed' WHERE contact_id = $1 AND purpose = 'wave'",
                                  {site.people[0]});
    const Reply busy = site.post("/d/visit/" + site.visit + "/erase", {{"sure", "yes"}});
    CHECK(busy.status == 409);
    CHECK_THAT(busy.body, Contains("odchází zpráva") && Contains("Vzorová"));
}
