// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/programme.h"
#include "organisations/connector_account.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("signing in needs the right password and the form's own token", "[sign-in]")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const Reply form = site.get("/login");
    REQUIRE(form.status == 200);
    CHECK_THAT(form.headers.at("set-cookie"), Contains("HttpOnly") && Contains("SameSite=Lax") && !Contains("Secure"));
    const std::size_t at = form.body.find("name=\"csrf\" value=\"") + 19;
    const std::string token = form.body.substr(at, form.body.find('"', at) - at);
    CHECK(site.post("/login", {{"email", "petra@lipova.test"}, {"password", TestSite::password}}, form.cookie).status ==
          403);
    CHECK(site.post("/login", {{"email", "petra@lipova.test"}, {"password", TestSite::password}, {"csrf", token}})
              .status == 403);
    CHECK(site.post("/login", {{"email", "petra@lipova.test"}, {"password", "wrong"}, {"csrf", token}}, form.cookie)
              .status == 403);
    const Reply in = site.post(
        "/login", {{"email", "petra@lipova.test"}, {"password", TestSite::password}, {"csrf", token}}, form.cookie);
    CHECK(in.status == 303);
    CHECK_THAT(in.headers.at("set-cookie"), Contains("HttpOnly") && Contains("SameSite=Lax"));
    CHECK(site.get("/campaigns", in.cookie).status == 200);
    CHECK(site.get("/login", in.cookie).headers.at("location") == "/");
    CHECK(site.post("/logout", {{"csrf", site.csrf(in.cookie)}}, in.cookie).status == 303);
    CHECK(site.get("/campaigns", in.cookie).headers.at("location") == "/login");
}

TEST_CASE("a session ends after its length", "[sign-in]")
{
    TestSite site;
    const std::string cookie = site.sign_in("petra@lipova.test");
    CHECK(site.get("/campaigns", cookie).status == 200);
    site.clock.advance(std::chrono::hours(12) + std::chrono::seconds(1));
    CHECK(site.get("/campaigns", cookie).status == 303);
    CHECK(site.get(site.campaign_path() + "/progress", cookie).status == 401);
}

TEST_CASE("guessing passwords is stopped for a while", "[sign-in]")
{
    TestSite site;
    const Reply form = site.get("/login");
    const std::size_t at = form.body.find("name=\"csrf\" value=\"") + 19;
    const std::string token = form.body.substr(at, form.body.find('"', at) - at);
    int status = 403;
    for (int i = 0; i < 12 && status == 403; ++i)
        status =
            site.post("/login", {{"email", "x@y.test"}, {"password", "wrong"}, {"csrf", token}}, form.cookie).status;
    CHECK(status == 429);
}

TEST_CASE("the campaign's page shows how far it is and changes its state by forms with their token")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string cookie = site.sign_in("petra@lipova.test");
    const std::string path = site.campaign_path();
    CHECK_THAT(site.get("/campaigns", cookie).body, Contains("Fórum 2026") && Contains("href=\"" + path + "\""));
    const Reply page = site.get(path, cookie);
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("Rozesílá se") && Contains("z 3 zpráv") && Contains("data-busy=\"yes\"") &&
                              Contains("live.js"));
    const Reply part = site.get(path + "/progress", cookie);
    CHECK(part.status == 200);
    CHECK_THAT(part.body, Contains("id=\"progress\"") && !Contains("<html"));

    CHECK(site.post(path + "/pause", {}, cookie).status == 403);
    CHECK(site.post(path + "/pause", {{"csrf", "wrong"}}, cookie).status == 403);
    CHECK(site.post(path + "/pause", {{"csrf", site.csrf(cookie)}}).headers.at("location") == "/login");
    CHECK(site.reread().state == campaigns::State::running);
    CHECK(site.post(path + "/pause", {{"csrf", site.csrf(cookie)}}, cookie).status == 303);
    CHECK(site.reread().state == campaigns::State::paused);
    CHECK_THAT(site.get(path, cookie).body, Contains("Pokračovat") && Contains("petra"));
    CHECK(site.post(path + "/resume", {{"csrf", site.csrf(cookie)}}, cookie).status == 303);
    CHECK(site.reread().state == campaigns::State::running);
    CHECK_THAT(site.get(path + "/cancel", cookie).body, Contains("Opravdu zrušit"));
    CHECK(site.post(path + "/cancel", {{"csrf", site.csrf(cookie)}}, cookie).status == 303);
    CHECK(site.reread().state == campaigns::State::cancelled);
    CHECK(site.get(path + "/cancel", cookie).status == 409);
    CHECK(site.post(path + "/pause", {{"csrf", site.csrf(cookie)}}, cookie).status == 409);
}

