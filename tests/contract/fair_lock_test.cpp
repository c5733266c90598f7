// SPDX-License-Identifier: EUPL-1.2
#include "store/fair_lock.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

using dosah::store::FairLock;
using namespace std::chrono_literals;

TEST_CASE("a fair lock is held by one at a time and goes round: who has it again and again shuts nobody out")
{
    FairLock lock;
    std::atomic<int> inside{0};
    std::atomic<bool> twice{false};
    std::atomic<bool> done{false};
    std::atomic<std::size_t> greedy_turns{0};
    std::thread greedy([&] {
        while (!done) {
            if (!lock.try_lock_for(30s)) continue;
            twice = twice || ++inside != 1;
            ++greedy_turns;
            greedy_turns.notify_one();
            --inside;
            lock.unlock();
        }
    });
    greedy_turns.wait(0); // it has the lock again and again before the others come
    std::vector<std::thread> others;
    for (int i = 0; i < 4; ++i)
        others.emplace_back([&] {
            for (int turn = 0; turn < 500; ++turn) {
                if (!lock.try_lock_for(30s)) continue;
                twice = twice || ++inside != 1;
                --inside;
                lock.unlock();
            }
        });
    for (std::thread& other : others)
        other.join();
    done = true;
    greedy.join();
    CHECK_FALSE(twice);
    CHECK(greedy_turns > 0);
}

TEST_CASE("who gives up waiting for a fair lock leaves it to the next")
{
    FairLock lock;
    REQUIRE(lock.try_lock_for(0ms));
    CHECK_FALSE(lock.try_lock_for(1ms));
    std::thread next([&] {
        if (lock.try_lock_for(30s)) lock.unlock();
    });
    CHECK_FALSE(lock.try_lock_for(1ms));
    lock.unlock();
    next.join();
    CHECK(lock.try_lock_for(0ms));
    lock.unlock();
}
