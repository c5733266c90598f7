// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <random>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;

TEST_CASE("a message arrives byte for byte, with envelope and the server's id")
{
    SmtpScript script;
    script.size = 100000;
    SmtpBench bench(script);
    channel::OutgoingMessage message = SmtpBench::message(1);
    message.content = "Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nP\xc5\x99ijdte\r\n";
    const Outcome outcome = bench.send(message);
    CHECK(outcome.kind == OutcomeKind::accepted);
    CHECK(outcome.remote_id == "R1");
    CHECK(outcome.code == "250 2.0.0");
    CHECK(outcome.handed);
    REQUIRE(bench.server.count() == 1);
    const RecordedMessage got = bench.server.messages().front();
    CHECK(got.content == message.content);
    CHECK(got.sender == "bounce@mesto.test");
    CHECK(got.recipient == "person1@obec.test");
    const std::string mail = bench.server.commands().at(1);
    CHECK(mail == "MAIL FROM:<bounce@mesto.test> SIZE=" + std::to_string(message.content.size()) + " BODY=8BITMIME");
}

TEST_CASE("lone carriage returns, line feeds and dots cannot end a message early")
{
    SmtpBench bench;
    std::mt19937 random(7);
    static const std::string alphabet = "\r\n..ab";
    for (std::int64_t id = 1; id <= 300; ++id) {
        channel::OutgoingMessage message = SmtpBench::message(id);
        message.content.clear();
        for (unsigned i = 0; i < random() % 40; ++i)
            message.content += alphabet[random() % alphabet.size()];
        REQUIRE(bench.send(message).kind == OutcomeKind::accepted);
        REQUIRE(bench.server.count() == static_cast<std::size_t>(id));
        std::string expected;
        for (std::size_t i = 0; i < message.content.size(); ++i) {
            const char c = message.content[i];
            if (c == '\n' && i > 0 && message.content[i - 1] == '\r') continue;
            expected += c == '\r' || c == '\n' ? std::string("\r\n") : std::string(1, c);
        }
        if (!expected.empty() && !expected.ends_with("\r\n")) expected += "\r\n";
        if (expected.empty()) expected = bench.server.messages().back().content; // nothing, or one empty line
        REQUIRE(bench.server.messages().back().content == expected);
    }
    CHECK(bench.server.complaints().empty());
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("what the server does not take is refused before it is asked")
{
    SmtpScript script;
    script.size = 50;
    script.eight_bit = false;
    SmtpBench bench(script);
    channel::OutgoingMessage big = SmtpBench::message(1);
    big.content = std::string(51, 'x');
    CHECK(bench.send(big).code == "size");
    channel::OutgoingMessage eight = SmtpBench::message(2);
    eight.content = "\xc5\x99\r\n";
    CHECK(bench.send(eight).code == "8bit");
    CHECK(bench.send(SmtpBench::message(3, "ji\xc5\x99ina@obec.test")).code == "smtputf8");
    for (const char* bad : {"a@b.test>\r\nRCPT TO:<c@d.test", "a b@c.test", "", "a@b.test\n"}) {
        channel::OutgoingMessage message = SmtpBench::message(4);
        message.recipient = bad;
        RecordingOutcomes outcomes;
        bench.connector->send(std::span(&message, 1), outcomes);
        CHECK(outcomes.only(4).kind == OutcomeKind::rejected);
        CHECK(outcomes.only(4).code == "address");
        CHECK_FALSE(outcomes.only(4).handed);
    }
    CHECK(bench.server.count() == 0);
    CHECK(bench.outcomes.handed().empty());
}

TEST_CASE("connections are kept between calls, and one the server has closed meanwhile is opened again")
{
    SmtpBench bench;
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 1);
    bench.server.drop_connections();
    CHECK(bench.send(SmtpBench::message(3)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 2);
    // A server that says so before it closes.
    bench.server.set_faults({{SmtpPoint::idle, "", "421 4.4.2 idle for too long", true}});
    CHECK(bench.send(SmtpBench::message(4)).kind == OutcomeKind::accepted);
    CHECK(bench.send(SmtpBench::message(5)).kind == OutcomeKind::accepted);
    // One that answers the next command with it.
    bench.server.set_faults({});
    CHECK(bench.send(SmtpBench::message(6)).kind == OutcomeKind::accepted);
    bench.server.set_faults({{SmtpPoint::mail, "", "421 4.4.2 enough of this connection", true, false, 1}});
    CHECK(bench.send(SmtpBench::message(7)).kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 7);
    for (const auto& [recipient, times] : bench.server.per_recipient())
        CHECK(times == 1);
}

TEST_CASE("several threads send at once over at most as many connections, each message once")
{
    SmtpBench bench({}, {{"connections", "4"}});
    CHECK(bench.connector->limits().connections == 4);
    std::vector<std::thread> threads;
    for (std::int64_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([&bench, thread] {
            for (std::int64_t i = 0; i < 50; ++i) {
                const channel::OutgoingMessage pair[] = {SmtpBench::message(thread * 1000 + 2 * i),
                                                         SmtpBench::message(thread * 1000 + 2 * i + 1)};
                bench.connector->send(pair, bench.outcomes);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(bench.server.count() == 400);
    CHECK(bench.server.per_recipient().size() == 400);
    CHECK(bench.server.connections() <= 4);
    CHECK(bench.outcomes.outcomes().size() == 400);
}

TEST_CASE("QUIT is said when the connector goes")
{
    SmtpBench bench;
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    bench.connector.reset();
    CHECK(wait_until([&] { return bench.server.commands().back() == "QUIT"; }));
}

TEST_CASE("a bounce address can name the attempt")
{
    SmtpBench bench({}, {{"envelope_sender", "bounce+{reference}@mesto.test"}});
    bench.send(SmtpBench::message(5));
    CHECK(bench.server.messages().at(0).sender == "bounce+ref5@mesto.test");
}

TEST_CASE("a server that knows only HELO is served")
{
    SmtpScript script;
    script.faults = {{SmtpPoint::ehlo, "", "502 5.5.1 what is EHLO"}};
    script.pipelining = false;
    SmtpBench bench(script);
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
}

TEST_CASE("an endless reply ends the connection, not the memory")
{
    SmtpScript script;
    std::string endless;
    for (int i = 0; i < 40000; ++i)
        endless += "250-and another line of it\r\n";
    script.faults = {{SmtpPoint::ehlo, "", endless}};
    SmtpBench bench(script);
    const Outcome outcome = bench.send(SmtpBench::message(1));
    CHECK(outcome.kind == OutcomeKind::later);
    CHECK(outcome.code == "protocol");
}

TEST_CASE("the server's words are kept as UTF-8 whatever it sends")
{
    SmtpScript script;
    script.faults = {{SmtpPoint::rcpt, "", std::string("550 5.7.1 nep\xf8\x00ijato", 20)}};
    SmtpBench bench(script);
    CHECK(bench.send(SmtpBench::message(1)).text == "nep\xef\xbf\xbdijato");
}

TEST_CASE("login by PLAIN and by LOGIN; a wrong password breaks the connector, not the message")
{
    SmtpScript script;
    script.user = "mesto";
    script.password = "tajn\xc3\xa9 heslo";
    script.mechanisms = GENERATE("PLAIN LOGIN", "LOGIN");
    SmtpBench good(script, {{"user", "mesto"}}, script.password);
    CHECK(good.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    CHECK(good.connector->check().good);
    SmtpBench wrong(script, {{"user", "mesto"}}, "other");
    const Outcome outcome = wrong.send(SmtpBench::message(1));
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK(outcome.code == "login 535 5.7.8");
    CHECK_FALSE(wrong.connector->check().good);
    SmtpBench none(script);
    CHECK(none.send(SmtpBench::message(1)).kind == OutcomeKind::connector_broken);
}

TEST_CASE("TLS is started, checked and demanded")
{
    const TemporaryFolder folder;
    SmtpScript script;
    script.certificate = make_certificate(folder.path().string(), "DNS:localhost,IP:127.0.0.1");
    script.user = "mesto";
    script.password = "heslo";
    const std::string tls = GENERATE("starttls", "implicit");
    script.implicit_tls = tls == "implicit";

    SECTION("with the certificate trusted")
    {
        SmtpBench bench(script, {{"tls", tls}, {"verify", script.certificate}, {"user", "mesto"}}, "heslo");
        CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
        CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
        CHECK(bench.server.connections() == 1);
        CHECK(bench.connector->check().good);
        bench.server.drop_connections();
        CHECK(bench.send(SmtpBench::message(3)).kind == OutcomeKind::accepted);
    }
    SECTION("with a certificate nobody trusts")
    {
        SmtpBench bench(script, {{"tls", tls}, {"user", "mesto"}}, "heslo");
        const Outcome outcome = bench.send(SmtpBench::message(1));
        CHECK(outcome.kind == OutcomeKind::connector_broken);
        CHECK(outcome.code == "tls");
        for (const std::string& command : bench.server.commands())
            CHECK_FALSE(command.starts_with("AUTH"));
    }
    SECTION("with a trusted certificate for another host")
    {
        std::filesystem::create_directory(folder.path() / "other");
        script.certificate = make_certificate((folder.path() / "other").string(), "DNS:elsewhere.test");
        SmtpBench bench(script, {{"tls", tls}, {"verify", script.certificate}}, "");
        CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::connector_broken);
    }
}

TEST_CASE("without STARTTLS nothing is sent in the clear")
{
    SmtpBench bench({}, {{"tls", "starttls"}});
    const Outcome outcome = bench.send(SmtpBench::message(1));
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK(outcome.code == "tls");
    CHECK(bench.server.commands().size() <= 2);
}

TEST_CASE("words put in before the TLS handshake are not believed")
{
    const TemporaryFolder folder;
    SmtpScript script;
    script.certificate = make_certificate(folder.path().string(), "IP:127.0.0.1");
    script.faults = {{SmtpPoint::starttls, "", "220 ready\r\n250 injected"}};
    SmtpBench bench(script, {{"tls", "starttls"}, {"verify", script.certificate}});
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::connector_broken);
}

TEST_CASE("wrong settings are named")
{
    const auto trouble = [](std::map<std::string, std::string> settings) {
        channel::AccountSettings account;
        account.settings = std::move(settings);
        try {
            connectors::smtp_kind().make(account);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(trouble({}).find("host") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"prot", "25"}}).find("did you mean port") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"port", "0"}}).find("port") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"tls", "maybe"}}).find("tls") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"verify", "/nonexistent.pem"}}).find("verify") != std::string::npos);
    CHECK(trouble({{"host", "relay.test"}, {"tls", "none"}, {"user", "u"}}).find("clear") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"helo", "x\r\nRSET"}}).find("helo") != std::string::npos);
    CHECK(trouble({{"host", "a"}, {"tls", "none"}}).empty());
}
