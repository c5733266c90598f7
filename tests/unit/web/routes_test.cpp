// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/data_link.h"
#include "campaigns/door.h"
#include "campaigns/short_code.h"
#include "evaluation/programme.h"
#include "organisations/connector_account.h"
#include "tests/unit/web/site.h"
#include "web/router.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace dosah;
using namespace dosah::tests;

namespace {

struct Expected
{
    int stranger;    ///< status without a session
    int coordinator; ///< with one
};

/// Every route there is, by name. A new one without a row here fails the test below.
const std::map<std::string, Expected> expected = {
    {"GET /i/{token}", {200, 200}},
    {"POST /i/{token}", {303, 303}},
    {"GET /i/{token}/thanks", {200, 200}},
    {"GET /i/{token}/event.ics", {200, 200}},
    {"POST /i/{token}/details", {303, 303}},
    {"GET /i/{token}/not-me", {200, 200}},
    {"POST /i/{token}/not-me", {400, 400}}, // no reason
    {"GET /d/{token}", {200, 200}},
    {"POST /d/{token}", {200, 200}},
    {"GET /d/open/{token}", {404, 404}}, // data_test.cpp has these with a link of theirs
    {"POST /d/open/{token}", {404, 404}},
    {"POST /d/visit/{token}/download", {404, 404}},
    {"POST /d/visit/{token}/correct", {404, 404}},
    {"POST /d/visit/{token}/erase", {404, 404}},
    {"GET /u/{token}", {200, 200}},
    {"POST /u/{token}", {200, 200}},
    {"GET /p/{token}", {200, 200}},
    {"POST /p/{token}", {400, 400}},
    {"GET /k", {200, 200}},
    {"POST /k", {404, 404}},       // no code was typed
    {"GET /k/{code}", {303, 303}}, // on to the invitation
    {"GET /door/{token}", {200, 200}},
    {"POST /door/{token}", {409, 409}}, // not open yet
    {"GET /door/{token}/thanks", {200, 200}},
    {"GET /hooks/{account}/{token}/{path*}", {202, 202}},
    {"POST /hooks/{account}/{token}/{path*}", {202, 202}},
    {"GET /health", {200, 200}},
    {"GET /metrics", {200, 200}},
    {"GET /robots.txt", {200, 200}},
    {"GET /assets/{path*}", {200, 200}},
    {"GET /theme/{file}", {200, 200}},
    {"GET /login", {200, 303}},
    {"POST /login", {403, 403}},
    {"GET /", {303, 303}},
    {"GET /campaigns", {303, 200}},
    {"GET /campaigns/{id}", {303, 200}},
    {"GET /campaigns/{id}/progress", {401, 200}},
    {"POST /campaigns/{id}/pause", {303, 303}},
    {"POST /campaigns/{id}/resume", {303, 303}},
    {"GET /campaigns/{id}/cancel", {303, 200}},
    {"POST /campaigns/{id}/cancel", {303, 303}},
    // the campaign is cancelled by now: console_steps_test.cpp has these when they are possible
    {"GET /campaigns/{id}/launch", {303, 409}},
    {"POST /campaigns/{id}/launch", {303, 409}},
    {"POST /campaigns/{id}/submit", {303, 409}},
    {"POST /campaigns/{id}/approve", {303, 409}},
    {"POST /campaigns/{id}/recall", {303, 409}},
    {"GET /campaigns/{id}/event", {303, 409}},
    {"POST /campaigns/{id}/event", {303, 409}},
    {"POST /campaigns/{id}/event/decide", {303, 409}},
    {"GET /campaigns/{id}/cancel-event", {303, 409}},
    {"POST /campaigns/{id}/cancel-event", {303, 409}},
    {"POST /campaigns/{id}/waves/{wave}/approve", {303, 409}},
    {"POST /campaigns/{id}/test", {303, 409}},
    {"GET /campaigns/{id}/texts", {303, 409}},
    {"POST /campaigns/{id}/texts", {303, 409}},
    {"GET /campaigns/{id}/preview", {303, 200}},
    {"GET /campaigns/{id}/preview.html", {303, 404}}, // of nobody
    {"GET /campaigns/{id}/reach", {303, 200}},
    {"GET /campaigns/{id}/reach.csv", {303, 200}},
    {"GET /campaigns/{id}/reach.json", {303, 200}},
    {"GET /reports", {303, 200}},
    {"GET /reports/programmes/{key}", {303, 200}},
    {"GET /reports/programmes/{key}/{file}", {303, 409}}, // nothing is released yet
    {"GET /reports/{id}", {303, 200}},
    {"POST /reports/{id}", {303, 409}}, // not closed yet
    {"GET /reports/{id}/{file}", {303, 200}},
    {"GET /campaigns/{id}/letters", {303, 200}},
    {"POST /campaigns/{id}/letters", {303, 409}},      // cancelled by now
    {"POST /campaigns/{id}/letters/slip", {303, 400}}, // no code
    {"GET /campaigns/{id}/letters/{print}", {303, 404}},
    {"GET /campaigns/{id}/phone", {303, 200}},
    {"POST /campaigns/{id}/phone", {303, 404}}, // of nobody
    {"GET /campaigns/{id}/phone/sheet", {303, 200}},
    {"GET /campaigns/{id}/door", {303, 200}},
    {"POST /campaigns/{id}/door", {303, 400}}, // does nothing
    {"GET /campaigns/{id}/door/sheet", {303, 200}},
    {"GET /replies", {303, 200}},
    {"POST /replies/{id}", {303, 400}}, // decides nothing
    {"GET /duplicates", {303, 200}},
    {"POST /duplicates/{id}", {303, 400}},
    {"GET /doubt", {303, 200}},
    {"POST /doubt/decide", {303, 303}},
    {"GET /doubt/all", {303, 303}},
    {"POST /doubt/settle", {303, 303}},
    {"GET /sandbox", {303, 200}},
    {"GET /sandbox/{account}/{file}", {303, 200}},
    {"POST /logout", {303, 303}},
};

void join_a_programme(TestSite& site)
{
    const Instant now = site.clock.now();
    const auto programme = evaluation::add_programme(site.database(), "part-net", "PART-NET", "cli:test", now);
    evaluation::join_programme(site.database(), programme, site.lipova.id, site.campaign.id, "cli:test", now);
}

std::string path_for(TestSite& site, std::string pattern)
{
    const auto fill = [&pattern](const std::string& name, const std::string& value) {
        const std::size_t at = pattern.find(name);
        if (at != std::string::npos) pattern.replace(at, name.size(), value);
    };
    if (pattern.starts_with("/i/")) fill("/i/{token}", site.invitation_path(0));
    if (pattern.starts_with("/u/")) fill("/u/{token}", site.unsubscribe_path(1));
    if (pattern.starts_with("/p/")) fill("/p/{token}", site.preferences_path(1));
    if (pattern == "/d/{token}") {
        store::Session session = site.database().session();
        pattern =
            campaigns::data_url(site.master, "", *contacts::find_contact(session, site.lipova.id, site.people[1]));
    }
    if (pattern.starts_with("/k/"))
        fill("{code}", campaigns::short_code(site.master, site.number("SELECT MIN(id) FROM invitations"), 1));
    if (pattern.starts_with("/door/")) {
        const std::string url = campaigns::door_url(site.master, "", site.campaign);
        fill("{token}", url.substr(url.rfind('/') + 1));
    }
    fill("{print}", "1");
    if (pattern.starts_with("/assets/")) fill("{path*}", "fonts/inter.LICENSE");
    if (pattern.starts_with("/theme/")) fill("{file}", "lipova.css");
    if (pattern.starts_with("/hooks/")) fill("{token}", organisations::webhook_token(site.master, site.account));
    fill("{account}", std::to_string(site.account));
    fill("{path*}", "dlr");
    fill("{wave}", "reminder");
    if (pattern.starts_with("/reports/")) fill("{file}", "report.json");
    fill("{key}", "part-net");
    fill("{id}", std::to_string(site.campaign.id));
    fill("{file}", "1.html");
    return pattern;
}

} // namespace

