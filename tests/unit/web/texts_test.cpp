// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/definition.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A draft by email and SMS with a reminder, and the coordinator of Lipová signed in.
struct Desk
{
    Desk()
    {
        cookie = site.sign_in("petra@lipova.test");
        load("Beseda");
    }

    void load(const std::string& name)
    {
        const auto town = organisations::find_organisation(site.database(), "lipova");
        id = campaigns::load_campaign(*site.services, town,
                                      R"({"key": "beseda", "name": ")" + name + R"(", "audience": "all",
            "channels": ["email", "sms"], "waves": [{"kind": "reminder", "after": "P3D"}],
            "event": {"title": "Beseda o vodě", "place": "Radnice", "starts": "2026-12-15T17:00",
            "ends": "2026-12-15T19:00"}})",
                                      "user:999")
                 .id;
    }

    std::string path() const { return "/campaigns/" + std::to_string(id); }
    campaigns::Campaign campaign()
    {
        store::Session session = site.database().session();
        return campaigns::find_campaign(session, organisations::find_organisation(site.database(), "lipova").id, id);
    }
    Reply save(const std::string& wave, const std::string& locale, const std::map<std::string, std::string>& texts)
    {
        std::map<std::string, std::string> form = {
            {"csrf", site.csrf(cookie)}, {"hash", campaign().definition_hash}, {"wave", wave}, {"locale", locale}};
        form.insert(texts.begin(), texts.end());
        return site.post(path() + "/texts", form, cookie);
    }

    TestSite site{GENERATE(StoreKind::sqlite, StoreKind::postgresql)};
    std::string cookie;
    std::int64_t id = 0;
};

} // namespace

TEST_CASE("own texts are written in the console, the easy one too, and the preview shows them by format")
{
    Desk desk;
    CHECK_THAT(desk.site.get(desk.path(), desk.cookie).body, Contains(desk.path() + "/texts"));
    const Reply form = desk.site.get(desk.path() + "/texts?wave=invitation&locale=cs", desk.cookie);
    REQUIRE(form.status == 200);
    CHECK_THAT(form.body, Contains("name=\"easy_body\"") && Contains("{{event.title}}") && Contains("name=\"sms\""));

    const Reply saved = desk.save("invitation", "cs",
                                  {{"subject", "Přijďte"},
                                   {"body", "Obvyklá slova."},
                                   {"easy_body", "Snadná slova.\r\n\r\n<b>Druhý</b> odstavec."}});
    REQUIRE(saved.status == 303);
    CHECK_THAT(desk.site.get(saved.headers.at("location"), desk.cookie).body,
               Contains("role=\"status\"") && Contains("Snadná slova.") &&
                   Contains("&lt;b&gt;Druhý&lt;/b&gt; odstavec."));
    const auto own = desk.campaign().definition.email.at("cs");
    CHECK(own.subject == "Přijďte");
    CHECK(own.easy_body == "Snadná slova.\n\n<b>Druhý</b> odstavec.");
    CHECK(desk.campaign().definition.sms.empty());

    const std::string preview = desk.path() + "/preview";
    const std::string person = "contact=" + std::to_string(desk.site.people[0]) + "&channel=email";
    CHECK_THAT(desk.site.get(preview + "?" + person, desk.cookie).body,
               Contains("Obvyklá slova.") && Contains("name=\"format\"") && !Contains("Snadná slova."));
    const Reply easy = desk.site.get(preview + "?" + person + "&format=easy_to_read", desk.cookie);
    CHECK_THAT(easy.body, Contains("Snadná slova.") && Contains("&amp;format=easy_to_read") && !Contains("<b>Druhý"));
    CHECK_THAT(desk.site.get(preview + ".html?" + person + "&format=easy_to_read", desk.cookie).body,
               Contains("&lt;b&gt;Druhý&lt;/b&gt; odstavec."));
    CHECK_THAT(desk.site.get(preview + ".html?" + person + "&format=large_print", desk.cookie).body,
               Contains("font-size:24px") && Contains("Obvyklá slova."));
}

TEST_CASE("texts of a later wave and of every language stand at their own place, and an emptied one is gone")
{
    Desk desk;
    REQUIRE(desk.save("reminder", "all", {{"sms", "Ozvěte se {{answer_url}}"}}).status == 303);
    const auto wave = [&] {
        for (const campaigns::Wave& one : desk.campaign().definition.waves)
            if (one.kind == "reminder") return one;
        return campaigns::Wave();
    };
    CHECK(wave().sms.at("*") == "Ozvěte se {{answer_url}}");
    CHECK(desk.campaign().definition.sms.empty());
    REQUIRE(desk.save("reminder", "all", {}).status == 303);
    CHECK(wave().sms.empty());
}

TEST_CASE("a text that cannot be written is not saved; what was typed stays and the page says where it is wrong")
{
    Desk desk;
    const std::string before = desk.campaign().definition_hash;
    const Reply wrong = desk.save("invitation", "cs", {{"body", "Text"}, {"easy_body", "Ahoj\r\n{{given_nam}} <i>"}});
    CHECK(wrong.status == 422);
    CHECK_THAT(wrong.body, Contains("campaign.email.cs.easy_body:2:1:") && Contains("given_name") &&
                               Contains("Ahoj\n{{given_nam}} &lt;i&gt;"));
    CHECK(desk.campaign().definition_hash == before);
}

TEST_CASE("nobody's edit is overwritten unseen, a launched campaign's texts stand, and other people have no form")
{
    Desk desk;
    const std::string old = desk.campaign().definition_hash;
    desk.load("Beseda jinak");
    const Reply late = desk.site.post(desk.path() + "/texts",
                                      {{"csrf", desk.site.csrf(desk.cookie)},
                                       {"hash", old},
                                       {"wave", "invitation"},
                                       {"locale", "cs"},
                                       {"subject", "Pozdě"}},
                                      desk.cookie);
    CHECK(late.status == 422);
    CHECK_THAT(late.body, Contains("mezitím upravil někdo jiný") && Contains("value=\"Pozdě\""));
    CHECK(desk.campaign().definition.email.empty());
    CHECK(desk.site.post(desk.path() + "/texts", {{"hash", old}, {"wave", "invitation"}}, desk.cookie).status ==
          403); // no form token
    CHECK(desk.site.get(desk.path() + "/texts", desk.site.sign_in("ola@nordvik.test")).status == 404);
    CHECK(desk.site.get(desk.path() + "/texts", desk.site.sign_in("eva@lipova.test")).status == 403);
    CHECK(desk.site.get(desk.path() + "/texts").status == 303); // to sign in
    desk.site.database().session().run("UPDATE campaigns SET state = 'running' WHERE id = $1", {desk.id});
    CHECK(desk.site.get(desk.path() + "/texts", desk.cookie).status == 409);
}
