// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/kannel.h"
#include "tests/support/child_process.h"
#include "tests/support/ledger_sink.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_http_server.h"

#include <catch2/catch.hpp>
#include <Poco/URI.h>

using namespace dosah;
using namespace dosah::tests;
using channel::InboundItem;
using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

channel::AccountSettings account_on(int port, std::map<std::string, std::string> extra = {})
{
    channel::AccountSettings account;
    account.id = 7;
    account.settings = {{"url", "http://127.0.0.1:" + std::to_string(port) + "/cgi-bin/sendsms"},
                        {"user", "mesto"},
                        {"timeout_seconds", "1"}};
    account.secrets = {{"password", "a&b=c"}};
    account.webhook_url = "https://dosah.test/hooks/7/token/";
    for (auto& [name, value] : extra)
        account.settings[name] = value;
    return account;
}

OutgoingMessage sms(std::int64_t id, const std::string& text = "Ahoj")
{
    OutgoingMessage message;
    message.attempt_id = id;
    message.attempt_reference = "REF" + std::to_string(id);
    message.recipient = "+420601000111";
    message.sender = "+420900111222";
    message.content = text;
    return message;
}

struct Bench
{
    explicit Bench(std::function<HttpAnswer(const std::string&)> answer, std::map<std::string, std::string> extra = {})
        : server(std::move(answer)),
          connector(connectors::kannel_kind().make(account_on(server.port(), std::move(extra))).connector)
    {
    }

    Outcome send(const OutgoingMessage& message)
    {
        connector->send(std::span(&message, 1), outcomes);
        return outcomes.only(message.attempt_id);
    }

    ScriptedHttpServer server;
    RecordingOutcomes outcomes;
    std::shared_ptr<channel::Connector> connector;
};

HttpAnswer accepted(const std::string&)
{
    return http_answer(202, "0: Accepted for delivery");
}

std::map<std::string, std::string> parameters(const std::string& target)
{
    std::map<std::string, std::string> result;
    for (const auto& [name, value] : Poco::URI("http://host" + target).getQueryParameters())
        result[name] = value;
    return result;
}

struct Hook
{
    channel::WebhookReply call(const std::string& path, std::map<std::string, std::string> query)
    {
        return hook->handle({"GET", path, std::move(query), ""}, sink);
    }

    RecordingInbound sink;
    std::shared_ptr<channel::Webhook> hook = connectors::kannel_kind().make(account_on(1)).webhook;
};

} // namespace

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
        Bench bench(
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
    Bench bench([](const std::string&) { return http_answer(503, "busy", "Retry-After: 120\r\n"); });
    CHECK(bench.send(sms(1)).retry_after == std::chrono::seconds(120));
}

