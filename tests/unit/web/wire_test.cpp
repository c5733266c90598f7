// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;

namespace {

std::size_t answers_in(const std::string& bytes)
{
    std::size_t count = 0;
    for (std::size_t at = bytes.find("HTTP/1.1 "); at != std::string::npos; at = bytes.find("HTTP/1.1 ", at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("raw bytes: a refused request gets one answer and the connection is closed")
{
    TestSite site;
    const std::string smuggled = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto [request, status] = GENERATE(table<std::string, int>({
        {"GET /health HTTP/1.1\r\n\r\n", 400},
        {"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\n", 400},
        {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
        {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", 413},
        {"DELETE /health HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"GET /health HTTP/1.1\nHost: a\n\n", 400},
    }));
    const std::string bytes = exchange_bytes(site.port(), request + smuggled);
    CAPTURE(request);
    CHECK(parse_reply(bytes).status == status);
    CHECK(answers_in(bytes) == 1);
    CHECK(bytes.find("Connection: close") != std::string::npos);
}

TEST_CASE("raw bytes: a body nobody wanted is not taken for the next request")
{
    TestSite site;
    const std::string hidden = "GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string bytes = exchange_bytes(
        site.port(), "GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(hidden.size()) +
                         "\r\n\r\n" + hidden + "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(answers_in(bytes) == 2);
    CHECK(bytes.find("Disallow") == std::string::npos);
}

TEST_CASE("raw bytes: requests of one connection are answered in order, and 100-continue is said")
{
    TestSite site;
    const std::string bytes =
        exchange_bytes(site.port(), "GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\nHEAD /robots.txt HTTP/1.1\r\nHost: "
                                    "a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(answers_in(bytes) == 3);
    CHECK(bytes.find("Disallow") == bytes.rfind("Disallow"));
    CHECK(bytes.ends_with("{\"status\":\"ok\"}\n"));
    const std::string waited = exchange_bytes(
        site.port(), "POST /login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", 500);
    CHECK(waited == "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_CASE("raw bytes: heads without end are refused by size")
{
    TestSite site;
    CHECK(parse_reply(exchange_bytes(site.port(), "GET /" + std::string(20000, 'a'))).status == 414);
    CHECK(parse_reply(exchange_bytes(site.port(), "GET / HTTP/1.1\r\nX: " + std::string(40000, 'a'))).status == 431);
}

TEST_CASE("an idle connection is closed after five seconds, and a stop does not wait for it")
{
    TestSite site;
    const auto start = std::chrono::steady_clock::now();
    CHECK(exchange_bytes(site.port(), "", 9000).empty());
    const auto taken = std::chrono::steady_clock::now() - start;
    CHECK(taken > std::chrono::seconds(4));
    CHECK(taken < std::chrono::seconds(8));
    std::thread idle([&] { exchange_bytes(site.port(), "GET / HTTP", 9000); });
    const auto stopping = std::chrono::steady_clock::now();
    site.server->stop();
    CHECK(std::chrono::steady_clock::now() - stopping < std::chrono::seconds(4));
    idle.join();
}

TEST_CASE("every answer carries the security headers")
{
    TestSite site;
    const auto path = GENERATE(as<std::string>(), "/login", "/health", "/nothing", "/i/WRONG", "/assets/public.css");
    const Reply reply = site.get(path);
    CAPTURE(path);
    CHECK(reply.headers.at("content-security-policy").starts_with("default-src 'none'"));
    CHECK(reply.headers.at("content-security-policy").find("unsafe") == std::string::npos);
    CHECK(reply.headers.at("x-content-type-options") == "nosniff");
    CHECK(reply.headers.at("referrer-policy") == "no-referrer");
    CHECK(reply.headers.at("x-robots-tag").starts_with("noindex"));
}

TEST_CASE("a second server does not take the address of a running one")
{
    TestSite running;
    TestSite second(StoreKind::sqlite, {}, 64 * 1024, false);
    second.config.http_listen = "127.0.0.1:" + std::to_string(running.port());
    CHECK_THROWS_WITH(second.server->start(), Catch::Contains("set http.listen to a free address"));
    CHECK(running.get("/health").status == 200);
}
