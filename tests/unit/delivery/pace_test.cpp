// SPDX-License-Identifier: EUPL-1.2
#include "delivery/claim_store.h"
#include "delivery/domain_refusals.h"
#include "delivery/pace.h"
#include "delivery/pace_store.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/dispatcher_fixture.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::OutcomeKind;
using namespace std::chrono_literals;

namespace {

std::size_t claim_now(DispatchStore& store, std::size_t limit, double domain_rate = 0)
{
    static std::uint64_t number = 0;
    store::Transaction transaction(store.database());
    const Instant now = store.clock.now();
    const auto claims =
        claim_batch(transaction.session(), due_sources(transaction.session(), store.account_id, false, now),
                    {store.account_id, claim_id_of(std::string(32, 'e'), ++number), now + 120s, limit, domain_rate},
                    now, store.random);
    transaction.commit();
    return claims.size();
}

} // namespace

TEST_CASE("a bucket never gives more than its burst and its rate allow, whatever the clock does")
{
    std::mt19937 random(7);
    const Instant start = from_iso("2026-03-29T00:00:00Z");
    Instant now = start;
    Bucket bucket{burst_of(8), now};
    double given = 0;
    std::chrono::duration<double> forward{0};
    for (int i = 0; i < 20000; ++i) {
        const auto step = std::chrono::milliseconds(static_cast<int>(random() % 400) - 40);
        now += step;
        if (step > 0ms) forward += step;
        bucket.refill(8, burst_of(8), now);
        while (bucket.tokens >= 1) {
            bucket.tokens -= 1;
            given += 1;
        }
        CHECK(given <= burst_of(8) + forward.count() * 8 + 0.001);
        CHECK(bucket.ready_at(1, 8) > now);
    }
    CHECK(given > std::chrono::duration<double>(now - start).count() * 8 * 0.8);
}

TEST_CASE("an account's tokens are counted in the store: over restarts and over daemons, with SMS parts as debt")
{
    DispatchStore store(every_store());
    const auto ask = [&](double spent, double taken) {
        store::Transaction transaction(store.database());
        const double tokens = account_tokens(transaction.session(), store.account_id, 4, spent, store.clock.now());
        take_account_tokens(transaction.session(), store.account_id, taken);
        transaction.commit();
        return tokens;
    };
    CHECK(ask(0, 1) == 1);
    CHECK(ask(0, 0) == 0);
    store.clock.advance(250ms);
    CHECK(ask(0, 1) == 1);
    CHECK(ask(3, 0) == -3); // three parts more than was thought
    store.clock.advance(750ms);
    CHECK(ask(0, 0) == 0);
    store.clock.advance(-1h);
    CHECK(ask(0, 0) == 0);
    store.clock.advance(1h);
    CHECK(ask(0, 0) == 1); // no more than the burst
}

TEST_CASE("in quiet hours waves wait, and what answers a person goes out")
{
    DispatchStore store(every_store());
    const std::int64_t wave = store.queued("vlna");
    const std::int64_t answer = store.queued("odpoved");
    store.database().session().run("UPDATE queue SET keeps_hours = FALSE WHERE message_id = $1", {answer});
    store.hours.quiet = true;
    store.start();
    REQUIRE(store.becomes(answer, State::accepted));
    CHECK(store.state(wave) == State::queued);
    store.hours.quiet = false;
    REQUIRE(store.becomes(wave, State::accepted));
}

TEST_CASE("campaigns share an account: none waits for another's crowd")
{
    DispatchStore store(every_store());
    store.queue_many(50);
    const std::int64_t first_lane = store.lane_id;
    {
        store::Session session = store.database().session();
        store.lane_id = open_lane(session, store.organisation_id, true);
    }
    store.queued("pozdni");
    CHECK(claim_now(store, 10) == 10);
    CHECK(store.database()
              .session()
              .query("SELECT COUNT(*) FROM messages WHERE state = 'claimed' AND lane_id = $1", {store.lane_id})
              .integer(0, 0) == 1);
    {
        store::Session session = store.database().session();
        set_lane(session, first_lane, false);
    }
    CHECK(claim_now(store, 10) == 0);
}

TEST_CASE("a domain that refuses again and again is left alone for a while, the others go on")
{
    DispatchStore store(every_store());
    store.twin->script([](const channel::OutgoingMessage& message) {
        TwinConnector::Reply reply;
        if (message.recipient.ends_with("@plno.test"))
            reply.outcome = {OutcomeKind::later, "452 4.2.2", "too busy", "", std::nullopt, false};
        return reply;
    });
    for (int i = 0; i < 6; ++i)
        store.queued("m" + std::to_string(i));
    store.database().session().run(
        "UPDATE messages SET address = 'x@plno.test', domain = 'plno.test' WHERE id % 2 = 0");
    store.start();
    REQUIRE(wait_until([&] {
        store.dispatcher->wake();
        return store.count("accepted") == 3;
    }));
    REQUIRE(wait_until(
        [&] { return !store.database().session().query("SELECT 1 FROM domain_pace WHERE rest_until > 0").empty(); }));
    store::Session session = store.database().session();
    CHECK(any_domain_rests(session, store.account_id, store.clock.now()));
    CHECK_FALSE(any_domain_rests(session, store.account_id, store.clock.now() + 31s));
}

TEST_CASE("what goes to a resting domain is put off and lets others pass")
{
    DispatchStore store(every_store());
    for (int i = 0; i < 8; ++i)
        store.queued("m" + std::to_string(i));
    store.database().session().run("UPDATE messages SET domain = 'plno.test' WHERE id <= 5");
    {
        store::Transaction transaction(store.database());
        rest_domain(transaction.session(), store.account_id, "plno.test", store.clock.now() + 10min);
        transaction.commit();
    }
    std::size_t claimed = 0;
    for (int i = 0; i < 4; ++i)
        claimed += claim_now(store, 3);
    CHECK(claimed == 3);
    store.clock.advance(10min);
    CHECK(claim_now(store, 10) == 5);
}

TEST_CASE("each recipient domain has its own pace")
{
    DispatchStore store(every_store());
    for (int i = 0; i < 9; ++i)
        store.queued("m" + std::to_string(i));
    store.database().session().run("UPDATE messages SET domain = 'velka.test' WHERE id <= 6");
    CHECK(claim_now(store, 100, 2) == 2); // one of each domain: a burst is one message here
    store.clock.advance(500ms);
    CHECK(claim_now(store, 100, 2) == 2);
    store.clock.advance(500ms);
    CHECK(claim_now(store, 100, 2) == 2);
    store.clock.advance(500ms);
    CHECK(claim_now(store, 100, 2) == 1);
}

TEST_CASE("refusals in a row: patience, then longer and longer, and an accept forgives all")
{
    DomainRefusals refusals;
    Instant now = from_iso("2026-12-01T09:00:00Z");
    CHECK_FALSE(refusals.refused("a.test", now));
    CHECK_FALSE(refusals.refused("a.test", now));
    CHECK(refusals.refused("a.test", now) == now + 30s);
    CHECK_FALSE(refusals.refused("a.test", now + 29s)); // was under way when the rest began
    now += 30s;
    CHECK(refusals.refused("a.test", now) == now + 60s);
    CHECK_FALSE(refusals.refused("b.test", now));
    refusals.took("b.test");
    for (int i = 0; i < 20; ++i) {
        now += 31min;
        refusals.refused("a.test", now);
    }
    now += 31min;
    CHECK(refusals.refused("a.test", now) == now + 30min);
    refusals.took("a.test");
    CHECK_FALSE(refusals.refused("a.test", now));
    CHECK_FALSE(refusals.refused("", now));
}
