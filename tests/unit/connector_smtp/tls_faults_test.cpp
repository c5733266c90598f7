// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;

TEST_CASE("a fault means the same over TLS")
{
    const TemporaryFolder folder;
    const std::string certificate = make_certificate(folder.path().string(), "IP:127.0.0.1");
    struct Case
    {
        std::string name;
        SmtpFault fault;
        OutcomeKind kind;
        std::string code;
    };
    const std::vector<Case> cases = {
        {"refused", {SmtpPoint::rcpt, "", "550 5.1.1 unknown"}, OutcomeKind::address_dead, "550 5.1.1"},
        {"silent at RCPT", {SmtpPoint::rcpt, "", "", false, true}, OutcomeKind::later, "timeout"},
        {"closed at RCPT", {SmtpPoint::rcpt, "", "", true}, OutcomeKind::later, "closed"},
        {"closed inside a reply", {SmtpPoint::rcpt, "", "550-5.1.1 half\r\n", true}, OutcomeKind::later, "closed"},
        {"silent after the dot", {SmtpPoint::taken, "", "", false, true}, OutcomeKind::unknown, "timeout"},
        {"closed after the dot", {SmtpPoint::taken, "", "", true}, OutcomeKind::unknown, "closed"},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        SmtpScript script;
        script.certificate = certificate;
        script.faults = {one.fault};
        SmtpBench bench(script, {{"tls", "starttls"}, {"verify", certificate}});
        const Outcome outcome = bench.send(SmtpBench::message(1));
        CHECK(channel::to_string(outcome.kind) == channel::to_string(one.kind));
        CHECK(outcome.code == one.code);
        bench.server.set_faults({});
        CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
    }
}

TEST_CASE("a large message goes over TLS whole")
{
    const TemporaryFolder folder;
    SmtpScript script;
    script.certificate = make_certificate(folder.path().string(), "IP:127.0.0.1");
    SmtpBench bench(script, {{"tls", "starttls"}, {"verify", script.certificate}, {"final_timeout_seconds", "60"}});
    channel::OutgoingMessage message = SmtpBench::message(1);
    while (message.content.size() < 5 * 1024 * 1024)
        message.content += std::string(70, 'x') + "\r\n";
    CHECK(bench.send(message).kind == OutcomeKind::accepted);
    CHECK(bench.server.messages().at(0).content == message.content);
}

TEST_CASE("a server that does not speak TLS where it should needs an operator, a silent one only time")
{
    SmtpBench clear({}, {{"tls", "implicit"}});
    CHECK(clear.send(SmtpBench::message(1)).kind == OutcomeKind::connector_broken);
    SmtpScript script;
    script.faults = {{SmtpPoint::greeting, "", "", false, true}};
    SmtpBench silent(script, {{"tls", "implicit"}});
    const Outcome outcome = silent.send(SmtpBench::message(1));
    CHECK(outcome.kind == OutcomeKind::later);
    CHECK(outcome.code == "timeout");
    script.faults = {{SmtpPoint::greeting, "", "", true}};
    SmtpBench closing(script, {{"tls", "implicit"}});
    const Outcome closed = closing.send(SmtpBench::message(1));
    INFO(closed.text);
    CHECK(closed.kind == OutcomeKind::later);
}

TEST_CASE("a TLS session is taken up again by the next connection, with the certificate still checked")
{
    const TemporaryFolder folder;
    SmtpScript script;
    script.certificate = make_certificate(folder.path().string(), "IP:127.0.0.1");
    const std::string tls = GENERATE("starttls", "implicit");
    script.implicit_tls = tls == "implicit";
    SmtpBench bench(script, {{"tls", tls}, {"verify", script.certificate}, {"messages_per_connection", "1"}});
    for (std::int64_t id = 1; id <= 4; ++id)
        CHECK(bench.send(SmtpBench::message(id)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 4);
    CHECK(bench.server.resumed() == 3);
}

TEST_CASE("a certificate that ran out, one for another host and an unknown one get no login and no message")
{
    const TemporaryFolder folder;
    struct Case
    {
        const char* names;
        int days;
        bool trusted;
    };
    for (const Case& one : {Case{"IP:127.0.0.1", -1, true}, Case{"DNS:elsewhere.test", 2, true},
                            Case{"IP:127.0.0.2", 2, true}, Case{"IP:127.0.0.1", 2, false}}) {
        INFO(one.names << ", days " << one.days << ", trusted " << one.trusted);
        SmtpScript script;
        script.certificate = make_certificate(folder.path().string(), one.names, one.days);
        script.user = "mesto";
        script.password = "heslo";
        SmtpBench bench(script,
                        {{"tls", "starttls"}, {"verify", one.trusted ? script.certificate : "true"}, {"user", "mesto"}},
                        "heslo");
        const Outcome outcome = bench.send(SmtpBench::message(1));
        CHECK(outcome.kind == OutcomeKind::connector_broken);
        CHECK(outcome.code == "tls");
        INFO(outcome.text);
        CHECK_FALSE(bench.connector->check().good);
        for (const std::string& command : bench.server.commands()) {
            CHECK_FALSE(command.starts_with("AUTH"));
            CHECK_FALSE(command.starts_with("MAIL"));
        }
    }
}
