// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/claim_store.h"
#include "delivery/daemon_lock.h"
#include "delivery/ledger_store.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/dispatcher_fixture.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::OutcomeKind;
using namespace std::chrono_literals;

namespace {

/// What a daemon that was killed leaves: claims, of which the first `handed` are handed over.
std::vector<Claim> leave_claims(DispatchStore& store, std::size_t number, std::size_t handed, const std::string& owner)
{
    store::Transaction transaction(store.database());
    const Instant now = store.clock.now();
    const std::vector<Claim> claims =
        claim_batch(transaction.session(), due_sources(transaction.session(), store.account_id, false, now),
                    {store.account_id, claim_id_of(owner, 1), now + 120s, number}, now, store.random);
    std::vector<Composed> composed(handed);
    std::vector<HandMark> marks;
    for (std::size_t i = 0; i < handed; ++i)
        marks.push_back({&claims.at(i), &composed[i]});
    const std::vector<bool> answers = write_group(transaction.session(), {}, marks, store.config, store.random, now);
    CHECK(std::count(answers.begin(), answers.end(), true) == static_cast<std::ptrdiff_t>(handed));
    transaction.commit();
    return claims;
}

const std::string dead_owner(32, 'd');

} // namespace

TEST_CASE("after a crash what was handed is in doubt, and what was only claimed is sent")
{
    DispatchStore store(every_store());
    store.queue_many(20);
    leave_claims(store, 10, 3, dead_owner);
    store.clock.advance(121s); // PostgreSQL: others may be alive, so the leases must run out
    store.start();
    REQUIRE(store.comes_to("accepted", 17));
    CHECK(store.count("in_doubt") == 3);
    store::Session session = store.database().session();
    for (const InDoubt& message : in_doubt(session, store.organisation_id)) {
        CHECK(message.reason == "owner_gone");
        CHECK(store.twin->sent_by_recipient().count(message.address) == 0);
    }
    CHECK(session.query("SELECT COUNT(*) FROM attempts WHERE outcome = ''").integer(0, 0) == 0);
}

TEST_CASE("on a shared store a living daemon's claims are left alone")
{
    DispatchStore store(StoreKind::postgresql);
    store.queue_many(10);
    leave_claims(store, 5, 2, dead_owner);
    store.start();
    REQUIRE(store.comes_to("accepted", 5));
    CHECK(store.count("claimed") == 3);
    CHECK(store.count("handed") == 2);
    store.dispatcher->stop();
    CHECK(store.count("claimed") == 3);
}

TEST_CASE("a claim that was taken over cannot be handed over any more, and its late outcome changes nothing")
{
    DispatchStore store(every_store());
    store.queue_many(1);
    const std::vector<Claim> old = leave_claims(store, 1, 0, dead_owner);
    recover(store.database(), {Orphans::Of::owner, dead_owner}, "owner_gone", store.clock.now());
    const std::vector<Claim> taken = leave_claims(store, 1, 0, dead_owner);
    REQUIRE(taken.size() == 1);
    store::Transaction transaction(store.database());
    const Composed composed;
    // The same owner, but another claim of it would do as well: the attempt's claim id has changed.
    Claim stale = old.at(0);
    stale.claim_id = claim_id_of(dead_owner, 0);
    CHECK(write_group(transaction.session(), {}, {{&stale, &composed}}, store.config, store.random,
                      store.clock.now()) == std::vector<bool>{false});
    Ending ending = ending_of(old.at(0), Ending::What::outcome);
    ending.outcome.kind = OutcomeKind::rejected;
    write_group(transaction.session(), {ending}, {}, store.config, store.random, store.clock.now());
    transaction.commit();
    CHECK(store.state(old.at(0).message_id) == State::claimed);
}

