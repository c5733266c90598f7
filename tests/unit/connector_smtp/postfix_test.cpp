// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/smtp.h"
#include "tests/support/postfix_server.h"
#include "tests/support/recording_sink.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

TEST_CASE("a real Postfix takes, refuses and bounces, and a real Dovecot holds what was sent")
{
    DovecotServer dovecot;
    PostfixServer postfix(dovecot);
    channel::AccountSettings account;
    account.settings = {{"host", "127.0.0.1"},
                        {"port", std::to_string(postfix.port())},
                        {"tls", "starttls"},
                        {"verify", dovecot.certificate()},
                        {"timeout_seconds", "20"}};
    const auto connector = connectors::smtp_kind().make(account).connector;
    INFO(connector->check().text);
    REQUIRE(connector->check().good);
    std::vector<channel::OutgoingMessage> messages;
    for (const char* recipient : {"jana+pozvanka@obec.test", "mrtvy@obec.test", "plny@obec.test", "pozde@obec.test"}) {
        channel::OutgoingMessage message;
        message.attempt_id = static_cast<std::int64_t>(messages.size());
        message.recipient = recipient;
        message.sender = "zpet+ref1@obec.test";
        message.content = "From: mesto@obec.test\r\nSubject: Pozvanka\r\n\r\n.radek s teckou\r\n";
        messages.push_back(message);
    }
    RecordingOutcomes outcomes;
    connector->send(std::span(messages).first(2), outcomes);
    connector->send(std::span(messages).last(2), outcomes);
    CHECK(outcomes.only(0).kind == OutcomeKind::accepted);
    CHECK_FALSE(outcomes.only(0).remote_id.empty());
    CHECK(outcomes.only(1).kind == OutcomeKind::address_dead);
    CHECK(outcomes.only(2).kind == OutcomeKind::later);
    CHECK(outcomes.only(3).kind == OutcomeKind::accepted);
    const bool delivered = postfix.wait_until_delivered();
    INFO(postfix.log());
    REQUIRE(delivered);
    REQUIRE(dovecot.messages("jana@obec.test").size() == 1);
    CHECK(dovecot.messages("jana@obec.test").front().find("\n.radek s teckou") != std::string::npos);
    REQUIRE(wait_until([&] { return dovecot.messages("zpet@obec.test").size() == 1; }));
    CHECK(dovecot.messages("zpet@obec.test").front().find("Status: 5.1.1") != std::string::npos);
}