TEST_CASE("all who look at a campaign share counts a second old at most; a new state and one's own deeds show at once")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string cookie = site.sign_in("petra@lipova.test");
    const std::string path = site.campaign_path();
    const auto shown = [&] { return site.get(path + "/progress", cookie).body; };
    const auto send = [&](int message) {
        const std::string first = "(SELECT MIN(id) FROM messages)";
        site.database().session().run("UPDATE messages SET state = 'accepted' WHERE id = $1 + " + first, {message});
    };
    const std::string none = shown();
    send(0);
    CHECK(shown() == none);
    site.clock.advance(std::chrono::seconds(1));
    const std::string one = shown();
    CHECK(one != none);
    send(1);
    CHECK(shown() == one);
    // Somebody else pauses it, by the command line say.
    site.database().session().run("UPDATE campaigns SET state = 'paused' WHERE id = $1", {site.campaign.id});
    const std::string paused = shown();
    CHECK(paused != one);
    send(2);
    CHECK(shown() == paused);
    CHECK(site.post(path + "/pause", {{"csrf", site.csrf(cookie)}}, cookie).status == 409);
    CHECK(shown() != paused);
}

TEST_CASE("nothing of another organisation is there")
{
    TestSite site;
    const std::string cookie = site.sign_in("ola@nordvik.test");
    for (const char* end : {"", "/progress", "/cancel", "/reach", "/reach.csv", "/reach.json"})
        CHECK(site.get(site.campaign_path() + end, cookie).status == 404);
    for (const char* end : {"/pause", "/resume", "/cancel"})
        CHECK(site.post(site.campaign_path() + end, {{"csrf", site.csrf(cookie)}}, cookie).status == 404);
    CHECK_THAT(site.get("/campaigns", cookie).body, Contains("Her er det ingen kampanjer") && !Contains("Fórum"));
    CHECK(site.reread().state == campaigns::State::running);
    CHECK(site.get("/sandbox/" + std::to_string(site.account) + "/1.html", cookie).status == 404);
}

TEST_CASE("an evaluator comes to the reports, and a friendly page is all there is elsewhere")
{
    TestSite site;
    const std::string cookie = site.sign_in("eva@lipova.test");
    CHECK(site.get("/", cookie).headers.at("location") == "/reports");
    const Reply reports = site.get("/reports", cookie);
    CHECK_THAT(reports.body, Contains("Fórum 2026") && Contains("href=\"/reports/") && !Contains("href=\"/replies"));
    for (const std::string path : {"/campaigns", "/replies", "/sandbox"}) {
        const Reply reply = site.get(path, cookie);
        CHECK(reply.status == 403);
        CHECK_THAT(reply.body, Contains("Tato stránka není pro hodnotitele"));
    }
    for (const char* end : {"", "/progress", "/reach", "/reach.csv", "/reach.json"})
        CHECK(site.get(site.campaign_path() + end, cookie).status == 403);
    CHECK(site.post(site.campaign_path() + "/pause", {{"csrf", site.csrf(cookie)}}, cookie).status == 403);
}

TEST_CASE("an evaluator releases a closed campaign's figures by the button, never by looking")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string path = "/reports/" + std::to_string(site.campaign.id);
    const auto releases = [&] {
        return site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'release.register'");
    };
    site.clock.set(campaigns::closing_time(site.reread().definition) + std::chrono::hours(1));
    const std::string cookie = site.sign_in("eva@lipova.test");
    CHECK_THAT(site.get(path, cookie).body,
               Contains("Vydat čísla") && Contains("method=\"post\"") && !Contains("report.csv"));
    for (const char* file : {"csv", "json", "xlsx", "html", "svg"})
        CHECK(site.get(path + "/report." + file, cookie).status == 409);
    CHECK_THAT(exchange_bytes(site.port(), "HEAD " + path + " HTTP/1.1\r\nHost: x\r\nCookie: " + cookie +
                                               "\r\nConnection: close\r\n\r\n"),
               Contains(" 200 "));
    CHECK(site.post(path, {}, cookie).status == 403);
    CHECK(releases() == 0);
    CHECK(site.post(path, {{"csrf", site.csrf(cookie)}}, cookie).headers.at("location") == path);
    const std::int64_t released = releases();
    CHECK(released > 0);
    CHECK_THAT(site.get(path, cookie).body, !Contains("Vydat čísla") && Contains("report.csv"));
    CHECK(site.get(path + "/report.csv", cookie).status == 200);
    CHECK(site.post(path, {{"csrf", site.csrf(cookie)}}, cookie).status == 303);
    CHECK(releases() == released);
}

