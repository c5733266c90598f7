// SPDX-License-Identifier: EUPL-1.2
#include "delivery/claim_store.h"
#include "delivery/way_runner.h"
#include "tests/unit/delivery/dispatcher_fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::OutcomeKind;
using namespace std::chrono_literals;

namespace {

/// A runner over a twin that asks for more, without a dispatcher: the test says when something is claimed and composed.
struct RunnerStore : DispatchStore
{
    RunnerStore(channel::Limits limits, int number)
        : DispatchStore(StoreKind::sqlite, limits), ledger(std::make_shared<Ledger>(database(), clock, random, config)),
          runner(std::make_shared<WayRunner>(Way{account_id, organisation_id, twin}, ledger, clock, config,
                                             WayRunner::Bells{[this] { ++hungry; }, [](const auto&) {}}))
    {
        twin->pull();
        queue_many(number);
        ledger->start();
    }
    ~RunnerStore()
    {
        runner->request_stop();
        twin->release();
        runner->join(std::chrono::steady_clock::now() + 10s);
        ledger->close(1s);
    }
    void claim(std::size_t number)
    {
        std::vector<Claim> claims;
        {
            store::Transaction transaction(database());
            claims =
                claim_batch(transaction.session(), due_sources(transaction.session(), account_id, false, clock.now()),
                            {account_id, "claim", clock.now() + 1h, number, 0}, clock.now(), random);
            transaction.commit();
        }
        REQUIRE(claims.size() == number);
        ledger->hold(claims);
        runner->put(std::move(claims));
    }
    void compose()
    {
        while (runner->compose_some(composer)) {
        }
    }
    std::vector<std::string> recipients() const
    {
        std::vector<std::string> all;
        for (const channel::OutgoingMessage& message : twin->sent())
            all.push_back(message.recipient);
        return all;
    }
    bool sent(std::size_t number)
    {
        return wait_until([&] { return count("accepted") == static_cast<std::int64_t>(number); });
    }

    std::atomic<int> hungry = 0;
    std::shared_ptr<Ledger> ledger;
    std::shared_ptr<WayRunner> runner;
};

std::vector<std::string> people(int number)
{
    std::vector<std::string> all;
    for (int i = 0; i < number; ++i)
        all.push_back("osoba" + std::to_string(i) + "@osoba.test");
    return all;
}

} // namespace

TEST_CASE("one send() goes on as long as something is ready, in the order of the queue")
{
    RunnerStore store({1, 2, 0}, 60);
    store.claim(60);
    store.compose();
    store.runner->start();
    REQUIRE(store.sent(60));
    CHECK(store.twin->sends() == 1);
    CHECK(store.recipients() == people(60));
    CHECK(store.hungry >= 1);
}

TEST_CASE("what is under way over all connections at a time are neighbours in the queue")
{
    RunnerStore store({4, 2, 0}, 60);
    std::mutex mutex;
    std::set<std::string> begun;
    store.twin->script([&](const channel::OutgoingMessage& message) {
        const std::lock_guard lock(mutex);
        begun.insert(message.recipient);
        return TwinConnector::Reply{};
    });
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.claim(60);
    store.compose();
    store.runner->start();
    REQUIRE(store.twin->wait_held(4));
    {
        const std::lock_guard lock(mutex);
        CHECK(begun == std::set<std::string>{"osoba0@osoba.test", "osoba2@osoba.test", "osoba4@osoba.test",
                                             "osoba6@osoba.test"});
    }
    store.twin->release();
    REQUIRE(store.sent(60));
    for (const auto& [recipient, times] : store.twin->sent_by_recipient())
        CHECK(times == 1);
}

TEST_CASE("a few messages are shared by the connections that have nothing to do, each woken for one")
{
    RunnerStore store({4, 2, 0}, 6);
    store.runner->start();
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.claim(3);
    store.compose();
    REQUIRE(store.twin->wait_held(3));
    store.claim(1);
    store.compose();
    REQUIRE(store.twin->wait_held(4));
    store.claim(2); // for those that are at work already
    store.compose();
    store.twin->release();
    REQUIRE(store.sent(6));
}

TEST_CASE("a sender that asks for more gets nothing that another one was woken for")
{
    RunnerStore store({2, 2, 0}, 40);
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.runner->start();
    for (int i = 0; i < 20; ++i) {
        store.claim(2);
        store.compose();
        REQUIRE(store.twin->wait_held(2)); // one each, not both by one
        store.twin->release();
        REQUIRE(store.sent(static_cast<std::size_t>(2 * (i + 1))));
        store.twin->hold(TwinConnector::Hold::before_hand);
    }
}