TEST_CASE("the request carries text, coding, validity and a receipt address, each encoded once")
{
    Bench bench(accepted, {{"smsc", "operator"}});
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
    Bench bench(accepted);
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
    Bench bench(accepted);
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

namespace {

/// What a connector did, in order: "hand 1", "begin 2", "asked 2" (the gateway got it), "outcome 1 accepted".
class Diary final : public channel::OutcomeSink
{
public:
    std::set<std::int64_t> refused;

    std::vector<bool> hand(std::span<const OutgoingMessage> messages) override
    {
        REQUIRE(messages.size() == 1);
        const std::int64_t id = messages.front().attempt_id;
        write("hand " + std::to_string(id));
        open(id);
        if (refused.contains(id)) open_.erase(id);
        return {!refused.contains(id)};
    }
    void begin_hand(std::span<const OutgoingMessage> messages) override
    {
        for (const OutgoingMessage& message : messages) {
            write("begin " + std::to_string(message.attempt_id));
            open(message.attempt_id);
        }
    }
    void outcome(const OutgoingMessage& message, const Outcome& outcome) override
    {
        write("outcome " + std::to_string(message.attempt_id) + " " + std::string(channel::to_string(outcome.kind)));
        open_.erase(message.attempt_id);
    }
    void write(const std::string& line)
    {
        const std::lock_guard lock(mutex_);
        lines_.push_back(line);
    }
    std::vector<std::string> lines() const
    {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    std::size_t most_open = 0;

private:
    void open(std::int64_t id)
    {
        open_.insert(id);
        most_open = std::max(most_open, open_.size());
    }
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
    std::set<std::int64_t> open_;
};

std::vector<OutgoingMessage> several(std::int64_t count)
{
    std::vector<OutgoingMessage> messages;
    for (std::int64_t id = 1; id <= count; ++id)
        messages.push_back(sms(id));
    return messages;
}

} // namespace

TEST_CASE("a batch of SMS goes over one connection, the next one's mark begun before this one goes out")
{
    Diary diary;
    Bench bench([&](const std::string& target) {
        diary.write("asked " + target.substr(target.find("REF") + 3, 1));
        return accepted(target);
    });
    CHECK(bench.connector->limits().connections == 10);
    const std::vector<OutgoingMessage> messages = several(3);
    bench.connector->send(messages, diary);
    std::vector<std::string> ours;
    std::vector<std::string> asked;
    for (const std::string& line : diary.lines())
        (line.starts_with("asked") ? asked : ours).push_back(line);
    CHECK(ours == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 accepted", "begin 3", "hand 2",
                                           "outcome 2 accepted", "hand 3", "outcome 3 accepted"});
    CHECK(asked == std::vector<std::string>{"asked 1", "asked 2", "asked 3"});
    CHECK(diary.most_open == 2);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("a connection goes on with what the sink has more of, the next one's mark begun as the gateway answers")
{
    LedgerSink sink;
    std::atomic<int> answered = 0;
    Bench bench([&](const std::string& target) {
        // The gateway answers once the mark of the one behind is begun.
        const int number = ++answered;
        const std::string next = "begin " + std::to_string(number + 1);
        CHECK(target.find("REF" + std::to_string(number)) != std::string::npos);
        CHECK((number == 20 || wait_until([&] {
                   const auto order = sink.order();
                   return std::find(order.begin(), order.end(), next) != order.end();
               })));
        return accepted(target);
    });
    sink.supply(several(20), 1);
    sink.drain(*bench.connector);
    CHECK(sink.sends() == 1);
    CHECK(sink.outcomes().size() == 20);
    CHECK(sink.breaches().empty());
    CHECK(sink.most_open() == 2);
    CHECK(sink.most_held() == 2);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("after a refused login or a silence no more SMS are asked for, and a silence that none could tell of is kept")
{
    LedgerSink sink;
    const auto answer = GENERATE(http_answer(403, "Authorization failed for sendsms"), HttpAnswer{"", false, true});
    Bench bench([answer](const std::string&) { return answer; });
    const auto supplied = GENERATE(std::int64_t{1}, std::int64_t{10});
    sink.supply(several(supplied), 1);
    sink.drain(*bench.connector, 1);
    CHECK(bench.server.targets().size() == 1);
    CHECK(sink.outcomes().at(1).kind == (answer.stall ? OutcomeKind::unknown : OutcomeKind::connector_broken));
    if (supplied == 10) CHECK(sink.outcomes().at(2).kind == OutcomeKind::later); // it was marked
    CHECK(static_cast<std::int64_t>(sink.supply_left()) == std::max<std::int64_t>(0, supplied - 2));
    CHECK(sink.breaches().empty());
    // With nobody behind to say so, the next one is told instead of tried.
    if (supplied == 1 && answer.stall) {
        CHECK(bench.send(sms(50)).kind == OutcomeKind::connector_broken);
        CHECK(bench.server.targets().size() == 1);
    }
}

TEST_CASE("of a batch of SMS what may not be sent is left out, also when its mark was begun")
{
    Bench bench(accepted);
    Diary diary;
    diary.refused = {1, 3};
    std::vector<OutgoingMessage> messages = several(5);
    messages[3].content = "";
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "begin 3", "hand 2",
                                                    "outcome 2 accepted", "hand 3", "outcome 4 rejected", "begin 5",
                                                    "hand 5", "outcome 5 accepted"});
    CHECK(bench.server.targets().size() == 2);
}

TEST_CASE("after a refused login or a silence the rest of a batch is not tried, and said so")
{
    const auto [answer, what] = GENERATE(table<HttpAnswer, std::string>(
        {{http_answer(403, "Authorization failed for sendsms"), "connector_broken"}, {{"", false, true}, "unknown"}}));
    Bench bench([answer = answer](const std::string&) { return answer; });
    Diary diary;
    diary.refused = {};
    const std::vector<OutgoingMessage> messages = several(4);
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 " + what, "hand 2",
                                                    "outcome 2 later", "outcome 3 connector_broken",
                                                    "outcome 4 connector_broken"});
    CHECK(bench.server.targets().size() == 1);
}

TEST_CASE("a connection that breaks in a batch costs one message its certainty, the others go over a new one")
{
    int count = 0;
    Bench bench([&](const std::string& target) {
        return ++count == 2 ? HttpAnswer{"HTTP/1.1 2", true, false} : accepted(target);
    });
    Diary diary;
    const std::vector<OutgoingMessage> messages = several(3);
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 accepted", "begin 3",
                                                    "hand 2", "outcome 2 unknown", "hand 3", "outcome 3 accepted"});
    CHECK(bench.server.connections() == 2);
}