TEST_CASE("an evaluator's list says of each campaign whether its figures are due, to be released or released")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK_THAT(site.get("/reports", site.sign_in("eva@lipova.test")).body, Contains("budou "));
    site.clock.set(campaigns::closing_time(site.reread().definition) + std::chrono::hours(1));
    const std::string cookie = site.sign_in("eva@lipova.test");
    CHECK_THAT(site.get("/reports", cookie).body, Contains("čekají na vydání") && !Contains("zveřejněné"));
    site.post("/reports/" + std::to_string(site.campaign.id), {{"csrf", site.csrf(cookie)}}, cookie);
    CHECK_THAT(site.get("/reports", cookie).body, !Contains("čekají na vydání") && Contains("zveřejněné"));
}

TEST_CASE(
    "an evaluator sees a programme of the organisation's: nothing of it before a release, then it in every format")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const Instant now = site.clock.now();
    const auto programme = evaluation::add_programme(site.database(), "part-net", "PART-NET", "cli:test", now);
    evaluation::join_programme(site.database(), programme, site.lipova.id, site.campaign.id, "cli:test", now);
    site.clock.set(campaigns::closing_time(site.reread().definition) + std::chrono::hours(1));
    const std::string cookie = site.sign_in("eva@lipova.test");
    const std::string page = "/reports/programmes/part-net";
    CHECK_THAT(site.get("/reports", cookie).body, Contains("href=\"" + page + "\"") && Contains("PART-NET"));
    CHECK_THAT(site.get(page, cookie).body,
               Contains("Zatím není co ukázat") && !Contains("report.csv") && Contains("až budou její čísla vydána"));
    CHECK(site.get(page + "/report.csv", cookie).status == 409);
    CHECK(site.number("SELECT COUNT(*) FROM releases") == 0);
    site.post("/reports/" + std::to_string(site.campaign.id), {{"csrf", site.csrf(cookie)}}, cookie);
    const Reply shown = site.get(page, cookie);
    CHECK(shown.status == 200);
    CHECK_THAT(shown.body, Contains("<svg class=\"fig\" role=\"img\"") && Contains("<table") && Contains("report.svg"));
    for (const auto& [file, type] : std::map<std::string, std::string>{{"csv", "text/csv"},
                                                                       {"json", "application/json"},
                                                                       {"html", "text/html"},
                                                                       {"xlsx", "application/vnd"},
                                                                       {"svg", "image/svg+xml"}}) {
        const Reply reply = site.get(page + "/report." + file, cookie);
        CAPTURE(file);
        CHECK(reply.status == 200);
        CHECK_THAT(reply.headers.at("content-type"), Catch::StartsWith(type));
        CHECK(reply.headers.at("content-disposition") == "attachment; filename=\"part-net-report." + file + "\"");
        CHECK(site.get(page + "/report." + file, cookie).body == reply.body);
    }
    CHECK(site.get(page + "/report.pdf", cookie).status == 404);
    CHECK(site.get("/reports/programmes/part-nat", cookie).status == 404);
}

TEST_CASE("the reach page has figures with intervals, their table, and both downloads")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    site.post(site.invitation_path(0), {{"answer", "yes"}});
    const std::string cookie = site.sign_in("petra@lipova.test");
    const Reply page = site.get(site.campaign_path() + "/reach", cookie);
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("<svg class=\"fig\" role=\"img\"") && Contains("<title") && Contains("<table"));
    CHECK_THAT(page.body, Contains("33,3\xC2\xA0%"));
    const Reply csv = site.get(site.campaign_path() + "/reach.csv", cookie);
    CHECK(csv.status == 200);
    CHECK_THAT(csv.headers.at("content-disposition"), Contains("reach-forum.csv"));
    CHECK(site.get(site.campaign_path() + "/reach.json", cookie).body.starts_with("{"));
}

TEST_CASE("replies that need a person are listed for their organisation only")
{
    TestSite site;
    site.database().session().insert(
        "INSERT INTO responses (organisation_id, contact_id, part, channel, kind, text, received_at, needs_person, "
        "handled_by) VALUES ($1, $2, 0, 'sms', 'text', 'Kudy tam?', 0, TRUE, '') RETURNING id",
        {site.lipova.id, site.people[1]});
    CHECK_THAT(site.get("/replies", site.sign_in("petra@lipova.test")).body,
               Contains("Kudy tam?") && Contains("Karel Vzorová"));
    CHECK_THAT(site.get("/replies", site.sign_in("ola@nordvik.test")).body, !Contains("Kudy tam?"));
}

