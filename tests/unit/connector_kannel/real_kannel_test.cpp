// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/kannel.h"
#include "tests/support/kannel_servers.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_http_server.h"

#include <catch2/catch.hpp>
#include <Poco/URI.h>

using namespace dosah;
using namespace dosah::tests;
using channel::InboundItem;
using channel::InboundKind;
using channel::OutcomeKind;

TEST_CASE("a real Kannel delivers, reports and brings replies back, also after the receiver was away")
{
    RecordingInbound inbound;
    std::shared_ptr<channel::Webhook> hook;
    ScriptedHttpServer receiver([&](const std::string& target) {
        const Poco::URI uri("http://host" + target);
        channel::WebhookRequest request{"GET", uri.getPath().substr(std::string("/hooks/7/token/").size()), {}, ""};
        for (const auto& [name, value] : uri.getQueryParameters())
            request.query[name] = value;
        const channel::WebhookReply reply = hook->handle(request, inbound);
        return http_answer(reply.status, reply.body);
    });
    const std::string hooks = "http://127.0.0.1:" + std::to_string(receiver.port()) + "/hooks/7/token/";
    KannelServers kannel(hooks + "reply");
    channel::AccountSettings account;
    account.id = 7;
    account.settings = {{"url", kannel.sendsms_url()}, {"user", KannelServers::user()}};
    account.secrets = {{"password", KannelServers::password()}};
    account.webhook_url = hooks;
    const channel::Transport transport = connectors::kannel_kind().make(account);
    hook = transport.webhook;
    CHECK(transport.connector->check().good);

    const std::string czech = "P\xc5\x99ij\xc4\x8fte & +1, \xc5\xbe\xc3\xa1"
                              "dn\xc3\xa9 \xf0\x9f\x8e\x89";
    const std::string plain = "Kom p\xc3\xa5 m\xc3\xb8te, 5 \xe2\x82\xac & +1";
    const auto send = [&](std::int64_t id, const std::string& to, const std::string& text, bool unicode) {
        channel::OutgoingMessage message;
        message.attempt_id = id;
        message.attempt_reference = "REF" + std::to_string(id);
        message.recipient = to;
        message.sender = "+420900111222";
        message.content = text;
        message.unicode = unicode;
        RecordingOutcomes outcomes;
        transport.connector->send(std::span(&message, 1), outcomes);
        return outcomes.only(id);
    };
    CHECK(send(1, "+420601000111", czech, true).kind == OutcomeKind::accepted);
    CHECK(send(2, "+420601000112", plain, false).kind == OutcomeKind::accepted);
    const std::string long_one = std::string(66, 'a') + "\xf0\x9f\x8e\x89 p\xc5\x99ijdu";
    CHECK(send(4, "+420601000114", long_one, true).kind == OutcomeKind::accepted);
    const channel::Outcome denied = send(3, "+420999000111", plain, false);
    CHECK(denied.kind == OutcomeKind::rejected);
    CHECK(denied.text.find("denied") != std::string::npos);

    const auto kept = [&](InboundKind kind, const std::string& field, const std::string& value) {
        std::vector<InboundItem> found;
        for (const InboundItem& item : inbound.items())
            if (item.kind == kind && item.fields.at(field) == value) found.push_back(item);
        return found;
    };
    const bool all = wait_until([&] { return kannel.delivered().size() >= 4; });
    INFO(kannel.log());
    REQUIRE(all);
    const std::vector<DeliveredSms> delivered = kannel.delivered();
    CHECK(delivered[0].text == czech);
    CHECK(delivered[0].recipient == "+420601000111");
    CHECK(delivered[0].sender == "+420900111222");
    CHECK(delivered[1].text == plain);
    CHECK(delivered[2].text == std::string(66, 'a') + " ");
    CHECK(delivered[3].text == long_one.substr(66));
    CHECK(wait_until([&] { return !kept(InboundKind::receipt, "attempt", "REF1").empty(); }));
    CHECK(wait_until([&] { return !kept(InboundKind::receipt, "attempt", "REF2").empty(); }));

    inbound.away = true;
    kannel.inject("420601000111", "420900111222", "ANO p\xc5\x99ijdu");
    CHECK(wait_until([&] {
        for (const std::string& target : receiver.targets())
            if (target.find("/reply?") != std::string::npos) return true;
        return false;
    }));
    CHECK(kept(InboundKind::sms, "from", "+420601000111").empty());
    inbound.away = false;
    REQUIRE(wait_until([&] { return !kept(InboundKind::sms, "from", "+420601000111").empty(); }));
    const InboundItem reply = kept(InboundKind::sms, "from", "+420601000111").front();
    CHECK(reply.raw == "ANO p\xc5\x99ijdu");
    CHECK(reply.fields.at("to") == "+420900111222");
}
