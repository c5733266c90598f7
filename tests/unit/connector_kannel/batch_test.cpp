// SPDX-License-Identifier: EUPL-1.2
#include "kannel_bench.h"
#include "tests/support/child_process.h"
#include "tests/support/ledger_sink.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

/// What a connector did, in order: "hand 1", "begin 2", "asked 2" (the gateway got it), "outcome 1 accepted".
class Diary final : public channel::OutcomeSink
{
public:
    std::set<std::int64_t> refused;

    std::vector<bool> hand(std::span<const OutgoingMessage> messages) override
    {
        REQUIRE(messages.size() == 1);
        const std::int64_t id = messages.front().attempt_id;
        write("hand " + std::to_string(id));
        open(id);
        if (refused.contains(id)) open_.erase(id);
        return {!refused.contains(id)};
    }
    void begin_hand(std::span<const OutgoingMessage> messages) override
    {
        for (const OutgoingMessage& message : messages) {
            write("begin " + std::to_string(message.attempt_id));
            open(message.attempt_id);
        }
    }
    void outcome(const OutgoingMessage& message, const Outcome& outcome) override
    {
        write("outcome " + std::to_string(message.attempt_id) + " " + std::string(channel::to_string(outcome.kind)));
        open_.erase(message.attempt_id);
    }
    void write(const std::string& line)
    {
        const std::lock_guard lock(mutex_);
        lines_.push_back(line);
    }
    std::vector<std::string> lines() const
    {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    std::size_t most_open = 0;

private:
    void open(std::int64_t id)
    {
        open_.insert(id);
        most_open = std::max(most_open, open_.size());
    }
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
    std::set<std::int64_t> open_;
};

std::vector<OutgoingMessage> several(std::int64_t count)
{
    std::vector<OutgoingMessage> messages;
    for (std::int64_t id = 1; id <= count; ++id)
        messages.push_back(sms(id));
    return messages;
}

} // namespace

TEST_CASE("a batch of SMS goes over one connection, the next one's mark begun before this one goes out")
{
    Diary diary;
    KannelBench bench([&](const std::string& target) {
        diary.write("asked " + target.substr(target.find("REF") + 3, 1));
        return accepted(target);
    });
    CHECK(bench.connector->limits().connections == 10);
    const std::vector<OutgoingMessage> messages = several(3);
    bench.connector->send(messages, diary);
    std::vector<std::string> ours;
    std::vector<std::string> asked;
    for (const std::string& line : diary.lines())
        (line.starts_with("asked") ? asked : ours).push_back(line);
    CHECK(ours == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 accepted", "begin 3", "hand 2",
                                           "outcome 2 accepted", "hand 3", "outcome 3 accepted"});
    CHECK(asked == std::vector<std::string>{"asked 1", "asked 2", "asked 3"});
    CHECK(diary.most_open == 2);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("a connection goes on with what the sink has more of, the next one's mark begun as the gateway answers")
{
    LedgerSink sink;
    std::atomic<int> answered = 0;
    KannelBench bench([&](const std::string& target) {
        // The gateway answers once the mark of the one behind is begun.
        const int number = ++answered;
        const std::string next = "begin " + std::to_string(number + 1);
        CHECK(target.find("REF" + std::to_string(number)) != std::string::npos);
        CHECK((number == 20 || wait_until([&] {
                   const auto order = sink.order();
                   return std::find(order.begin(), order.end(), next) != order.end();
               })));
        return accepted(target);
    });
    sink.supply(several(20), 1);
    sink.drain(*bench.connector);
    CHECK(sink.sends() == 1);
    CHECK(sink.outcomes().size() == 20);
    CHECK(sink.breaches().empty());
    CHECK(sink.most_open() == 2);
    CHECK(sink.most_held() == 2);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("after a refused login or a silence no more SMS are asked for, and a silence that none could tell of is kept")
{
    LedgerSink sink;
    const auto answer = GENERATE(http_answer(403, "Authorization failed for sendsms"), HttpAnswer{"", false, true});
    KannelBench bench([answer](const std::string&) { return answer; });
    const auto supplied = GENERATE(std::int64_t{1}, std::int64_t{10});
    sink.supply(several(supplied), 1);
    sink.drain(*bench.connector, 1);
    CHECK(bench.server.targets().size() == 1);
    CHECK(sink.outcomes().at(1).kind == (answer.stall ? OutcomeKind::unknown : OutcomeKind::connector_broken));
    if (supplied == 10) CHECK(sink.outcomes().at(2).kind == OutcomeKind::later); // it was marked
    CHECK(static_cast<std::int64_t>(sink.supply_left()) == std::max<std::int64_t>(0, supplied - 2));
    CHECK(sink.breaches().empty());
    // With nobody behind to say so, the next one is told instead of tried.
    if (supplied == 1 && answer.stall) {
        CHECK(bench.send(sms(50)).kind == OutcomeKind::connector_broken);
        CHECK(bench.server.targets().size() == 1);
    }
}

TEST_CASE("of a batch of SMS what may not be sent is left out, also when its mark was begun")
{
    KannelBench bench(accepted);
    Diary diary;
    diary.refused = {1, 3};
    std::vector<OutgoingMessage> messages = several(5);
    messages[3].content = "";
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "begin 3", "hand 2",
                                                    "outcome 2 accepted", "hand 3", "outcome 4 rejected", "begin 5",
                                                    "hand 5", "outcome 5 accepted"});
    CHECK(bench.server.targets().size() == 2);
}

TEST_CASE("after a refused login or a silence the rest of a batch is not tried, and said so")
{
    const auto [answer, what] = GENERATE(table<HttpAnswer, std::string>(
        {{http_answer(403, "Authorization failed for sendsms"), "connector_broken"}, {{"", false, true}, "unknown"}}));
    KannelBench bench([answer = answer](const std::string&) { return answer; });
    Diary diary;
    diary.refused = {};
    const std::vector<OutgoingMessage> messages = several(4);
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 " + what, "hand 2",
                                                    "outcome 2 later", "outcome 3 connector_broken",
                                                    "outcome 4 connector_broken"});
    CHECK(bench.server.targets().size() == 1);
}

TEST_CASE("a connection that breaks in a batch costs one message its certainty, the others go over a new one")
{
    int count = 0;
    KannelBench bench([&](const std::string& target) {
        return ++count == 2 ? HttpAnswer{"HTTP/1.1 2", true, false} : accepted(target);
    });
    Diary diary;
    const std::vector<OutgoingMessage> messages = several(3);
    bench.connector->send(messages, diary);
    CHECK(diary.lines() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1 accepted", "begin 3",
                                                    "hand 2", "outcome 2 unknown", "hand 3", "outcome 3 accepted"});
    CHECK(bench.server.connections() == 2);
}
