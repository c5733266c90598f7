// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/ledger_sink.h"
#include "tests/support/random_smtp_faults.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

namespace {

/// One random script: many messages over several connections, in batches or as the connector asks for them; the sink
/// refuses some. Each message's outcome is then held against what the server took.
void run_script(std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    const auto some = [&random](std::uint64_t below) { return random() % below; };
    SmtpScript script;
    script.pipelining = some(4) != 0;
    script.chunking = some(2) != 0;
    script.size = some(2) != 0 ? 100000 : 0;
    script.messages_per_connection = some(3) == 0 ? 1 + static_cast<int>(some(5)) : 0;
    script.data_without_recipient = some(3) == 0;
    const double chance = some(4) == 0 ? 0 : 0.02 + 0.02 * static_cast<double>(some(8));
    script.decide = RandomSmtpFaults(random(), {chance, 0.004});
    INFO("seed " << seed << ", pipelining " << script.pipelining << ", chunking " << script.chunking << ", faults "
                 << chance);

    constexpr std::int64_t connections = 4;
    constexpr std::int64_t batches = 4;
    const std::uint64_t refused_in = some(3) == 0 ? 0 : 3 + some(40);
    // A second relay in some scripts; restarts of the first in others.
    const std::uint64_t restart_at = some(3) == 0 ? 11 + some(30) : 0;
    const bool two = some(3) == 0;
    RecordingSmtpServer second(script);
    const std::string also =
        two ? ", 127.0.0.1:" + std::to_string(second.port()) + ";weight=" + std::to_string(some(2)) : "";
    RecordingSmtpServer server(script);
    channel::AccountSettings account;
    account.settings = {{"relays", "127.0.0.1:" + std::to_string(server.port()) + also},
                        {"tls", "none"},
                        {"connections", std::to_string(connections)},
                        {"timeout_seconds", "1"},
                        {"final_timeout_seconds", "1"},
                        {"relay_rest_seconds", "0"}};
    const auto connector = connectors::smtp_kind().make(account).connector;
    LedgerSink sink;
    sink.allow = [&](const channel::OutgoingMessage& message) {
        return refused_in == 0 || (seed + static_cast<std::uint64_t>(message.attempt_id)) % refused_in != 0;
    };
    sink.after_outcome = [&](const channel::OutgoingMessage& message) {
        if (restart_at != 0 && (seed + static_cast<std::uint64_t>(message.attempt_id)) % restart_at == 0)
            server.drop_connections();
    };
    const std::uint64_t size = 1 + some(40);
    const bool pulls = some(2) != 0;
    const auto batch_of = [size](std::int64_t thread, std::int64_t number) {
        std::vector<channel::OutgoingMessage> batch;
        for (std::uint64_t i = 0; i < size; ++i)
            batch.push_back(SmtpBench::message(thread * 1000 + number * 100 + static_cast<std::int64_t>(i) + 1));
        return batch;
    };
    if (pulls) {
        std::vector<channel::OutgoingMessage> all;
        for (std::int64_t thread = 0; thread < connections; ++thread)
            for (std::int64_t number = 0; number < batches; ++number)
                std::ranges::move(batch_of(thread, number), std::back_inserter(all));
        sink.supply(std::move(all), 1 + some(3), some(6));
    }
    std::vector<std::thread> threads;
    for (std::int64_t thread = 0; thread < connections; ++thread)
        threads.emplace_back([&, thread] {
            if (pulls) return sink.drain(*connector);
            for (std::int64_t number = 0; number < batches; ++number)
                connector->send(batch_of(thread, number), sink);
        });
    for (std::thread& thread : threads)
        thread.join();

    std::map<std::string, int> taken = server.per_recipient();
    for (const auto& [recipient, count] : second.per_recipient())
        taken[recipient] += count;
    const auto times = [&](std::int64_t id) {
        const auto found = taken.find(SmtpBench::message(id).recipient);
        return found == taken.end() ? 0 : found->second;
    };
    const std::map<std::int64_t, channel::Outcome> outcomes = sink.outcomes();
    const std::set<std::int64_t> refused = sink.refused();
    CHECK(sink.breaches() == std::vector<std::string>());
    CHECK(server.complaints() == std::vector<std::string>());
    CHECK(second.complaints() == std::vector<std::string>());
    REQUIRE(outcomes.size() + refused.size() == connections * batches * size);
    for (const std::int64_t id : refused)
        REQUIRE(times(id) == 0);
    std::size_t unknown = 0;
    for (const auto& [id, outcome] : outcomes) {
        INFO("message " << id << ": " << channel::to_string(outcome.kind) << ' ' << outcome.code << ' '
                        << outcome.text);
        if (outcome.kind == OutcomeKind::accepted)
            REQUIRE(times(id) == 1);
        else if (outcome.kind == OutcomeKind::unknown)
            REQUIRE(times(id) <= 1);
        else
            REQUIRE(times(id) == 0);
        unknown += outcome.kind == OutcomeKind::unknown ? 1 : 0;
    }
    if (chance == 0 && restart_at == 0) CHECK(unknown == 0);
    for (const RecordedMessage& message : server.messages()) {
        // Whatever was said about it, no message arrives changed.
        const std::string id = message.recipient.substr(6, message.recipient.find('@') - 6);
        REQUIRE(message.content == "Subject: " + id + "\r\n\r\nDobry den\r\n");
    }
}

} // namespace

TEST_CASE("whatever a relay does wrong, what is said of each message is true of it")
{
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
        run_script(seed);
}
