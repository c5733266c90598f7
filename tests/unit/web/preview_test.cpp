// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Lipová with a draft by email and SMS, and its coordinator signed in; the third person has a number only.
struct Desk
{
    Desk()
    {
        cookie = site.sign_in("petra@lipova.test");
        site.database().session().run(
            "UPDATE contacts SET email = NULL, phone = '+420601000003', given_name = 'Žofie', "
            "family_name = 'Čapková', folded_name = 'zofie capkova' WHERE id = $1",
            {site.people[2]});
        const auto town = organisations::find_organisation(site.database(), "lipova");
        const auto draft = campaigns::load_campaign(*site.services, town, R"({"key": "beseda", "name": "Beseda",
            "audience": "all", "channels": ["email", "sms"], "sms": {"cs": "{{greeting}}, <b>voda</b>: {{answer_url}}"},
            "event": {"title": {"cs": "Beseda <o> vodě"}, "place": "Radnice", "starts": "2026-12-15T17:00",
            "ends": "2026-12-15T19:00"}})",
                                                    "user:999");
        path = "/campaigns/" + std::to_string(draft.id) + "/preview";
    }

    Reply get(const std::string& query) { return site.get(path + query, cookie); }
    std::string person(std::size_t place) const { return "?contact=" + std::to_string(site.people[place]); }

    TestSite site{GENERATE(StoreKind::sqlite, StoreKind::postgresql)};
    std::string cookie;
    std::string path;
};

} // namespace

TEST_CASE("the preview shows a message of somebody in the audience at once, and who else gets what")
{
    Desk desk;
    const auto messages = [&] { return desk.site.number("SELECT COUNT(*) FROM messages"); };
    const std::int64_t before = messages();
    const Reply page = desk.get("");
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("Beseda &lt;o&gt; vodě") && !Contains("Beseda <o>"));
    CHECK_THAT(page.body, Contains("<iframe sandbox") && Contains("/preview.html?contact="));
    CHECK_THAT(page.body, Contains("channel=email") && Contains("channel=sms"));
    CHECK(messages() == before);
}

TEST_CASE("a preview by SMS tells what it costs with and without diacritics, and why")
{
    Desk desk;
    const Reply page = desk.get(desk.person(2));
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("&lt;b&gt;voda&lt;/b&gt;") && Contains("UCS-2") && Contains("GSM-7"));
    CHECK_THAT(page.body, Contains("takhle odejde") && Contains("Delší je kvůli těmto znakům: "));
    CHECK(desk.get(desk.person(2) + "&channel=sms").status == 200);
    // She has no email address: said on the page, in which another channel can be chosen.
    CHECK_THAT(desk.get(desk.person(2) + "&channel=email").body, Contains("role=\"alert\"") && Contains("no address"));
}

TEST_CASE("people are found by a part of their name, marks or not, and by their number; signs of LIKE find nobody")
{
    Desk desk;
    CHECK_THAT(desk.get("?q=%C4%8CAPK").body, Contains("Žofie Čapková"));
    CHECK_THAT(desk.get("?q=capkova").body, Contains(desk.person(2).substr(1)));
    CHECK_THAT(desk.get("?q=" + std::to_string(desk.site.people[2])).body, Contains("Žofie Čapková"));
    for (const char* query : {"?q=%25", "?q=_", "?q=!", "?q=Nikdo"})
        CHECK_THAT(desk.get(query).body, Contains("nikoho takového nevidíme"));
    CHECK_THAT(desk.get("?q=%3Cscript%3E").body, Contains("value=\"&lt;script&gt;\""));
}

TEST_CASE("a mail's HTML stands in a sandbox of its own, and nobody sees another organisation's people")
{
    Desk desk;
    const Reply html = desk.get(".html" + desk.person(0) + "&channel=email");
    REQUIRE(html.status == 200);
    CHECK_THAT(html.headers.at("content-security-policy"), Contains("sandbox") && Contains("frame-ancestors 'self'"));
    CHECK_THAT(html.body, Contains("<!DOCTYPE html>") && Contains("/i/test"));
    CHECK(desk.get(".html" + desk.person(2)).status == 404); // an SMS has none
    CHECK(desk.get(".html?contact=999999").status == 404);
    CHECK_THAT(desk.get("?contact=999999").body, Contains("role=\"alert\""));
    CHECK_THAT(desk.get("?contact=x&channel=fax&wave=zzz").body, Contains("<iframe sandbox"));
    const std::string ola = desk.site.sign_in("ola@nordvik.test");
    CHECK(desk.site.get(desk.path, ola).status == 404);
    CHECK(desk.site.get(desk.path + ".html" + desk.person(0), ola).status == 404);
    CHECK(desk.site.get(desk.path, desk.site.sign_in("eva@lipova.test")).status == 403);
}
