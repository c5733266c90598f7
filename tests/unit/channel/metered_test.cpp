// SPDX-License-Identifier: EUPL-1.2
#include "base/metrics.h"
#include "channel/metered.h"
#include "tests/support/ledger_sink.h"
#include "tests/support/recording_sink.h"
#include "tests/support/twin_connector.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

namespace {

/// The value of a series in the process's metrics; 0 when it is not there.
double value(const std::string& family, const Labels& labels, const std::string& suffix = "")
{
    for (const MetricFamily& one : metrics().families())
        if (one.name == family)
            for (const Sample& sample : one.samples)
                if (sample.suffix == suffix && sample.labels == labels) return sample.value;
    return 0;
}

Labels of(const std::string& account, const std::string& more = "", const std::string& what = "")
{
    Labels labels{{"account", account}, {"connector", "twin"}};
    if (!more.empty()) labels.emplace_back(more, what);
    return labels;
}

std::vector<channel::OutgoingMessage> messages(std::int64_t count)
{
    std::vector<channel::OutgoingMessage> made(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        made[static_cast<std::size_t>(i)].attempt_id = i + 1;
        made[static_cast<std::size_t>(i)].recipient = "p" + std::to_string(i + 1) + "@obec.test";
    }
    return made;
}

} // namespace

TEST_CASE("a metered connector does as the one within and counts what came of it")
{
    const auto twin = std::make_shared<TwinConnector>(channel::Limits{3, 10, 5});
    twin->script([](const channel::OutgoingMessage& message) {
        TwinConnector::Reply reply;
        if (message.attempt_id == 2) reply.outcome.kind = OutcomeKind::later;
        if (message.attempt_id == 3) reply.outcome.kind = OutcomeKind::unknown;
        return reply;
    });
    const auto metered = channel::metered(twin, 41);
    CHECK(metered->name() == "twin");
    CHECK(metered->limits().batch == 10);
    CHECK(metered->channel() == channel::Channel::email);
    const double accepted = value("dosah_hand_to_accept_seconds", {{"connector", "twin"}}, "_count");
    RecordingOutcomes outcomes;
    outcomes.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id != 4; };
    const auto batch = messages(5);
    metered->send(batch, outcomes);
    CHECK(outcomes.outcomes().size() == 4);
    CHECK(value("dosah_outcomes_total", of("41", "outcome", "accepted")) == 2);
    CHECK(value("dosah_outcomes_total", of("41", "outcome", "later")) == 1);
    CHECK(value("dosah_outcomes_total", of("41", "outcome", "unknown")) == 1);
    CHECK(value("dosah_outcomes_total", of("41", "outcome", "rejected")) == 0);
    CHECK(value("dosah_refused_hands_total", of("41")) == 1);
    CHECK(value("dosah_hand_to_accept_seconds", {{"connector", "twin"}}, "_count") == accepted + 2);
    CHECK(value("dosah_in_flight_messages", of("41")) == 0);
    twin->health({false, "no"});
    CHECK_FALSE(metered->check().good);
    CHECK(value("dosah_connector_checks_total", of("41", "good", "no")) == 1);
}

TEST_CASE("what is in flight is counted, and no longer once send() has ended without a word")
{
    const auto twin = std::make_shared<TwinConnector>();
    twin->script([](const channel::OutgoingMessage&) {
        TwinConnector::Reply reply;
        reply.silent = true;
        return reply;
    });
    twin->hold(TwinConnector::Hold::after_hand);
    const auto metered = channel::metered(twin, 42);
    RecordingOutcomes outcomes;
    const auto one = messages(1);
    std::thread sender([&] { metered->send(one, outcomes); });
    REQUIRE(twin->wait_held(1));
    CHECK(value("dosah_in_flight_messages", of("42")) == 1);
    twin->release();
    sender.join();
    CHECK(value("dosah_in_flight_messages", of("42")) == 0);
    CHECK(outcomes.outcomes().empty());
}

TEST_CASE("what there is more of comes through a metered connector and is counted")
{
    const auto twin = std::make_shared<TwinConnector>(channel::Limits{1, 2, 0});
    twin->pull();
    LedgerSink sink;
    sink.supply(messages(9), 2);
    sink.drain(*channel::metered(twin, 43));
    CHECK(twin->sends() == 1);
    CHECK(sink.outcomes().size() == 9);
    CHECK(value("dosah_outcomes_total", of("43", "outcome", "accepted")) == 9);
    CHECK(value("dosah_in_flight_messages", of("43")) == 0);
}
