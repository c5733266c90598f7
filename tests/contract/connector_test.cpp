// SPDX-License-Identifier: EUPL-1.2
#include "connectors/all.h"
#include "tests/support/ledger_sink.h"
#include "tests/support/recording_smtp_server.h"
#include "tests/support/scripted_http_server.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

constexpr int connections = 3;

OutgoingMessage message_of(std::int64_t id, channel::Channel channel)
{
    const bool email = channel == channel::Channel::email;
    OutgoingMessage message;
    message.attempt_id = id;
    message.attempt_reference = "reference" + std::to_string(id);
    message.recipient = email ? "person" + std::to_string(id) + "@obec.test" : "+420" + std::to_string(601000000 + id);
    message.sender = email ? "bounce@mesto.test" : "+420900111222";
    message.content = email ? "Subject: " + std::to_string(id) + "\r\n\r\nDobry den\r\n" : "Ahoj";
    return message;
}

std::shared_ptr<channel::Connector> make(const std::string& name, std::map<std::string, std::string> settings,
                                         std::map<std::string, std::string> secrets = {})
{
    const std::vector<channel::ConnectorKind> kinds = connectors::all_kinds();
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.name == name; });
    channel::AccountSettings account;
    account.id = 7;
    account.key = name;
    account.settings = std::move(settings);
    account.secrets = std::move(secrets);
    account.webhook_url = "https://dosah.test/hooks/7/token/";
    return kind->make(account).connector;
}

/// The transports that send, each with a remote that takes everything.
struct Remotes
{
    RecordingSmtpServer relay;
    ScriptedHttpServer gateway{[](const std::string&) { return http_answer(202, "0: Accepted for delivery"); }};

    std::map<std::string, std::shared_ptr<channel::Connector>> connectors()
    {
        const std::string many = std::to_string(connections);
        return {
            {"smtp", make("smtp", {{"host", "127.0.0.1"},
                                   {"port", std::to_string(relay.port())},
                                   {"tls", "none"},
                                   {"connections", many}})},
            {"kannel", make("kannel",
                            {{"url", "http://127.0.0.1:" + std::to_string(gateway.port()) + "/cgi-bin/sendsms"},
                             {"user", "mesto"},
                             {"connections", many}},
                            {{"password", "secret"}})},
            {"capture", make("capture", {{"channel", "email"}})},
        };
    }
};

} // namespace

TEST_CASE("whatever a connector is given, and has more of for the asking, has one outcome or was refused")
{
    const auto piece = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{7});
    const auto gap = GENERATE(std::size_t{0}, std::size_t{4});
    Remotes remotes;
    for (const auto& [name, connector] : remotes.connectors()) {
        INFO(name << ", by " << piece << ", nothing each " << gap << "th time");
        // Capture takes all it is given at once, so it is no witness for what is open on a connection.
        const bool bounded = name != "capture";
        constexpr std::int64_t people = 150;
        std::vector<OutgoingMessage> messages;
        for (std::int64_t id = 1; id <= people; ++id)
            messages.push_back(message_of(id, connector->channel()));
        LedgerSink sink;
        sink.allow = [](const OutgoingMessage& message) { return message.attempt_id % 10 != 3; };
        sink.supply(std::move(messages), piece, gap);
        std::vector<std::thread> threads;
        for (int i = 0; i < std::min(connections, connector->limits().connections); ++i)
            threads.emplace_back([&, &one = *connector] { sink.drain(one); });
        for (std::thread& thread : threads)
            thread.join();
        const auto outcomes = sink.outcomes();
        CHECK(sink.refused().size() == people / 10);
        CHECK(outcomes.size() == people - people / 10);
        CHECK(std::all_of(outcomes.begin(), outcomes.end(),
                          [](const auto& one) { return one.second.kind == OutcomeKind::accepted; }));
        if (bounded) CHECK(sink.breaches() == std::vector<std::string>());
        if (bounded) CHECK(sink.most_open() <= 2);
        if (bounded) CHECK(sink.most_held() <= piece + 1);
    }
    CHECK(remotes.relay.count() == 135);
    CHECK(remotes.gateway.targets().size() == 135);
    CHECK(remotes.relay.complaints().empty());
}