TEST_CASE("writing hand marks and endings a second time, after a commit of unknown fate, changes nothing")
{
    DispatchStore store(every_store());
    store.queue_many(5);
    const std::vector<Claim> claims = leave_claims(store, 5, 5, dead_owner);
    const Composed composed;
    store::Transaction transaction(store.database());
    std::vector<HandMark> marks;
    std::vector<Ending> endings;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        marks.push_back({&claims[i], &composed});
        endings.push_back(ending_of(claims[i], Ending::What::outcome));
        endings.back().handed = true;
        endings.back().outcome.kind = static_cast<OutcomeKind>(i); // accepted, later, rejected, address_dead, broken
    }
    CHECK(write_group(transaction.session(), {}, marks, store.config, store.random, store.clock.now()) ==
          std::vector<bool>(5, true));
    for (int round = 0; round < 2; ++round)
        write_group(transaction.session(), endings, {}, store.config, store.random, store.clock.now());
    transaction.commit();
    CHECK(store.history(claims[0].message_id) == "planned>queued>claimed>handed>accepted");
    CHECK(store.history(claims[1].message_id) == "planned>queued>claimed>handed>queued");
    CHECK(store.history(claims[2].message_id) == "planned>queued>claimed>handed>failed");
    CHECK(store.history(claims[3].message_id) == "planned>queued>claimed>handed>bounced");
    CHECK(store.history(claims[4].message_id) == "planned>queued>claimed>handed>queued");
}

TEST_CASE("an outcome that comes after all settles what is in doubt")
{
    DispatchStore store(every_store());
    store.queue_many(3);
    const std::vector<Claim> claims = leave_claims(store, 3, 3, dead_owner);
    CHECK(recover(store.database(), {Orphans::Of::expired, ""}, "owner_gone", store.clock.now()).in_doubt == 0);
    store.clock.advance(121s);
    CHECK(recover(store.database(), {Orphans::Of::expired, ""}, "owner_gone", store.clock.now()).in_doubt == 3);
    std::vector<Ending> endings;
    for (const Claim& claim : claims) {
        endings.push_back(ending_of(claim, Ending::What::outcome));
        endings.back().handed = true;
    }
    endings[0].outcome.kind = OutcomeKind::accepted;
    endings[1].outcome.kind = OutcomeKind::rejected;
    endings[2].outcome.kind = OutcomeKind::unknown;
    store::Transaction transaction(store.database());
    write_group(transaction.session(), endings, {}, store.config, store.random, store.clock.now());
    transaction.commit();
    CHECK(store.state(claims[0].message_id) == State::accepted);
    CHECK(store.state(claims[1].message_id) == State::failed);
    CHECK(store.state(claims[2].message_id) == State::in_doubt);
}

