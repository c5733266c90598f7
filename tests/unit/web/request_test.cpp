// SPDX-License-Identifier: EUPL-1.2
#include "web/request.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::web;

namespace {

int refusal(const std::string& head)
{
    const auto parsed = parse_head(head, 1000);
    const auto* refused = std::get_if<Refusal>(&parsed);
    return refused ? refused->status : 0;
}

std::string with(const std::string& headers)
{
    return "POST /x HTTP/1.1\r\nHost: a.test\r\n" + headers + "\r\n";
}

} // namespace

TEST_CASE("a well-formed request is taken apart")
{
    const auto parsed =
        parse_head("GET /i/A%20b?lang=cs&x=1+2&x=3 HTTP/1.1\r\nHost: a.test:80\r\nCookie: a=1; b=2\r\n\r\n", 0);
    const Request& request = std::get<Head>(parsed).request;
    CHECK(request.method == "GET");
    CHECK(request.path == "/i/A b");
    CHECK(request.query == std::map<std::string, std::string>{{"lang", "cs"}, {"x", "1 2"}});
    CHECK(request.cookie("b") == "2");
    CHECK(request.cookie("c").empty());
    CHECK(request.keep_alive);
}

TEST_CASE("what two programs could read differently is refused")
{
    CHECK(refusal("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
    CHECK(refusal("GET / HTTP/1.1\r\nHost: a b\r\n\r\n") == 400);
    CHECK(refusal(with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) == 411);
    CHECK(refusal(with("Transfer-Encoding: chunked\r\n")) == 411);
    CHECK(refusal(with("")) == 411);
    CHECK(refusal(with("Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
    CHECK(refusal(with("Content-Length: -5\r\n")) == 400);
    CHECK(refusal(with("Content-Length: +5\r\n")) == 400);
    CHECK(refusal(with("Content-Length: 5, 5\r\n")) == 400);
    CHECK(refusal(with("Content-Length: 0x5\r\n")) == 400);
    CHECK(refusal(with("Content-Length:\r\n")) == 400);
    CHECK(refusal(with("Content-Length: 1001\r\n")) == 413);
    CHECK(refusal(with("Content-Length: 99999999999999999999999\r\n")) == 413);
    CHECK(refusal(with("Content-Length : 5\r\n")) == 400);
    CHECK(refusal(with("Content-Length: 5\r\n X: folded\r\n")) == 400);
    CHECK(refusal(with("Content-Length: 5\r\nX: a\rb\r\n")) == 400);
    CHECK(refusal("GET / HTTP/1.1\nHost: a\n\n") == 400);
    CHECK(refusal(std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29)) == 400);
    CHECK(refusal("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n") == 501);
    CHECK(refusal("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == 505);
    CHECK(refusal("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET /%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(refusal("GET /" + std::string(target_limit, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n") == 414);
    std::string many;
    for (std::size_t i = 0; i <= header_count_limit; ++i)
        many += "X: 1\r\n";
    CHECK(refusal(with(many)) == 431);
}

TEST_CASE("a form's fields are decoded, ill-formed ones left out or repaired")
{
    const auto form = parse_form("a=%C3%A1&b=x+y&a=2&c=%zz&=1&d&e=%ff");
    CHECK(form == std::map<std::string, std::string>{{"a", "á"}, {"b", "x y"}, {"d", ""}, {"e", "\xEF\xBF\xBD"}});
}

TEST_CASE("the browser's languages are weighed")
{
    CHECK(accepted_locale("de, nn;q=0.8, cs;q=0.9") == "cs");
    CHECK(accepted_locale("no, en;q=0.5") == "nb");
    CHECK(accepted_locale("nb-NO") == "nb");
    CHECK_FALSE(accepted_locale("de"));
    CHECK_FALSE(accepted_locale("cs;q=0"));
    CHECK_FALSE(accepted_locale(""));
}

TEST_CASE("no bytes make the reader fall over, and what it takes has one Host and a bounded body")
{
    std::mt19937 random(20261122);
    const std::vector<std::string> pieces = {"GET ",
                                             "POST ",
                                             "/a",
                                             " HTTP/1.1",
                                             "\r\n",
                                             "\n",
                                             "\r",
                                             "Host: a",
                                             "Content-Length: ",
                                             "5",
                                             "-",
                                             "Transfer-Encoding: chunked",
                                             ":",
                                             " ",
                                             "\t",
                                             "%",
                                             "%41",
                                             "\xff",
                                             std::string(1, '\0'),
                                             "?",
                                             "="};
    for (int round = 0; round < 20000; ++round) {
        std::string head = round % 2 == 0 ? "GET / HTTP/1.1\r\nHost: a\r\n" : "";
        const int count = static_cast<int>(random() % 12);
        for (int i = 0; i < count; ++i)
            head += pieces[random() % pieces.size()];
        head += "\r\n\r\n";
        const auto parsed = parse_head(head, 100);
        if (const auto* taken = std::get_if<Head>(&parsed)) {
            CHECK(taken->length <= 100);
            CHECK(std::count_if(taken->request.headers.begin(), taken->request.headers.end(),
                                [](const auto& header) { return header.first == "host"; }) == 1);
        }
    }
}
