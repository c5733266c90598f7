// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "connectors/kannel/sendsms.h"
#include "kannel_bench.h"
#include "tests/support/child_process.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

TEST_CASE("each of Kannel's answers is reported as the one outcome it means")
{
    struct Case
    {
        std::string name;
        HttpAnswer answer;
        OutcomeKind kind;
        std::string code;
    };
    using enum OutcomeKind;
    const std::vector<Case> cases = {
        {"taken", http_answer(202, "0: Accepted for delivery"), accepted, "http 202"},
        {"queued", http_answer(202, "3: Queued for later delivery"), accepted, "http 202"},
        {"no receiver", http_answer(400, "Missing receiver number, rejected"), address_dead, "http 400"},
        {"denied", http_answer(400, "Number(s) has/have been denied by white- and/or black-lists."), rejected,
         "http 400"},
        {"no receiver left", http_answer(400, "Empty receiver number not allowed, rejected"), address_dead, "http 400"},
        {"no link takes it", http_answer(403, "Not routable. Do not try again."), rejected, "http 403"},
        {"login", http_answer(403, "Authorization failed for sendsms"), connector_broken, "http 403"},
        {"wrong address", http_answer(404, "Not found"), connector_broken, "http 404"},
        {"moved", http_answer(302, "", "Location: /\r\n"), connector_broken, "http 302"},
        {"busy", http_answer(503, "Temporal failure, try again later."), later, "http 503"},
        {"in the middle of its parts", http_answer(500, "Sending failed."), unknown, "http 500"},
        {"too many", http_answer(429, "slow down"), later, "http 429"},
        {"somebody in between", http_answer(502, "Bad gateway"), unknown, "http 502"},
        {"200 from something else", http_answer(200, "hello"), unknown, "http 200"},
        {"closed without an answer", {"", true, false}, unknown, "closed"},
        {"closed inside the answer", {"HTTP/1.1 202 Acc", true, false}, unknown, "closed"},
        {"closed inside the body",
         {"HTTP/1.1 202 A\r\nContent-Length: 99\r\n\r\n0: Acc", true, false},
         unknown,
         "closed"},
        {"garbage", {"what do you want\r\n\r\n", true, false}, unknown, "protocol"},
        {"a length nobody can mean",
         {"HTTP/1.1 202 A\r\nContent-Length: -5\r\n\r\n", true, false},
         unknown,
         "protocol"},
        {"silence", {"", false, true}, unknown, "timeout"},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        bool faulty = true;
        KannelBench bench(
            [&](const std::string& target) { return std::exchange(faulty, false) ? one.answer : ::accepted(target); });
        const Outcome outcome = bench.send(sms(1));
        CHECK(channel::to_string(outcome.kind) == channel::to_string(one.kind));
        CHECK(outcome.code == one.code);
        CHECK(outcome.handed);
        // After silence it rests first: nobody would know what became of the next one either.
        if (one.code == "timeout") CHECK(bench.send(sms(2)).kind == connector_broken);
        CHECK(bench.send(sms(3)).kind == accepted);
    }
}

TEST_CASE("a remote that says when to come back is heard")
{
    KannelBench bench([](const std::string&) { return http_answer(503, "busy", "Retry-After: 120\r\n"); });
    CHECK(bench.send(sms(1)).retry_after == std::chrono::seconds(120));
}

TEST_CASE("the request carries text, coding, validity and a receipt address, each encoded once")
{
    KannelBench bench(accepted, {{"smsc", "operator"}});
    OutgoingMessage message = sms(1, "P\xc5\x99ij\xc4\x8f & +1 \xf0\x9f\x8e\x89");
    message.unicode = true;
    message.validity = std::chrono::seconds(3601);
    CHECK(bench.send(message).kind == OutcomeKind::accepted);
    auto got = parameters(bench.server.targets().at(0));
    CHECK(got["username"] == "mesto");
    CHECK(got["password"] == "a&b=c");
    CHECK(got["to"] == "+420601000111");
    CHECK(got["from"] == "+420900111222");
    CHECK(got["text"] == message.content);
    CHECK(got["coding"] == "2");
    CHECK(got["charset"] == "UTF-8");
    CHECK(got["validity"] == "61");
    CHECK(got["smsc"] == "operator");
    CHECK(got["dlr-mask"] == "31");
    CHECK(got["dlr-url"] == "https://dosah.test/hooks/7/token/receipt?attempt=REF1&status=%d&text=%A&smsc=%i&id=%F");
    CHECK(bench.send(sms(2)).kind == OutcomeKind::accepted);
    got = parameters(bench.server.targets().at(1));
    CHECK(got["coding"] == "0");
    CHECK_FALSE(got.contains("validity"));
}

