// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("a recipient reads the invitation and answers with one tap, on both stores")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = site.invitation_path(0);
    const Reply page = site.get(path);
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("Jaký má být nový park?") && Contains("Sokolovna, Nádražní 12") &&
                              Contains("bezbariérový vchod ze dvora") && Contains("lang=\"cs\""));
    CHECK_THAT(page.body, !Contains("<script") && !Contains("Vzorová") && !Contains("p0@lipova.test"));
    CHECK(page.headers.at("cache-control") == "no-store");
    CHECK(page.headers.count("set-cookie") == 0);
    for (const std::string answer : {"yes", "no", "maybe"})
        CHECK_THAT(page.body, Contains("name=\"answer\" value=\"" + answer + "\""));

    const Reply done = site.post(path, {{"answer", "yes"}});
    CHECK(done.status == 303);
    CHECK(done.headers.at("location") == path + "/thanks?lang=cs");
    CHECK_THAT(site.get(path + "/thanks").body, Contains("Děkujeme, těšíme se na vás"));
    CHECK(site.number("SELECT count(*) FROM invitations WHERE answer = 'yes'") == 1);
    CHECK_THAT(site.get(path).body, Contains("přijdu"));
    CHECK(site.post(path, {{"answer", "no"}}).status == 303);
    CHECK_THAT(site.get(path + "/thanks").body, Contains("nepřijdete"));
    CHECK(site.number("SELECT count(*) FROM invitations WHERE answer = 'no'") == 1);
    CHECK(site.post(path, {{"answer", "perhaps"}}).status == 400);
    CHECK(site.post(path, {}).status == 400);
}

TEST_CASE("GET changes nothing, also with an answer in the address")
{
    TestSite site;
    const Reply page = site.get(site.invitation_path(0) + "?answer=yes");
    CHECK(page.status == 200);
    CHECK_THAT(page.body, Contains("class=\"ans chosen\" name=\"answer\" value=\"yes\""));
    CHECK(site.get(site.unsubscribe_path(0)).status == 200);
    CHECK(site.get(site.invitation_path(0) + "/thanks").status == 303);
    CHECK(site.number("SELECT count(*) FROM invitations WHERE answer IS NOT NULL") == 0);
    CHECK(site.number("SELECT count(*) FROM responses") == 0);
    CHECK(site.number("SELECT count(*) FROM suppressions") == 0);
}

TEST_CASE("the page speaks the language asked for, else the person's")
{
    TestSite site;
    const std::string path = site.invitation_path(0);
    CHECK_THAT(site.get(path + "?lang=nb").body,
               Contains("lang=\"nb\"") && Contains("Kommer du?") && Contains("Hvordan skal den nye parken bli?"));
    CHECK_THAT(site.get(path + "?lang=xx").body, Contains("Přijdete?"));
    CHECK_THAT(site.get(path, "", "nb").body, Contains("Přijdete?"));
}

TEST_CASE("the calendar file is served as one")
{
    TestSite site;
    const Reply file = site.get(site.invitation_path(0) + "/event.ics");
    CHECK(file.status == 200);
    CHECK(file.headers.at("content-type") == "text/calendar; charset=utf-8");
    CHECK_THAT(file.body, Contains("BEGIN:VEVENT"));
}

TEST_CASE("cancelled, over and closed are said, and no answer is taken then")
{
    TestSite site;
    const std::string path = site.invitation_path(0);
    SECTION("cancelled")
    {
        campaigns::cancel_campaign(*site.services, site.campaign, "cli:test");
        CHECK_THAT(site.get(path).body, Contains("Tato akce je zrušena."));
    }
    SECTION("over")
    {
        site.clock.set(from_iso("2026-12-11T00:00"));
        CHECK_THAT(site.get(path).body, Contains("Tato akce už proběhla."));
    }
    SECTION("closed")
    {
        site.database().session().run("UPDATE campaigns SET state = 'closed'");
        CHECK_THAT(site.get(path).body, Contains("Odpovědi se už nepřijímají."));
    }
    CHECK_THAT(site.get(path).body, !Contains("name=\"answer\""));
    CHECK(site.post(path, {{"answer", "yes"}}).status == 409);
    CHECK(site.number("SELECT count(*) FROM invitations WHERE answer IS NOT NULL") == 0);
}

TEST_CASE("a link that opens nothing gets a friendly page in the browser's language, and guessing is slowed down")
{
    TestSite site;
    const std::string path = site.invitation_path(0);
    const Reply wrong = site.get(path.substr(0, path.size() - 1) + (path.ends_with('0') ? "1" : "0"), "", "nb");
    CHECK(wrong.status == 404);
    CHECK_THAT(wrong.body, Contains("Denne lenken virker ikke") && !Contains("Lipová"));
    CHECK(wrong.headers.at("cache-control") == "no-store");
    site.database().session().run("UPDATE invitations SET token_version = token_version + 1");
    CHECK(site.get(path, "", "cs").status == 404);
    int status = 404;
    for (int i = 0; i < 40 && status == 404; ++i)
        status = site.get("/u/" + std::to_string(i) + "-AAAA").status;
    CHECK(status == 429);
    site.clock.advance(std::chrono::seconds(30));
    CHECK(site.get("/u/1-AAAA").status == 404);
}

