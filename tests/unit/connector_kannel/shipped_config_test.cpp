// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/kannel.h"
#include "tests/support/kannel_servers.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_http_server.h"
#include "tests/support/smpp_operator.h"

#include <catch2/catch.hpp>
#include <Poco/URI.h>

using namespace dosah;
using namespace dosah::tests;
using channel::InboundKind;
using channel::OutcomeKind;

namespace {

/// Our webhook as Kannel calls it, its connector, and an operator on the other side.
class Shipped
{
public:
    Shipped()
        : receiver_([this](const std::string& target) { return call(target); }),
          hooks_("http://127.0.0.1:" + std::to_string(receiver_.port()) + "/hooks/7/token/"),
          kannel(hooks_, smpp.port())
    {
        channel::AccountSettings account;
        account.id = 7;
        account.settings = {{"url", kannel.sendsms_url()}, {"user", KannelServers::user()}};
        account.secrets = {{"password", KannelServers::password()}};
        account.webhook_url = hooks_;
        const channel::Transport transport = connectors::kannel_kind().make(account);
        const std::lock_guard lock(mutex_);
        hook_ = transport.webhook;
        connector = transport.connector;
    }

    channel::Outcome send(std::int64_t id, const std::string& text, bool unicode)
    {
        channel::OutgoingMessage message;
        message.attempt_id = id;
        message.attempt_reference = "REF" + std::to_string(id);
        message.recipient = "+42060100011" + std::to_string(id);
        message.sender = "+420900111222";
        message.content = text;
        message.unicode = unicode;
        RecordingOutcomes outcomes;
        connector->send(std::span(&message, 1), outcomes);
        return outcomes.only(id);
    }

    /// The statuses of the receipts that came for an attempt.
    std::set<std::string> receipts(const std::string& attempt) const
    {
        std::set<std::string> found;
        for (const channel::InboundItem& item : inbound.items())
            if (item.kind == InboundKind::receipt && item.fields.at("attempt") == attempt)
                found.insert(item.fields.at("status"));
        return found;
    }

    bool until(const std::function<bool()>& condition)
    {
        const bool come = wait_until(condition, std::chrono::seconds(60));
        UNSCOPED_INFO((come ? "" : kannel.log()));
        return come;
    }

private:
    HttpAnswer call(const std::string& target)
    {
        const Poco::URI uri("http://host" + target);
        channel::WebhookRequest request{"GET", uri.getPath().substr(std::string("/hooks/7/token/").size()), {}, ""};
        for (const auto& [name, value] : uri.getQueryParameters())
            request.query[name] = value;
        const std::lock_guard lock(mutex_);
        const channel::WebhookReply reply = hook_->handle(request, inbound);
        return http_answer(reply.status, reply.body);
    }

    std::mutex mutex_;
    std::shared_ptr<channel::Webhook> hook_;
    ScriptedHttpServer receiver_;
    const std::string hooks_;

public:
    RecordingInbound inbound;
    SmppOperator smpp;
    KannelServers kannel;
    std::shared_ptr<channel::Connector> connector;
};

} // namespace

TEST_CASE("with the configuration that is shipped Kannel starts, and a receipt survives the end of bearerbox")
{
    Shipped shipped;
    REQUIRE(shipped.until([&] { return shipped.smpp.bound(); }));
    CHECK(shipped.connector->check().good);
    CHECK(shipped.send(1, "P\xc5\x99ijdete?", true).kind == OutcomeKind::accepted);
    CHECK(shipped.send(2, "Kom p\xc3\xa5 m\xc3\xb8te", false).kind == OutcomeKind::accepted);
    REQUIRE(shipped.until([&] { return shipped.smpp.submitted().size() == 2; }));
    const std::vector<Submitted> submitted = shipped.smpp.submitted();
    CHECK(submitted[0].recipient == "420601000111");
    CHECK(submitted[0].sender == "420900111222");
    CHECK(submitted[0].data_coding == 8);
    CHECK(submitted[0].body == std::string("\0P\1\x59\0i\0j\0d\0e\0t\0e\0?", 18));
    CHECK(submitted[0].wants_receipt);
    CHECK(submitted[1].data_coding == 0);
    CHECK(submitted[1].body == "Kom p\x0f m\x0cte");
    // Only what the operator has answered is in bearerbox's spool of receipts; the rest it would submit anew.
    for (const char* reference : {"REF1", "REF2"})
        REQUIRE(shipped.until([&] { return shipped.receipts(reference).contains("accepted"); }));

    shipped.kannel.kill();
    REQUIRE(shipped.until([&] { return !shipped.smpp.bound(); }));
    CHECK(shipped.send(3, "nobody there", false).kind == OutcomeKind::connector_broken);
    shipped.kannel.start();
    REQUIRE(shipped.until([&] { return shipped.smpp.bound(); }));
    REQUIRE(shipped.smpp.receipt(submitted[0], "DELIVRD"));
    REQUIRE(shipped.smpp.receipt(submitted[1], "UNDELIV"));
    CHECK(shipped.until([&] { return shipped.receipts("REF1").contains("delivered"); }));
    CHECK(shipped.until([&] { return shipped.receipts("REF2").contains("failed"); }));
    CHECK(shipped.send(4, "again", false).kind == OutcomeKind::accepted);
}