TEST_CASE("every route is named here, answers, and lets in whom it should")
{
    TestSite site;
    join_a_programme(site);
    channel::CapturedMessage mail;
    mail.content = "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>x</p>";
    site.kept->messages.push_back(mail);
    site.post(site.invitation_path(0), {{"answer", "maybe"}});
    std::set<std::string> seen;
    std::string cookie = site.sign_in("petra@lipova.test");
    // Signing out comes last, or nobody would be signed in for the rest.
    std::vector<web::Route> order(web::routes().begin(), web::routes().end());
    std::stable_partition(order.begin(), order.end(),
                          [](const web::Route& route) { return route.pattern != "/logout"; });
    for (const web::Route& route : order) {
        const std::string name = std::string(route.method) + " " + std::string(route.pattern);
        CAPTURE(name);
        REQUIRE(expected.count(name) == 1);
        seen.insert(name);
        const std::string path = path_for(site, std::string(route.pattern));
        const std::map<std::string, std::string> form = {{"csrf", site.csrf(cookie)}, {"answer", "yes"}};
        const Reply stranger = route.method == "GET" ? site.get(path) : site.post(path, form);
        CHECK(stranger.status == expected.at(name).stranger);
        const bool guarded = route.access == web::Access::signed_in || route.access == web::Access::coordinators;
        if (guarded && stranger.status == 303) CHECK(stranger.headers.at("location") == "/login");
        const Reply known = route.method == "GET" ? site.get(path, cookie) : site.post(path, form, cookie);
        CHECK(known.status == expected.at(name).coordinator);
        if (guarded && route.method == "POST") CHECK(site.post(path, {}, cookie).status != 200);
    }
    CHECK(seen.size() == expected.size());
}

