// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;

namespace {

RecordedMessage sent_with(SmtpScript script, std::map<std::string, std::string> settings,
                          const channel::OutgoingMessage& message)
{
    SmtpBench bench(std::move(script), std::move(settings));
    REQUIRE(bench.send(message).kind == OutcomeKind::accepted);
    REQUIRE(bench.server.complaints().empty());
    return bench.server.messages().at(0);
}

} // namespace

TEST_CASE("delivery reports are asked for where the server offers them, with the attempt as envelope id")
{
    SmtpScript script;
    script.dsn = true;
    const channel::OutgoingMessage message = SmtpBench::message(1, "jana+x=y@obec.test");
    const RecordedMessage usual = sent_with(script, {}, message);
    CHECK(usual.mail_parameters == "RET=HDRS ENVID=ref1");
    CHECK(usual.rcpt_parameters == "NOTIFY=FAILURE,DELAY ORCPT=rfc822;jana+2Bx+3Dy@obec.test");
    CHECK(sent_with(script, {{"notify", "success, failure"}}, message)
              .rcpt_parameters.starts_with("NOTIFY=SUCCESS,FAILURE "));
    CHECK(sent_with(script, {{"notify", "never"}}, message).rcpt_parameters.starts_with("NOTIFY=NEVER "));
    const RecordedMessage unasked = sent_with(script, {{"notify", ""}}, message);
    CHECK(unasked.mail_parameters.empty());
    CHECK(unasked.rcpt_parameters.empty());
    // An address that grows too long in xtext goes without.
    const channel::OutgoingMessage plus = SmtpBench::message(1, std::string(230, '+') + "@obec.test");
    CHECK(sent_with(script, {}, plus).rcpt_parameters == "NOTIFY=FAILURE,DELAY");
    script.dsn = false;
    CHECK(sent_with(script, {}, message).rcpt_parameters.empty());
}

TEST_CASE("an address with letters beyond ASCII goes to a server with SMTPUTF8, its original as utf-8 address")
{
    SmtpScript script;
    script.utf8 = true;
    script.dsn = true;
    const std::string address = "ji\xc5\x99ina+a@obec.test";
    const RecordedMessage got = sent_with(script, {}, SmtpBench::message(1, address));
    CHECK(got.recipient == address);
    CHECK(got.mail_parameters == "SMTPUTF8 RET=HDRS ENVID=ref1");
    CHECK(got.rcpt_parameters == "NOTIFY=FAILURE,DELAY ORCPT=utf-8;ji\xc5\x99ina\\x{2B}a@obec.test");
}

TEST_CASE("with CHUNKING the content goes by BDAT, byte for byte, unless that is switched off")
{
    SmtpScript script;
    script.chunking = true;
    script.pipelining = GENERATE(true, false);
    channel::OutgoingMessage message = SmtpBench::message(1);
    message.content = "Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nP\xc5\x99ijdte\r\nBDAT 5 LAST\r\n";
    const RecordedMessage got = sent_with(script, {}, message);
    CHECK(got.chunked);
    CHECK(got.content == message.content);
    const RecordedMessage classic = sent_with(script, {{"chunking", "false"}}, message);
    CHECK_FALSE(classic.chunked);
    CHECK(classic.content == message.content);
}

