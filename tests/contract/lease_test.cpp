// SPDX-License-Identifier: EUPL-1.2
#include "store/lease.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

using namespace dosah;
using namespace dosah::store;
using namespace dosah::tests;
using namespace std::chrono_literals;

TEST_CASE("a lease is held by one at a time, goes over when it runs out or is given up, and counts its holders")
{
    TestStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    ManualClock clock(from_iso("2026-12-01T09:00:00Z"));
    Lease first(store.database(), clock, "scheduler", "first");
    Lease second(store.database(), clock, "scheduler", "second");
    Lease other(store.database(), clock, "poll/1", "second");
    CHECK(first.hold() == 1);
    CHECK_FALSE(second.hold());
    CHECK(other.hold() == 1);
    clock.advance(20s);
    CHECK(first.hold() == 1); // renewed
    clock.advance(29s);
    CHECK_FALSE(second.hold());
    clock.advance(2s);
    CHECK(second.hold() == 2);
    CHECK_FALSE(first.hold());
    first.release(); // not its own any more
    CHECK_FALSE(first.hold());
    second.release();
    clock.advance(1us);
    CHECK(first.hold() == 3);
}

TEST_CASE("of many who ask for a lease at once, one gets it")
{
    TestStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    ManualClock clock(from_iso("2026-12-01T09:00:00Z"));
    std::atomic<int> held{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            if (Lease(store.database(), clock, "scheduler", std::to_string(i)).hold()) ++held;
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(held == 1);
}