TEST_CASE("no route yields a person to an evaluator")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    join_a_programme(site);
    const std::string answered = site.invitation_path(0);
    site.post(answered, {{"answer", "yes"}});
    channel::CapturedMessage mail;
    mail.content = "To: p0@lipova.test\r\n\r\nJana Vzorová";
    site.kept->messages.push_back(mail);
    site.database().session().run("UPDATE contacts SET phone = '+420777888999' WHERE id = $1", {site.people[0]});
    const std::vector<std::string> persons = {"Jana", "Karel", "Žofie",     "Vzorov",          "p0@",
                                              "p1@",  "p2@",   "777888999", answered.substr(3)};
    const std::string cookie = site.sign_in("eva@lipova.test");
    std::size_t forbidden = 0;
    std::size_t open = 0;
    for (const Instant now : {site.clock.now(), from_iso("2027-01-05"), from_iso("2027-02-05")}) {
        site.clock.set(now);
        const std::string fresh = site.sign_in("eva@lipova.test");
        for (const web::Route& route : web::routes()) {
            if (route.pattern == "/logout") continue;
            std::vector<std::string> paths = {std::string(route.pattern)};
            // Links of recipients open with their token, and an evaluator has none.
            if (route.access == web::Access::token)
                for (std::string& path : paths)
                    path = std::regex_replace(path, std::regex("\\{(token|path\\*|account)\\}"), "1");
            if (route.pattern == "/reports/{id}/{file}") {
                paths.clear();
                for (const char* file : {"csv", "json", "xlsx", "html", "svg", "pdf"})
                    paths.push_back("/reports/{id}/report." + std::string(file));
            }
            if (route.pattern == "/reports/programmes/{key}/{file}") {
                paths.clear();
                for (const char* file : {"csv", "json", "xlsx", "html", "svg", "pdf"})
                    paths.push_back("/reports/programmes/{key}/report." + std::string(file));
            }
            for (const std::string& pattern : paths) {
                const std::string path = path_for(site, pattern);
                CAPTURE(route.method, path);
                const Reply reply = route.method == "GET" ? site.get(path, fresh)
                                                          : site.post(path, {{"csrf", site.csrf(fresh)}}, fresh);
                for (const std::string& person : persons)
                    CHECK(reply.body.find(person) == std::string::npos);
                for (const auto& [name, value] : reply.headers)
                    for (const std::string& person : persons)
                        CHECK(value.find(person) == std::string::npos);
                if (route.access == web::Access::coordinators) {
                    CHECK(reply.status == 403);
                    ++forbidden;
                } else if (reply.status == 200) {
                    ++open;
                }
            }
        }
    }
    CHECK(forbidden >= 3 * 25);
    CHECK(open >= 3 * 8);
    CHECK(site.get("/", cookie).status == 303);
}

TEST_CASE("an evaluator of another organisation finds no report")
{
    TestSite site;
    const std::string cookie = site.sign_in("ola@nordvik.test");
    CHECK(site.get("/reports/" + std::to_string(site.campaign.id), cookie).status == 404);
    CHECK(site.get("/reports/" + std::to_string(site.campaign.id) + "/report.csv", cookie).status == 404);
    CHECK_THAT(site.get("/reports", cookie).body, !Catch::Contains("Fórum"));
    join_a_programme(site);
    CHECK(site.get("/reports/programmes/part-net", cookie).status == 404);
    CHECK(site.get("/reports/programmes/part-net/report.csv", cookie).status == 404);
    CHECK_THAT(site.get("/reports", cookie).body, !Catch::Contains("PART-NET"));
}

TEST_CASE("a known path with another method names the methods it has")
{
    TestSite site;
    const Reply reply = site.post("/campaigns", {});
    CHECK(reply.status == 405);
    CHECK(reply.headers.at("allow") == "GET");
}

TEST_CASE("no path leads out of the assets")
{
    TestSite site;
    for (const char* path : {"/assets/../console/login.html.mustache", "/assets/%2e%2e/console/login.html.mustache",
                             "/assets/..%2f..%2fLICENSE", "/assets//etc/passwd", "/assets/fonts/", "/theme/../x.css",
                             "/theme/unknown.css", "/theme/lipova.txt"})
        CHECK(site.get(path).status == 404);
    const Reply css = site.get("/theme/nordvik.css");
    CHECK(css.status == 200);
    CHECK(css.body.find("#1b3f7a") != std::string::npos);
}
