// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "connectors/smtp/settings.h"
#include "smtp_bench.h"
#include "tests/support/child_process.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;
using connectors::smtp::read_relays;

namespace {

std::string place(int port, int weight = 1)
{
    return "127.0.0.1:" + std::to_string(port) + ";weight=" + std::to_string(weight);
}

std::shared_ptr<channel::Connector> connector_on(const std::string& relays, const std::string& rest = "60")
{
    channel::AccountSettings account;
    account.settings = {{"relays", relays},
                        {"tls", "none"},
                        {"timeout_seconds", "1"},
                        {"final_timeout_seconds", "1"},
                        {"relay_rest_seconds", rest}};
    return connectors::smtp_kind().make(account).connector;
}

/// As many messages at once as there are connections, each on its own: they meet inside hand().
void send_together(channel::Connector& connector, RecordingOutcomes& outcomes, std::int64_t count)
{
    std::mutex mutex;
    std::condition_variable all;
    std::int64_t here = 0;
    outcomes.before_answer = [&] {
        std::unique_lock lock(mutex);
        ++here;
        all.notify_all();
        all.wait(lock, [&] { return here == count; });
    };
    std::vector<std::thread> threads;
    for (std::int64_t id = 1; id <= count; ++id)
        threads.emplace_back([&, id] {
            const channel::OutgoingMessage message = SmtpBench::message(id);
            connector.send(std::span(&message, 1), outcomes);
        });
    for (std::thread& thread : threads)
        thread.join();
    outcomes.before_answer = nullptr;
}

Outcome send_one(channel::Connector& connector, std::int64_t id)
{
    RecordingOutcomes outcomes;
    const channel::OutgoingMessage message = SmtpBench::message(id);
    connector.send(std::span(&message, 1), outcomes);
    return outcomes.only(id);
}

} // namespace

TEST_CASE("connections are shared between relays by weight, and a reserve gets none")
{
    RecordingSmtpServer heavy;
    RecordingSmtpServer light;
    RecordingSmtpServer reserve;
    const auto connector =
        connector_on(place(reserve.port(), 0) + ", " + place(heavy.port(), 3) + "," + place(light.port()));
    RecordingOutcomes outcomes;
    send_together(*connector, outcomes, 8);
    CHECK(outcomes.outcomes().size() == 8);
    CHECK(heavy.count() == 6);
    CHECK(light.count() == 2);
    CHECK(reserve.connections() == 0);
    // What one of them ends comes back to it.
    heavy.drop_connections();
    REQUIRE(wait_until([&] { return heavy.open_connections() == 0; }));
    RecordingOutcomes again;
    send_together(*connector, again, 8);
    CHECK(heavy.count() == 12);
    CHECK(light.count() == 4);
}

TEST_CASE("a relay that cannot be used rests and the next one carries, at once and without a refused message")
{
    RecordingSmtpServer first;
    RecordingSmtpServer reserve;
    const auto connector = connector_on(place(first.port()) + "," + place(reserve.port(), 0));
    SECTION("refused connections")
    {
        first.refuse_connections(true);
    }
    SECTION("a greeting that turns everybody away")
    {
        first.set_faults({{SmtpPoint::greeting, "", "554 5.3.2 not accepting", true}});
    }
    SECTION("silence")
    {
        first.set_faults({{SmtpPoint::greeting, "", "", false, true}});
    }
    SECTION("garbage")
    {
        first.set_faults({{SmtpPoint::greeting, "", "HTTP/1.1 400 Bad Request"}});
    }
    for (std::int64_t id = 1; id <= 3; ++id)
        CHECK(send_one(*connector, id).kind == OutcomeKind::accepted);
    CHECK(reserve.count() == 3);
    CHECK(first.connections() <= 1);
    CHECK(connector->check().good);
}

TEST_CASE("a relay that is back after its rest carries again")
{
    RecordingSmtpServer first;
    RecordingSmtpServer reserve;
    const auto connector = connector_on(place(first.port()) + "," + place(reserve.port(), 0), "0");
    first.refuse_connections(true);
    CHECK(send_one(*connector, 1).kind == OutcomeKind::accepted);
    first.refuse_connections(false);
    reserve.drop_connections();
    REQUIRE(wait_until([&] { return reserve.open_connections() == 0; }));
    CHECK(send_one(*connector, 2).kind == OutcomeKind::accepted);
    CHECK(first.count() == 1);
}

