// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/ledger_sink.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

namespace {

std::vector<channel::OutgoingMessage> batch_of(std::int64_t count)
{
    std::vector<channel::OutgoingMessage> batch;
    for (std::int64_t id = 1; id <= count; ++id)
        batch.push_back(SmtpBench::message(id));
    return batch;
}

} // namespace

TEST_CASE("the next message's mark is begun before the content of the one before leaves, and never a third")
{
    SmtpScript script;
    script.pipelining = GENERATE(true, false);
    SmtpBench bench(script);
    LedgerSink sink;
    bench.connector->send(batch_of(4), sink);
    CHECK(sink.order() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1", "begin 3", "hand 2",
                                                   "outcome 2", "begin 4", "hand 3", "outcome 3", "hand 4",
                                                   "outcome 4"});
    CHECK(sink.breaches().empty());
    CHECK(sink.most_open() == 2);
    CHECK(bench.server.count() == 4);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("a message the sink refuses after the server waits for it costs the connection, a pause only one of them")
{
    SmtpBench bench;
    LedgerSink sink;
    sink.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id < 3; };
    bench.connector->send(batch_of(30), sink);
    CHECK(sink.outcomes().size() == 2);
    CHECK(sink.refused().size() == 28);
    CHECK(sink.breaches().empty());
    CHECK(bench.server.count() == 2);
    CHECK(bench.server.connections() == 2);
    CHECK(bench.server.complaints().empty());
}
