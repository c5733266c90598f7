// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/queue.h"
#include "tests/unit/web/site.h"
#include "web/metrics.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

Reply ask(TestSite& site, const std::string& headers = "")
{
    return parse_reply(exchange_bytes(site.port(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                                                       headers + "\r\n"));
}

/// Every line of the exposition is one that Prometheus reads; HELP and TYPE stand once and before their samples.
void check_exposition(const std::string& text)
{
    static const std::regex help("# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*");
    static const std::regex type("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
    static const std::regex sample(
        R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]Inf|-?[0-9.e+-]+))re");
    std::set<std::string> typed;
    std::string family;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        std::smatch found;
        if (std::regex_match(line, help)) continue;
        if (std::regex_match(line, found, type)) {
            family = found[1];
            CHECK(typed.insert(family).second);
            continue;
        }
        REQUIRE(std::regex_match(line, found, sample));
        CHECK(found[1].str().starts_with(family));
    }
    CHECK(text.ends_with('\n'));
}

} // namespace

TEST_CASE("metrics show how the outbox stands, by state and channel, and how long the oldest has waited")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    site.clock.advance(std::chrono::minutes(10));
    delivery::release_due(site.database(), site.clock.now());
    site.database().session().run("UPDATE messages SET state = 'in_doubt', state_reason = '421 jana@osoba.test' WHERE "
                                  "id = (SELECT MIN(id) FROM messages)");
    tests::follow_states(site.database().session());
    site.problems = {"smtp account 1: cannot connect for p0@lipova.test"};
    const Reply reply = ask(site);
    REQUIRE(reply.status == 200);
    CHECK(reply.headers.at("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    check_exposition(reply.body);
    CHECK_THAT(reply.body, Contains("\ndosah_messages{channel=\"email\",state=\"queued\"} 2\n") &&
                               Contains("\ndosah_messages{channel=\"email\",state=\"in_doubt\"} 1\n") &&
                               Contains("\ndosah_messages{channel=\"sms\",state=\"planned\"} 0\n") &&
                               Contains("\ndosah_in_doubt_messages{channel=\"email\"} 1\n") &&
                               Contains("\ndosah_oldest_due_seconds{account=\"" + std::to_string(site.account) +
                                        "\",connector=\"capture\"} 600\n") &&
                               Contains("\ndosah_oldest_unreleased_seconds 0\n") && Contains("\ndosah_problems 1\n") &&
                               Contains("\ndosah_store_up 1\n") && Contains("dosah_build_info{compiler=") &&
                               Contains("version=\"0.1.0\"} 1\n"));
    CHECK_THAT(reply.body, Contains("\nprocess_resident_memory_bytes ") && Contains("# TYPE dosah_messages gauge\n"));
    // Nothing of anybody, whatever stands in the store.
    CHECK_THAT(reply.body, !Contains("@") && !Contains("Jana") && !Contains("Lipov"));

    // Held back by a pause, nothing is overdue; and the store is not asked again at once.
    site.database().session().run("UPDATE lanes SET open = FALSE");
    CHECK_THAT(ask(site).body, Contains("connector=\"capture\"} 600\n"));
    site.clock.advance(std::chrono::seconds(6));
    CHECK_THAT(ask(site).body, !Contains("connector=\"capture\"} 6"));
}

TEST_CASE("metrics are for this machine, or for whoever has the token")
{
    TestSite site;
    CHECK(ask(site).status == 200);
    for (const char* proxied : {"X-Forwarded-For: 203.0.113.9\r\n", "X-Forwarded-For: 127.0.0.1\r\n",
                                "Forwarded: for=127.0.0.1\r\n", "X-Real-IP: 127.0.0.1\r\n", "Via: 1.1 proxy\r\n"}) {
        INFO(proxied);
        CHECK(ask(site, proxied).status == 403);
    }
    CHECK(ask(site, "Authorization: Bearer \r\n").status == 200);
    site.config.metrics_token = "a-long-token";
    CHECK(ask(site).status == 403);
    CHECK(ask(site, "Authorization: Bearer a-long-tokem\r\n").status == 403);
    CHECK(ask(site, "Authorization: Bearer \r\n").status == 403);
    CHECK(ask(site, "Authorization: Basic a-long-token\r\n").status == 403);
    CHECK(ask(site, "Authorization: Bearer a-long-token\r\n").status == 200);
    CHECK(ask(site, "Authorization: Bearer a-long-token\r\nX-Forwarded-For: 203.0.113.9\r\n").status == 200);
    // Guessing is stopped as it is for links.
    int status = 403;
    for (int i = 0; i < 60 && status == 403; ++i)
        status = ask(site, "Authorization: Bearer guess\r\n").status;
    CHECK(status == 429);
}

TEST_CASE("who may see metrics is decided by the connection's other end")
{
    web::Request request;
    for (const char* here : {"127.0.0.1", "::"}) {
        request.client = here;
        CHECK(web::may_see_metrics(request, ""));
    }
    for (const char* elsewhere : {"203.0.113.9", "127.0.0.2x", "2001:db8::", "gone", ""}) {
        request.client = elsewhere;
        CHECK_FALSE(web::may_see_metrics(request, ""));
    }
}

TEST_CASE("metrics are there when the store is not, and say so; requests are counted")
{
    TestSite site;
    Counter& failed =
        metrics().counter("dosah_http_requests_total", "Answered requests by kind of answer.", {{"status", "4xx"}});
    const std::uint64_t before = failed.value();
    CHECK(site.get("/nowhere").status == 404);
    CHECK(failed.value() == before + 1);
    site.database().session().run("ALTER TABLE messages RENAME TO gone");
    const Reply reply = ask(site);
    CHECK(reply.status == 200);
    check_exposition(reply.body);
    CHECK_THAT(reply.body, Contains("\ndosah_store_up 0\n") && Contains("dosah_http_requests_total{status=\"4xx\"}") &&
                               Contains("# TYPE dosah_http_request_seconds histogram\n") &&
                               Contains("dosah_http_request_seconds_bucket{le=\"+Inf\"}") &&
                               !Contains("no such table"));
}