TEST_CASE("claims of several workers at once are disjoint and within their limit")
{
    DispatchStore store(every_store());
    store.queue_many(400);
    std::mutex mutex;
    std::vector<std::int64_t> claimed;
    std::size_t most = 0;
    std::vector<std::thread> workers;
    for (int w = 0; w < 4; ++w) {
        workers.emplace_back([&, w] {
            for (int i = 0; i < 40; ++i) {
                store::Transaction transaction(store.database());
                const auto claims =
                    claim_batch(transaction.session(), {{store.lane_id, true}},
                                {store.account_id, claim_id_of(std::string(32, static_cast<char>('a' + w)), 1),
                                 store.clock.now(), 7},
                                store.clock.now(), store.random);
                transaction.commit();
                const std::lock_guard lock(mutex);
                most = std::max(most, claims.size());
                for (const Claim& claim : claims)
                    claimed.push_back(claim.message_id);
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();
    CHECK(claimed.size() == 400);
    CHECK(most == 7);
    std::sort(claimed.begin(), claimed.end());
    CHECK(std::adjacent_find(claimed.begin(), claimed.end()) == claimed.end());
}

TEST_CASE("two thousand messages over ten connections go out once each")
{
    DispatchStore store(every_store(), {10, 3, 0});
    store.queue_many(2000);
    store.start();
    REQUIRE(wait_until([&] { return store.count("accepted") == 2000; }, 120s));
    const auto sent = store.twin->sent_by_recipient();
    CHECK(sent.size() == 2000);
    CHECK(std::all_of(sent.begin(), sent.end(), [](const auto& entry) { return entry.second == 1; }));
    CHECK(store.twin->most_at_once() <= 10);
    CHECK(store.database().session().query("SELECT COUNT(*) FROM attempts WHERE outcome = 'accepted'").integer(0, 0) ==
          2000);
    CHECK(store.database().session().query("SELECT COUNT(*) FROM message_moves").integer(0, 0) == 2000 * 5);
}

TEST_CASE("two daemons on one PostgreSQL share the work and send nothing twice")
{
    DispatchStore store(StoreKind::postgresql, {4, 1, 0});
    store.queue_many(600);
    store.config.dispatch_batch = 20;
    store.start();
    Dispatcher second(store.database(), store.clock, store.random, store.config, store.composer, store.hours,
                      {{store.account_id, store.organisation_id, store.twin}});
    second.start();
    REQUIRE(wait_until([&] { return store.count("accepted") == 600; }, 60s));
    second.stop();
    const auto sent = store.twin->sent_by_recipient();
    CHECK(sent.size() == 600);
    CHECK(store.twin->sent().size() == 600);
}

TEST_CASE("stopping lets messages in flight finish, gives the claimed back and takes nothing new")
{
    DispatchStore store(every_store(), {2, 1, 0});
    store.twin->hold(TwinConnector::Hold::after_hand);
    store.queue_many(50);
    store.start();
    REQUIRE(store.twin->wait_held(2));
    std::thread stopping([&] { store.dispatcher->stop(); });
    REQUIRE(wait_until([&] { return store.count("queued") == 48; }));
    store.twin->release();
    stopping.join();
    CHECK(store.count("accepted") == 2);
    CHECK(store.count("queued") == 48);
    CHECK(store.twin->sent().size() == 2);
    CHECK(store.database().session().query("SELECT COUNT(*) FROM attempts WHERE outcome = ''").integer(0, 0) == 0);
}

TEST_CASE("a connector that hangs does not hold up the stop: what it had is in doubt")
{
    DispatchStore store(every_store(), {2, 1, 0});
    store.config.stop_limit = 1s;
    store.twin->hold(TwinConnector::Hold::after_hand);
    store.queue_many(10);
    store.start();
    REQUIRE(store.twin->wait_held(2));
    const auto before = std::chrono::steady_clock::now();
    store.dispatcher->stop();
    CHECK(std::chrono::steady_clock::now() - before < 4s);
    CHECK(store.count("in_doubt") == 2);
    CHECK(store.count("queued") == 8);
    store::Session session = store.database().session();
    CHECK(in_doubt(session, store.organisation_id).at(0).reason == "stopped");
    store.twin->release(); // the threads left behind come back and find everything closed
    store.dispatcher.reset();
    CHECK(store.count("in_doubt") == 2);
}

TEST_CASE("ways are replaced while messages are in flight, nothing is lost or sent twice")
{
    DispatchStore store(every_store(), {2, 1, 0});
    store.twin->hold(TwinConnector::Hold::after_hand);
    store.queue_many(20);
    store.start();
    REQUIRE(store.twin->wait_held(2));
    const auto other = std::make_shared<TwinConnector>(channel::Limits{2, 1, 0});
    store.dispatcher->set_ways({{store.account_id, store.organisation_id, other}});
    REQUIRE(store.comes_to("accepted", 18));
    store.twin->release();
    REQUIRE(store.comes_to("accepted", 20));
    CHECK(store.twin->sent().size() == 2);
    CHECK(other->sent().size() == 18);
}

TEST_CASE("wake-ups are not lost: each message queued while the dispatcher is idle goes out on its bell")
{
    DispatchStore store(StoreKind::sqlite);
    store.start();
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) {
        const std::int64_t id = store.queued("m" + std::to_string(i));
        store.dispatcher->wake();
        REQUIRE(wait_until([&] { return store.state(id) == State::accepted; }));
    }
    CHECK(std::chrono::steady_clock::now() - before < 50s); // the poll alone would need some hundred seconds
}

TEST_CASE("an account's pace is kept")
{
    DispatchStore store(StoreKind::sqlite, {4, 1, 50});
    store.queue_many(26);
    store.start();
    REQUIRE(store.comes_to("accepted", 12)); // the burst: a quarter of a second's worth
    store.clock.advance(100ms);
    REQUIRE(store.comes_to("accepted", 17));
    store.clock.advance(1s);
    REQUIRE(store.comes_to("accepted", 26));
}

TEST_CASE("a second daemon is kept off an SQLite store, and may follow the first")
{
    DispatchStore store(StoreKind::sqlite);
    store.start();
    Dispatcher second(store.database(), store.clock, store.random, store.config, store.composer, store.hours, {});
    CHECK_THROWS_AS(second.start(), Error);
    CHECK_NOTHROW(DaemonLock("postgresql://dosah@127.0.0.1/dosah"));
    store.dispatcher->stop();
    CHECK_NOTHROW(second.start());
}

TEST_CASE("a lane that opens and closes while messages are handed over leaves none claimed")
{
    DispatchStore store(StoreKind::postgresql);
    store.queue_many(300);
    const std::vector<Claim> claims = leave_claims(store, 300, 0, dead_owner);
    std::atomic<bool> done{false};
    std::thread toggler([&] {
        for (bool open = false; !done; open = !open)
            store.set_lane(open);
    });
    const Composed composed;
    for (const Claim& claim : claims) {
        store::Transaction transaction(store.database());
        write_group(transaction.session(), {}, {{&claim, &composed}}, store.config, store.random, store.clock.now());
        transaction.commit();
    }
    done = true;
    toggler.join();
    CHECK(store.count("claimed") == 0); // their owner lives and would keep the lease for ever
}

TEST_CASE("a second daemon is kept off an SQLite store also by another name of its file")
{
    DispatchStore store(StoreKind::sqlite);
    const std::string path = store.test_store.url().substr(7);
    std::filesystem::create_symlink(path, path + ".link");
    const DaemonLock first("sqlite:" + path);
    CHECK_THROWS_AS(DaemonLock("sqlite:" + path + ".link"), Error);
}

TEST_CASE("a PostgreSQL that cuts every connection again and again loses nothing and has nothing sent twice")
{
    DispatchStore store(StoreKind::postgresql, {10, 1, 0});
    store.queue_many(600);
    store.start();
    std::atomic<bool> done{false};
    std::thread breaker([&] {
        store::Database own(store.test_store.url(), 1);
        while (!done) {
            const std::size_t before = store.twin->sent().size();
            try {
                own.session().query("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                                    "current_database() AND pid <> pg_backend_pid()");
            } catch (const Error&) {
            }
            wait_until([&] { return done || store.twin->sent().size() >= before + 20; }, 2s);
        }
    });
    const bool through = wait_until([&] { return store.twin->sent().size() >= 600; }, 60s);
    done = true;
    breaker.join();
    CHECK(through);
    CHECK(wait_until([&] {
        try {
            return store.count("accepted") == 600;
        } catch (const Error&) {
            return false; // a connection that was cut before
        }
    }));
    CHECK(store.database().session().query("SELECT state, COUNT(*) FROM messages GROUP BY state").size() == 1);
    for (const auto& [recipient, times] : store.twin->sent_by_recipient())
        CHECK(times == 1);
}

TEST_CASE("a claim whose commit was answered by silence is given back alone, while its owner goes on")
{
    DispatchStore store(every_store());
    store.queue_many(6);
    const std::vector<Claim> held = leave_claims(store, 2, 1, dead_owner);
    {
        store::Transaction transaction(store.database());
        const Instant now = store.clock.now();
        CHECK(claim_batch(transaction.session(), {{store.lane_id, true}},
                          {store.account_id, claim_id_of(dead_owner, 12), now + 120s, 3}, now, store.random)
                  .size() == 3);
        transaction.commit();
    }
    const Recovered recovered =
        recover(store.database(), {Orphans::Of::claim, claim_id_of(dead_owner, 12)}, "claim_lost", store.clock.now());
    CHECK(recovered.queued == 3);
    CHECK(recovered.in_doubt == 0);
    CHECK(store.state(held[0].message_id) == State::handed);
    CHECK(store.state(held[1].message_id) == State::claimed);
}