TEST_CASE("the sandbox shows captured messages, their HTML in a sandbox of the browser, and only when switched on")
{
    TestSite site;
    channel::CapturedMessage mail;
    mail.content = "Subject: =?utf-8?q?Pozv=C3=A1nka?=\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8"
                   "\r\n\r\n<p>Ahoj</p><script>x</script>";
    site.kept->messages.push_back(mail);
    channel::CapturedMessage sms;
    sms.channel = channel::Channel::sms;
    sms.content = "Přijdete?";
    sms.parts = 2;
    site.kept->messages.push_back(sms);
    const std::string cookie = site.sign_in("petra@lipova.test");
    const std::string account = std::to_string(site.account);
    CHECK_THAT(site.get("/sandbox", cookie).body,
               Contains("Pozvánka") && Contains("Přijdete?") && Contains("src=\"/sandbox/" + account + "/1.html\""));
    const Reply html = site.get("/sandbox/" + account + "/1.html", cookie);
    CHECK(html.status == 200);
    CHECK_THAT(html.headers.at("content-security-policy"), Contains("sandbox") && !Contains("script-src"));
    CHECK(site.get("/sandbox/" + account + "/2.html", cookie).status == 404);
    CHECK(site.get("/sandbox/" + account + "/../1.html", cookie).status == 404);
    CHECK(site.get("/sandbox/" + account + "/99.html", cookie).status == 404);
    CHECK(site.get("/sandbox").status == 303);
    site.config.sandbox = false;
    CHECK(site.get("/sandbox", cookie).status == 404);
}

TEST_CASE("a webhook reaches its transport only with its own token")
{
    TestSite site;
    const std::string base = "/hooks/" + std::to_string(site.account) + "/";
    const std::string token = organisations::webhook_token(site.master, site.account);
    CHECK(site.get(base + "WRONG/dlr").status == 404);
    CHECK(site.get("/hooks/999/" + token + "/dlr").status == 404);
    CHECK(site.get("/hooks/" + std::to_string(site.foreign_account) + "/" + token + "/dlr").status == 404);
    CHECK(site.kept->calls.empty());
    const Reply reply = site.get(base + token + "/dlr/x?status=1&text=a+b");
    CHECK(reply.status == 202);
    CHECK(reply.body == "taken");
    REQUIRE(site.kept->calls.size() == 1);
    CHECK(site.kept->calls[0].path == "dlr/x");
    CHECK(site.kept->calls[0].query.at("text") == "a b");
    CHECK(site.post(base + token + "/", {{"from", "+420"}}).status == 202);
    CHECK(site.kept->calls[1].query.at("from") == "+420");
    CHECK(site.taken.items.size() == 2);
}

TEST_CASE("health tells what is not well")
{
    TestSite site;
    CHECK(site.get("/health").body == "{\"status\":\"ok\"}\n");
    site.problems = {"mailbox of jana@lipova.test does not answer"};
    const Reply reply = site.get("/health");
    CHECK(reply.status == 503);
    CHECK_THAT(reply.body, Contains("does not answer") && !Contains("jana@"));
}

TEST_CASE("where the register does not reach back far enough, nobody is called new")
{
    TestSite site;
    site.database().session().run("UPDATE organisations SET register_start = NULL");
    site.database().session().run("UPDATE invitations SET prior = 'unobservable'");
    site.post(site.invitation_path(0), {{"answer", "yes"}});
    const std::string body = site.get(site.campaign_path() + "/reach", site.sign_in("petra@lipova.test")).body;
    CHECK_THAT(body, Contains("Bez dřívějšího záznamu") && Contains("Není známo, od kdy se evidence vede"));
    CHECK_THAT(body, !Contains("Dosud nezapojení</p>") && !Contains("fresh-h"));
}

TEST_CASE("cookies are Secure when people come by https", "[sign-in]")
{
    TestSite site;
    site.config.http_public_url = "https://dosah.lipova.test";
    CHECK_THAT(site.get("/login").headers.at("set-cookie"), Contains("; Secure"));
}

TEST_CASE("a broken store is told on the pages and by health, without a word of its insides")
{
    TestSite site;
    const std::string cookie = site.sign_in("petra@lipova.test");
    site.database().session().run("ALTER TABLE sessions RENAME TO gone");
    site.database().session().run("ALTER TABLE users RENAME TO gone_too");
    const Reply page = site.get("/campaigns", cookie);
    CHECK(page.status == 500);
    CHECK_THAT(page.body, !Contains("gone") && !Contains("no such table"));
    const Reply health = site.get("/health");
    CHECK(health.status == 503);
    CHECK_THAT(health.body, Contains("the store does not answer") && !Contains("no such table"));
}
