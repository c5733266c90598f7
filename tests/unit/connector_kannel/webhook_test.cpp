// SPDX-License-Identifier: EUPL-1.2
#include "kannel_bench.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::InboundItem;

namespace {

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