TEST_CASE("what Kannel would take and spoil is refused before anything is asked")
{
    Bench bench(accepted);
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

TEST_CASE("an operator's pace is kept message by message")
{
    const auto connector = connectors::kannel_kind().make(account_on(1, {{"parts_per_second", "5"}})).connector;
    CHECK(connector->limits().batch == 1);
    CHECK(connector->limits().messages_per_second == 5);
}

TEST_CASE("the health check logs in and sends nothing")
{
    int status = 400;
    Bench bench([&](const std::string&) { return http_answer(status, "Missing receiver number, rejected"); });
    CHECK(bench.connector->check().good);
    CHECK_FALSE(parameters(bench.server.targets().at(0)).contains("to"));
    status = 403;
    CHECK_FALSE(bench.connector->check().good);
    status = 404;
    CHECK_FALSE(bench.connector->check().good);
}

TEST_CASE("a receipt reaches the sink with attempt, status and code")
{
    Hook hook;
    const std::string words = "id:00000001 sub:001 dlvrd:000 stat:UNDELIV err:011 text:";
    CHECK(hook.call("receipt", {{"attempt", "REF1"}, {"status", "2"}, {"text", words}, {"smsc", "SIM"}, {"id", "1"}})
              .status == 200);
    REQUIRE(hook.sink.items().size() == 1);
    InboundItem item = hook.sink.items().front();
    CHECK(item.kind == channel::InboundKind::receipt);
    CHECK(item.raw == words);
    CHECK(item.fields["attempt"] == "REF1");
    CHECK(item.fields["status"] == "failed");
    CHECK(item.fields["code"] == "UNDELIV 011");
    CHECK(item.fields["smsc"] == "SIM");
    // Kannel repeats a call it thinks failed.
    hook.call("receipt", {{"attempt", "REF1"}, {"status", "2"}, {"text", words}});
    CHECK(hook.sink.items().size() == 1);
    const std::vector<std::pair<std::string, std::string>> words_of = {
        {"1", "delivered"}, {"4", "buffered"}, {"8", "accepted"}, {"16", "rejected"}};
    for (const auto& [number, word] : words_of) {
        CHECK(hook.call("receipt", {{"attempt", "REF1"}, {"status", number}}).status == 200);
        CHECK(hook.sink.items().back().fields.at("status") == word);
    }
}

TEST_CASE("a reply reaches the sink with its numbers, whatever charset it came in, once for all retries")
{
    Hook hook;
    const std::map<std::string, std::string> call = {
        {"from", "420601000111"}, {"to", "1234"}, {"text", "ANO p\xc5\x99ijdu"}, {"charset", "UTF-8"}, {"time", "99"}};
    auto again = call;
    again["id"] = "another";
    CHECK(hook.call("reply", call).status == 200);
    CHECK(hook.call("reply", again).status == 200);
    REQUIRE(hook.sink.items().size() == 1);
    InboundItem item = hook.sink.items().front();
    CHECK(item.kind == channel::InboundKind::sms);
    CHECK(item.raw == "ANO p\xc5\x99ijdu");
    CHECK(item.fields["from"] == "+420601000111");
    CHECK(item.fields["to"] == "1234");
    auto later = call;
    later["time"] = "100";
    hook.call("reply", later);
    CHECK(hook.sink.items().size() == 2);
    hook.call("reply", {{"from", "+4790000000"}, {"to", "1234"}, {"text", "bl\xe5"}, {"charset", "ISO-8859-1"}});
    CHECK(hook.sink.items().back().raw == "bl\xc3\xa5");
    CHECK(hook.call("reply", {{"from", "420601000112"}, {"to", "1234"}, {"text", ""}}).status == 200);
}

TEST_CASE("a call that lacks something is refused, and nothing is acknowledged that was not kept")
{
    Hook hook;
    CHECK(hook.call("receipt", {{"status", "1"}}).status == 400);
    CHECK(hook.call("receipt", {{"attempt", "REF1"}}).status == 400);
    CHECK(hook.call("receipt", {{"attempt", "REF1"}, {"status", "3"}}).status == 400);
    CHECK(hook.call("reply", {{"to", "1"}, {"text", "x"}}).status == 400);
    CHECK(hook.call("reply", {{"from", "1"}, {"text", "x"}}).status == 400);
    CHECK(hook.call("reply", {{"from", "1"}, {"to", "2"}}).status == 400);
    CHECK(hook.call("elsewhere", {}).status == 404);
    CHECK(hook.hook->handle({"DELETE", "reply", {}, ""}, hook.sink).status == 405);
    hook.sink.away = true;
    CHECK(hook.call("receipt", {{"attempt", "REF1"}, {"status", "1"}}).status == 503);
    CHECK(hook.sink.items().empty());
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