TEST_CASE("unsubscribing asks first and acts on POST, also by RFC 8058's one click")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = site.unsubscribe_path(0);
    CHECK_THAT(site.get(path).body, Contains("Už nechcete dostávat zprávy?"));
    const Reply done =
        GENERATE(true, false) ? site.post(path, {{"List-Unsubscribe", "One-Click"}}) : site.post(path, {});
    CHECK(done.status == 200);
    CHECK_THAT(done.body, Contains("odhlásili jsme vás"));
    CHECK(site.number("SELECT count(*) FROM suppressions WHERE address = 'p0@lipova.test' AND reason = 'opt_out'") ==
          1);
    CHECK(site.post(path, {}).status == 200);
    CHECK(site.number("SELECT count(*) FROM suppressions") == 1);
    CHECK(site.post("/u/1-WRONG", {}).status == 404);
}

TEST_CASE("what people wrote is shown as text, never as markup")
{
    const std::string evil = R"(<script>alert(\"1\")</script>'&)";
    TestSite site(StoreKind::sqlite, {{"title", "\"" + evil + "\""},
                                      {"lead", "\"" + evil + "\""},
                                      {"place", "\"" + evil + "\""},
                                      {"name", "\"" + evil + "\""}});
    site.database().session().run("UPDATE contacts SET given_name = $1", {"<script>alert(\"1\")</script>"});
    site.database().session().run("UPDATE organisations SET name = $1, contact_email = $1, contact_phone = $1",
                                  {"<script>alert(\"1\")</script>"});
    site.database().session().run("UPDATE users SET name = $1", {"<script>alert(\"1\")</script>"});
    site.database().session().insert(
        "INSERT INTO responses (organisation_id, part, channel, kind, text, received_at, needs_person, handled_by) "
        "VALUES ($1, 0, 'email', 'text', $2, 0, TRUE, '') RETURNING id",
        {site.lipova.id, "<script>alert(\"1\")</script>"});
    channel::CapturedMessage message;
    message.recipient = message.sender = "<script>alert(\"1\")</script>";
    message.content = "Subject: <script>alert(\"1\")</script>\r\n\r\n<script>alert(\"1\")</script>";
    site.kept->messages.push_back(message);
    site.post(site.invitation_path(0), {{"answer", "yes"}});
    const std::string cookie = site.sign_in("petra@lipova.test");
    for (const std::string& path :
         {site.invitation_path(0), site.invitation_path(0) + "/thanks", site.unsubscribe_path(0),
          std::string("/campaigns"), site.campaign_path(), site.campaign_path() + "/progress",
          site.campaign_path() + "/cancel", site.campaign_path() + "/reach", std::string("/replies"),
          std::string("/sandbox"), std::string("/login?x=<script>alert"), std::string("/nothing%3Cscript%3Ealert")}) {
        const Reply reply = site.get(path, cookie);
        CAPTURE(path);
        CHECK(reply.status != 500);
        CHECK(reply.status != 0);
        CHECK_THAT(reply.body, !Contains("<script>alert"));
    }
    CHECK_THAT(site.post("/login", {{"email", "\"><script>alert"}}).body, !Contains("<script>alert"));
}

TEST_CASE("the page of a survey asks what its mail asks, knows no date and asks for no companions, on both stores")
{
    const std::string kind = GENERATE("survey", "map");
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql), {{"kind", "\"" + kind + "\""}});
    const std::string path = site.invitation_path(0);
    for (const std::string locale : {"cs", "nb"}) {
        const auto& catalogs = site.services->catalogs;
        const std::string page = site.get(path + "?lang=" + locale).body;
        for (const char* key : {"question", "yes", "maybe", "no"})
            CHECK_THAT(page, Contains(catalogs.text(locale, std::string("email.survey.") + key)));
        CHECK_THAT(page, !Contains(catalogs.text(locale, "email.question")) && !Contains("event.ics"));
    }
    CHECK(site.post(path, {{"answer", "yes"}}).status == 303);
    CHECK_THAT(site.get(path + "/thanks?lang=cs").body, Contains("že se zapojíte") && !Contains("přijdete") &&
                                                            !Contains("event.ics") && !Contains("name=\"companions\""));
    CHECK_THAT(site.get(path + "?lang=cs").body, Contains("<strong>zapojím se</strong>"));
}
