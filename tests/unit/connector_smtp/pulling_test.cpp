// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/child_process.h"
#include "tests/support/ledger_sink.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

namespace {

std::size_t count(const LedgerSink& sink, OutcomeKind kind)
{
    const auto outcomes = sink.outcomes();
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(), [kind](const auto& one) { return one.second.kind == kind; }));
}

} // namespace

TEST_CASE("a connection has the next message under way before the one before is answered for, as long as there is more")
{
    const auto piece = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
    SmtpScript script;
    script.chunking = GENERATE(true, false);
    // The answer to a message comes once the next one's commands are there.
    script.faults = {{.point = SmtpPoint::taken, .times = 29, .await_more = true}};
    SmtpBench bench(script);
    LedgerSink sink;
    sink.supply(SmtpBench::messages(30), piece);
    sink.drain(*bench.connector);
    CHECK(sink.sends() == 1);
    CHECK(bench.server.count() == 30);
    CHECK(bench.server.connections() == 1);
    CHECK(count(sink, OutcomeKind::accepted) == 30);
    CHECK(sink.breaches().empty());
    CHECK(sink.most_open() == 2);
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("what comes by twos is marked as soon as there is room, and no more is taken than can be begun")
{
    SmtpBench bench;
    LedgerSink sink;
    sink.supply(SmtpBench::messages(4), 2);
    sink.drain(*bench.connector);
    CHECK(sink.order() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1", "begin 3", "hand 2",
                                                   "outcome 2", "begin 4", "hand 3", "outcome 3", "hand 4",
                                                   "outcome 4"});
    CHECK(sink.most_held() == 3); // one under way, one ahead, and that one's neighbour
}

TEST_CASE("several connections share what there is, each message once, also when a question is answered with nothing")
{
    const auto piece = GENERATE(std::size_t{1}, std::size_t{2});
    SmtpScript script;
    script.pipelining = GENERATE(true, false);
    SmtpBench bench(script, {{"connections", "4"}, {"messages_per_connection", "7"}});
    LedgerSink sink;
    sink.supply(SmtpBench::messages(200), piece, 5);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { sink.drain(*bench.connector); });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(count(sink, OutcomeKind::accepted) == 200);
    CHECK(bench.server.count() == 200);
    for (const auto& [recipient, times] : bench.server.per_recipient())
        CHECK(times == 1);
    CHECK(sink.breaches().empty());
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("what the sink refuses of what it gave more of is not sent, and the others go on")
{
    SmtpBench bench;
    LedgerSink sink;
    sink.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id % 5 != 0; };
    sink.supply(SmtpBench::messages(60), 2);
    sink.drain(*bench.connector);
    CHECK(sink.refused().size() == 12);
    CHECK(count(sink, OutcomeKind::accepted) == 48);
    CHECK(bench.server.count() == 48);
    CHECK(sink.breaches().empty());
}

TEST_CASE("messages that the server's capabilities forbid are refused one after another, the others go on")
{
    SmtpScript script;
    script.size = 2000;
    SmtpBench bench(script);
    std::vector<channel::OutgoingMessage> some = SmtpBench::messages(20);
    for (const std::size_t big : {0U, 3U, 4U, 5U, 6U, 11U, 19U})
        some[big].content.append(3000, 'x');
    LedgerSink sink;
    sink.supply(std::move(some), GENERATE(std::size_t{1}, std::size_t{2}));
    sink.drain(*bench.connector);
    CHECK(sink.sends() == 1);
    CHECK(count(sink, OutcomeKind::rejected) == 7);
    CHECK(count(sink, OutcomeKind::accepted) == 13);
    CHECK(sink.breaches().empty());
}

TEST_CASE(
    "a relay that is away, that goes silent, or a ledger without an answer: what it holds is given up, no more asked")
{
    SmtpBench bench({}, {{"timeout_seconds", "1"}, {"final_timeout_seconds", "1"}});
    LedgerSink sink;
    sink.supply(SmtpBench::messages(20), 2);
    SECTION("away")
    {
        bench.server.refuse_connections(true);
        sink.drain(*bench.connector, 1);
        CHECK(sink.supply_left() == 18);
        CHECK(count(sink, OutcomeKind::later) == 2);
    }
    SECTION("silent after the content")
    {
        bench.server.set_faults({{SmtpPoint::taken, "", "", true}});
        sink.drain(*bench.connector, 1);
        CHECK(bench.server.count() == 2);
        CHECK(count(sink, OutcomeKind::unknown) == 2);
        CHECK(count(sink, OutcomeKind::later) == 2);
        CHECK(sink.supply_left() == 16);
    }
    SECTION("no answer of the ledger")
    {
        sink.before_hand = [](const channel::OutgoingMessage& message) {
            if (message.attempt_id == 3) throw unavailable_error("the store is away");
        };
        sink.drain(*bench.connector, 1);
        CHECK(count(sink, OutcomeKind::accepted) == 2);
        CHECK(count(sink, OutcomeKind::later) == 2);
        CHECK(sink.supply_left() == 16);
    }
}