TEST_CASE("a send() that could go on for long ends with the stop: in flight is finished, the rest goes back")
{
    RunnerStore store({2, 2, 0}, 50);
    store.twin->hold(TwinConnector::Hold::after_hand);
    store.claim(50);
    store.compose();
    store.runner->start();
    REQUIRE(store.twin->wait_held(2));
    store.runner->request_stop();
    CHECK(store.runner->take_more().empty());
    store.twin->release();
    CHECK(store.runner->join(std::chrono::steady_clock::now() + 10s));
    store.ledger->close(1s);
    CHECK(store.count("accepted") == 2);
    CHECK(store.count("queued") == 48);
    CHECK(store.twin->sends() == 2);
}

TEST_CASE("once the connector is broken nothing more is given, until its check is good")
{
    RunnerStore store({1, 2, 0}, 30);
    store.twin->health({false, "login refused"});
    std::atomic<int> tries = 0;
    store.twin->script([&](const channel::OutgoingMessage&) {
        if (++tries <= 4) return TwinConnector::Reply{};
        return TwinConnector::Reply{
            {OutcomeKind::connector_broken, "535", "no", "", std::nullopt, false}, false, false};
    });
    store.claim(30);
    store.compose();
    store.runner->start();
    REQUIRE(wait_until([&] { return store.count("queued") == 26; }));
    CHECK(store.runner->problem().has_value());
    CHECK(store.runner->take_more().empty());
    CHECK(store.runner->room() == 0);
    CHECK(tries <= 6);
    store.twin->script({});
    store.twin->health({true, "good"});
    REQUIRE(wait_until([&] { return !store.runner->problem(); }));
    store.claim(26);
    store.compose();
    REQUIRE(store.sent(30));
}

TEST_CASE("a remote that takes messages and never answers closes its way before all of them are in doubt")
{
    RunnerStore store({3, 2, 0}, 60);
    store.twin->health({false, "no answer"});
    store.twin->script([](const channel::OutgoingMessage&) {
        return TwinConnector::Reply{
            {OutcomeKind::unknown, "timeout", "no answer", "", std::nullopt, true}, true, false};
    });
    store.claim(60);
    store.compose();
    store.runner->start();
    REQUIRE(wait_until([&] { return store.runner->problem() && store.count("handed") + store.count("claimed") == 0; }));
    CHECK(store.count("in_doubt") >= 3);
    CHECK(store.count("in_doubt") <= 3 * 2 + 3);
    CHECK(store.count("queued") + store.count("in_doubt") == 60);
}

TEST_CASE("who claims hears of room once for several takes, and when there is nothing left")
{
    RunnerStore store({1, 1, 0}, 100);
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.claim(100);
    store.compose();
    store.runner->start();
    REQUIRE(store.twin->wait_held(1));
    store.hungry = 0;
    store.twin->release();
    REQUIRE(store.sent(100));
    CHECK(store.hungry >= 2);
    CHECK(store.hungry <= 10);
}

TEST_CASE("with connections that ask for more each message goes out once, whatever becomes of it, over pauses")
{
    DispatchStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql), {10, 2, 0});
    store.config.dispatch_batch = 20;
    store.twin->pull();
    constexpr int number = 500;
    const auto kind_of = [](const std::string& recipient) {
        const int person = std::stoi(recipient.substr(5));
        return person % 17 == 3   ? OutcomeKind::unknown
               : person % 19 == 5 ? OutcomeKind::rejected
                                  : OutcomeKind::accepted;
    };
    store.twin->script([kind_of](const channel::OutgoingMessage& message) {
        TwinConnector::Reply reply;
        reply.outcome.kind = kind_of(message.recipient);
        return reply;
    });
    std::map<OutcomeKind, std::int64_t> expected;
    for (const std::string& recipient : people(number))
        ++expected[kind_of(recipient)];
    store.queue_many(number);
    store.start();
    for (int pause = 1; pause <= 4; ++pause) {
        const auto some = static_cast<std::size_t>(pause * number / 6);
        REQUIRE(wait_until([&] { return store.twin->sent().size() >= some; }));
        store.set_lane(false);
        // What is in flight is settled, and nothing more begins.
        REQUIRE(wait_until([&] { return store.count("claimed") + store.count("handed") == 0; }));
        const std::size_t before = store.twin->sent().size();
        CHECK(before < number);
        store.dispatcher->wake();
        CHECK(store.twin->sent().size() == before);
        store.set_lane(true);
        store.dispatcher->wake();
    }
    REQUIRE(store.comes_to("accepted", expected[OutcomeKind::accepted]));
    REQUIRE(store.comes_to("in_doubt", expected[OutcomeKind::unknown]));
    REQUIRE(store.comes_to("failed", expected[OutcomeKind::rejected]));
    for (const auto& [recipient, times] : store.twin->sent_by_recipient())
        CHECK(times == 1);
    CHECK(store.twin->most_at_once() <= 10);
}