TEST_CASE("a refusal before BDAT keeps the content here and the connection open")
{
    SmtpScript script;
    script.chunking = true;
    script.pipelining = GENERATE(true, false);
    script.faults = {{SmtpPoint::rcpt, "person2@", "550 5.1.1 unknown"},
                     {SmtpPoint::mail, "", "451 4.3.0 later", false, false, 1}};
    SmtpBench bench(script);
    std::vector<channel::OutgoingMessage> batch;
    for (std::int64_t id = 1; id <= 4; ++id)
        batch.push_back(SmtpBench::message(id));
    bench.outcomes.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id != 3; };
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.outcomes.only(1).kind == OutcomeKind::later);
    CHECK(bench.outcomes.only(2).kind == OutcomeKind::address_dead);
    CHECK_FALSE(bench.outcomes.outcomes().contains(3));
    CHECK(bench.outcomes.only(4).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 1);
    CHECK(bench.server.count() == 1);
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("a fault in the middle of chunks means what it means in DATA")
{
    struct Case
    {
        SmtpFault fault;
        OutcomeKind kind;
        std::size_t recorded;
    };
    const std::vector<Case> cases = {
        {{SmtpPoint::content, "", "", true}, OutcomeKind::unknown, 0},
        {{SmtpPoint::dot, "", "", true}, OutcomeKind::unknown, 0},
        {{SmtpPoint::taken, "", "", true}, OutcomeKind::unknown, 1},
        {{SmtpPoint::dot, "", "452 4.3.1 disk full"}, OutcomeKind::later, 0},
        {{SmtpPoint::dot, "", "554 5.6.0 not this"}, OutcomeKind::rejected, 0},
    };
    for (const Case& one : cases) {
        SmtpScript script;
        script.chunking = true;
        script.faults = {one.fault};
        SmtpBench bench(script);
        CHECK(channel::to_string(bench.send(SmtpBench::message(1)).kind) == channel::to_string(one.kind));
        CHECK(bench.server.count() == one.recorded);
        bench.server.set_faults({});
        CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
    }
}

TEST_CASE("a token logs in by XOAUTH2; one that ran out breaks the connector and says what the server said")
{
    SmtpScript script;
    script.user = "mesto@relay.test";
    script.token = "ya29.token";
    script.mechanisms = "PLAIN XOAUTH2";
    const auto bench = [&](const std::string& token) {
        auto made = std::make_unique<SmtpBench>(script);
        channel::AccountSettings account;
        account.settings = {{"host", "127.0.0.1"},
                            {"port", std::to_string(made->server.port())},
                            {"tls", "none"},
                            {"user", script.user},
                            {"timeout_seconds", "5"}};
        account.secrets = {{"token", token}};
        made->connector = connectors::smtp_kind().make(account).connector;
        return made;
    };
    const auto good = bench(script.token);
    CHECK(good->send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    const auto stale = bench("old");
    const Outcome outcome = stale->send(SmtpBench::message(1));
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK(outcome.code == "login 535 5.7.8");
    CHECK(outcome.text.find(R"("status":"400")") != std::string::npos);
    CHECK(outcome.text.find("token") != std::string::npos);
    CHECK(stale->server.complaints().empty());
    script.mechanisms = "PLAIN LOGIN";
    CHECK(bench(script.token)->send(SmtpBench::message(1)).code == "auth");
}

TEST_CASE("a token in a file is read at each login, so that a renewed one is used at once")
{
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "token").string();
    SmtpScript script;
    script.user = "mesto@relay.test";
    script.token = "renewed";
    script.mechanisms = "XOAUTH2";
    SmtpBench bench(script, {{"user", script.user}, {"token_file", file}});
    const Outcome missing = bench.send(SmtpBench::message(1));
    CHECK(missing.kind == OutcomeKind::connector_broken);
    CHECK(missing.text.find(file) != std::string::npos);
    std::ofstream(file) << "old\n";
    CHECK(bench.send(SmtpBench::message(2)).code == "login 535 5.7.8");
    std::ofstream(file) << "renewed\n";
    CHECK(bench.send(SmtpBench::message(3)).kind == OutcomeKind::accepted);
    std::ofstream(file) << "two words";
    CHECK_FALSE(bench.connector->check().good);
}