TEST_CASE("SMS connections are kept, and one closed while idle costs nothing")
{
    KannelBench bench(accepted);
    CHECK(bench.send(sms(1)).kind == OutcomeKind::accepted);
    CHECK(bench.send(sms(2)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 1);
    bench.server.drop_connections();
    CHECK(bench.send(sms(3)).kind == OutcomeKind::accepted);
    // Closed while the sink is being asked.
    bench.outcomes.before_answer = [&] { bench.server.drop_connections(); };
    CHECK(bench.send(sms(4)).kind == OutcomeKind::accepted);
    CHECK(bench.server.targets().size() == 4);
}

TEST_CASE("an SMS the sink does not allow is not sent; one it cannot answer for is not handed")
{
    KannelBench bench(accepted);
    bench.outcomes.allow = [](const OutgoingMessage&) { return false; };
    const OutgoingMessage message = sms(1);
    bench.connector->send(std::span(&message, 1), bench.outcomes);
    CHECK(bench.outcomes.outcomes().empty());
    bench.outcomes.before_answer = [] { throw unavailable_error("the store is away"); };
    const Outcome outcome = bench.send(sms(2));
    CHECK(outcome.kind == OutcomeKind::later);
    CHECK_FALSE(outcome.handed);
    CHECK(bench.server.targets().empty());
}

TEST_CASE("a gateway that is away is asked nothing and the sink neither")
{
    const auto connector = connectors::kannel_kind().make(account_on(free_port())).connector;
    RecordingOutcomes outcomes;
    const OutgoingMessage message = sms(1);
    connector->send(std::span(&message, 1), outcomes);
    CHECK(outcomes.only(1).kind == OutcomeKind::connector_broken);
    CHECK(outcomes.only(1).code == "connect");
    CHECK(outcomes.handed().empty());
    CHECK_FALSE(connector->check().good);
}

TEST_CASE("what Kannel would take and spoil is refused before anything is asked")
{
    KannelBench bench(accepted);
    OutgoingMessage two = sms(3);
    two.recipient = "+420601000111 +420601000112";
    for (const OutgoingMessage& message : {sms(1, ""), sms(2, "P\xf8ij\xef"), two}) {
        const Outcome outcome = bench.send(message);
        CHECK(outcome.kind == OutcomeKind::rejected);
        CHECK_FALSE(outcome.handed);
    }
    CHECK(bench.outcomes.handed().empty());
    CHECK(bench.server.targets().empty());
}

TEST_CASE("Kannel never cuts through an emoji: it begins the next part instead")
{
    using connectors::kannel::whole_signs;
    const std::string party = "\xf0\x9f\x8e\x89";
    const auto letters = [](std::size_t n) { return std::string(n, 'a'); };
    CHECK(whole_signs(letters(68) + party) == letters(68) + party); // 70 units are one part, which is not cut
    CHECK(whole_signs(letters(66) + party + letters(10)) == letters(66) + " " + party + letters(10));
    CHECK(whole_signs(letters(65) + party + letters(10)) == letters(65) + party + letters(10));
    CHECK(whole_signs(letters(67) + party + letters(10)) == letters(67) + party + letters(10));
    CHECK(whole_signs(letters(66) + party + letters(64) + party) ==
          letters(66) + " " + party + letters(64) + " " + party);
    const std::string family = "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"; // of 8 units
    CHECK(whole_signs(letters(60) + family + letters(10)) == letters(60) + "       " + family + letters(10));
    CHECK(whole_signs(letters(59) + family + letters(10)) == letters(59) + family + letters(10));

    std::mt19937 dice(20261123);
    for (int round = 0; round < 500; ++round) {
        std::string content;
        const int length = 40 + static_cast<int>(dice() % 200);
        for (int i = 0; i < length; ++i)
            content += dice() % 3 == 0 ? party : dice() % 2 == 0 ? "\xc5\x99" : "a";
        const std::u16string units = text::to_utf16(whole_signs(content));
        if (units.size() > 70)
            for (std::size_t end = 67; end < units.size(); end += 67)
                CHECK((units[end - 1] & 0xFC00) != 0xD800);
        std::string without = text::to_utf8(units);
        std::erase(without, ' ');
        CHECK(without == content);
    }
}

TEST_CASE("an operator's pace is kept message by message")
{
    const auto connector = connectors::kannel_kind().make(account_on(1, {{"parts_per_second", "5"}})).connector;
    CHECK(connector->limits().batch == 1);
    CHECK(connector->limits().messages_per_second == 5);
}

TEST_CASE("the health check logs in and sends nothing")
{
    int status = 400;
    KannelBench bench([&](const std::string&) { return http_answer(status, "Missing receiver number, rejected"); });
    CHECK(bench.connector->check().good);
    CHECK_FALSE(parameters(bench.server.targets().at(0)).contains("to"));
    status = 403;
    CHECK_FALSE(bench.connector->check().good);
    status = 404;
    CHECK_FALSE(bench.connector->check().good);
}

TEST_CASE("wrong Kannel settings are named")
{
    for (const char* url : {"https://gateway.test/", "ftp://x", "nonsense", "http://h/p?q=1"}) {
        INFO(url);
        CHECK_THROWS_WITH(connectors::kannel_kind().make(account_on(1, {{"url", url}})),
                          Catch::Matchers::Contains("url"));
    }
    CHECK_THROWS_WITH(connectors::kannel_kind().make(account_on(1, {{"dlr_mask", "32"}})),
                      Catch::Matchers::Contains("dlr_mask"));
}