TEST_CASE(
    "when all relays are down the outcome is later, with what is wrong with each; then the first that is back is used")
{
    RecordingSmtpServer one;
    RecordingSmtpServer two;
    one.refuse_connections(true);
    two.set_faults({{SmtpPoint::greeting, "", "421 4.3.2 busy", true}});
    const auto connector = connector_on(place(one.port()) + "," + place(two.port()));
    const Outcome outcome = send_one(*connector, 1);
    CHECK(outcome.kind == OutcomeKind::later);
    CHECK(outcome.code == "connect");
    CHECK(outcome.text.find("127.0.0.1:" + std::to_string(one.port()) + ": connect") != std::string::npos);
    CHECK(outcome.text.find("421 4.3.2") != std::string::npos);
    CHECK_FALSE(connector->check().good);
    // All rest, and yet something is tried each time.
    one.refuse_connections(false);
    two.set_faults({});
    CHECK(send_one(*connector, 2).kind == OutcomeKind::accepted);
}

TEST_CASE("only when every relay needs an operator is the connector broken")
{
    SmtpScript script;
    script.faults = {{SmtpPoint::greeting, "", "554 5.7.1 you are listed", true}};
    RecordingSmtpServer one(script);
    RecordingSmtpServer two(script);
    CHECK(send_one(*connector_on(place(one.port()) + "," + place(two.port())), 1).kind ==
          OutcomeKind::connector_broken);
    two.set_faults({{SmtpPoint::greeting, "", "421 4.3.2 busy", true}});
    CHECK(send_one(*connector_on(place(one.port()) + "," + place(two.port())), 1).kind == OutcomeKind::later);
}

TEST_CASE("a relay that takes content and says nothing puts two messages of a batch in doubt, not all, and then rests")
{
    RecordingSmtpServer silent;
    RecordingSmtpServer reserve;
    silent.set_faults({{SmtpPoint::taken, "", "", true}});
    const auto alone = connector_on(place(silent.port()));
    std::vector<channel::OutgoingMessage> batch;
    for (std::int64_t id = 1; id <= 20; ++id)
        batch.push_back(SmtpBench::message(id));
    RecordingOutcomes outcomes;
    alone->send(batch, outcomes);
    CHECK(silent.count() == 2);
    CHECK(outcomes.only(1).kind == OutcomeKind::unknown);
    CHECK(outcomes.only(2).kind == OutcomeKind::unknown);
    for (std::int64_t id = 3; id <= 20; ++id) {
        CHECK(outcomes.only(id).kind == OutcomeKind::later);
        CHECK_FALSE(outcomes.only(id).handed);
    }
    RecordingOutcomes with_reserve;
    connector_on(place(silent.port()) + "," + place(reserve.port(), 0))->send(batch, with_reserve);
    CHECK(with_reserve.only(1).kind == OutcomeKind::unknown);
    for (std::int64_t id = 2; id <= 20; ++id)
        CHECK(with_reserve.only(id).kind == OutcomeKind::accepted);
}

TEST_CASE("a list of relays is read, or what is wrong with it is named")
{
    const auto relays = read_relays("a.example:25;weight=3, b.example ,[2001:db8::1]:2525; weight=0,[::1]", 587);
    REQUIRE(relays.size() == 4);
    CHECK(relays[0].name() == "a.example:25");
    CHECK(relays[0].weight == 3);
    CHECK(relays[1].name() == "b.example:587");
    CHECK(relays[1].weight == 1);
    CHECK(relays[2].name() == "[2001:db8::1]:2525");
    CHECK(relays[2].weight == 0);
    CHECK(relays[3].host == "::1");
    for (const char* wrong : {"a,,b", "a:0", "a:65536", "a:x", "a;weight=101", "a;wait=1", "::1", "[::1", "[::1]5",
                              ":25", "a b", "a,a:587", "a;weight=0", "a<b", ""})
        CHECK_THROWS_WITH(read_relays(wrong, 587), Catch::Contains("relays"));
}