TEST_CASE("a connection carries as many messages as it may, and the batch goes on over the next")
{
    SmtpScript script;
    script.pipelining = GENERATE(true, false);
    SmtpBench bench(script, {{"messages_per_connection", "3"}});
    std::vector<channel::OutgoingMessage> batch;
    for (std::int64_t id = 1; id <= 7; ++id)
        batch.push_back(SmtpBench::message(id));
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.server.count() == 7);
    CHECK(bench.server.connections() == 3);
    CHECK(bench.send(SmtpBench::message(8)).kind == OutcomeKind::accepted);
    CHECK(bench.send(SmtpBench::message(9)).kind == OutcomeKind::accepted);
    CHECK(bench.send(SmtpBench::message(10)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 4);
    for (const RecordedMessage& message : bench.server.messages())
        CHECK(message.confirmed);
}

TEST_CASE("a server that ends connections after some messages by 421 loses none of them")
{
    SmtpScript script;
    script.messages_per_connection = 2;
    script.chunking = GENERATE(true, false);
    SmtpBench bench(script);
    std::vector<channel::OutgoingMessage> batch;
    for (std::int64_t id = 1; id <= 7; ++id)
        batch.push_back(SmtpBench::message(id));
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.server.count() == 7);
    for (std::int64_t id = 1; id <= 7; ++id)
        CHECK(bench.outcomes.only(id).kind == OutcomeKind::accepted);
}

TEST_CASE("a kept connection is not used again after its idle time")
{
    SmtpBench bench({}, {{"idle_seconds", "0"}});
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 2);
}

TEST_CASE("a server that answers byte by byte has as long for a reply as one that says nothing")
{
    SmtpScript script;
    script.faults = {{.point = SmtpPoint::rcpt, .match = "person1@", .byte_pause = std::chrono::milliseconds(250)}};
    SmtpBench bench(script);
    CHECK(bench.send(SmtpBench::message(1)).code == "timeout");
    CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
}

TEST_CASE("a relay whose name is not known is trouble for later")
{
    channel::AccountSettings account;
    account.settings = {{"host", "relay.invalid"}, {"tls", "none"}, {"timeout_seconds", "1"}};
    const auto connector = connectors::smtp_kind().make(account).connector;
    RecordingOutcomes outcomes;
    const channel::OutgoingMessage message = SmtpBench::message(1);
    connector->send(std::span(&message, 1), outcomes);
    CHECK(outcomes.only(1).kind == OutcomeKind::later);
    CHECK(outcomes.only(1).code == "connect");
}

TEST_CASE("a message that is cut off before its end is no doubt: it goes again by another connection")
{
    // Larger than what the connection holds back, so that the server hangs up while it is written.
    SmtpScript script;
    script.chunking = GENERATE(true, false);
    script.faults = {{SmtpPoint::content, "person2@", "", true, false, 1}};
    SmtpBench bench(script, {{"final_timeout_seconds", "30"}, {"timeout_seconds", "30"}});
    std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2), SmtpBench::message(3)};
    while (batch[1].content.size() < 24 * 1024 * 1024)
        batch[1].content.append(std::string(510, 'x') + "\r\n");
    bench.connector->send(batch, bench.outcomes);
    for (std::int64_t id = 1; id <= 3; ++id)
        CHECK(bench.outcomes.only(id).kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 3);
    CHECK(bench.server.connections() == 2);
}

TEST_CASE("a server that refuses in the middle of the content and hangs up is believed, not asked again")
{
    SmtpScript script;
    script.chunking = GENERATE(true, false);
    script.faults = {{SmtpPoint::content, "person2@", "552 5.3.4 too large for us", true}};
    SmtpBench bench(script, {{"final_timeout_seconds", "30"}, {"timeout_seconds", "30"}});
    std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2), SmtpBench::message(3)};
    while (batch[1].content.size() < 24 * 1024 * 1024)
        batch[1].content.append(std::string(510, 'x') + "\r\n");
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.outcomes.only(1).kind == OutcomeKind::accepted);
    CHECK(bench.outcomes.only(2).kind == OutcomeKind::rejected);
    CHECK(bench.outcomes.only(2).code == "552 5.3.4");
    CHECK_FALSE(bench.outcomes.only(2).handed);
    CHECK(bench.outcomes.only(3).kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 2);
    CHECK(bench.server.connections() == 2);
}
