// SPDX-License-Identifier: EUPL-1.2
#include "base/shared_figures.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace dosah;
using namespace std::chrono_literals;

namespace {

/// Figures that are numbers, each greater than the one before; finding one takes `takes` by the clock.
struct Fixture
{
    ManualClock clock{from_iso("2026-11-22T10:00:00Z")};
    SharedFigures<std::string, int> figures{clock};
    std::chrono::microseconds takes{};
    int found = 0;

    int get(const std::string& key = "park", int at_least = 0)
    {
        return *figures.get(
            key, [&](const int& number) { return number >= at_least; },
            [&] {
                clock.advance(takes);
                return ++found;
            });
    }
};

} // namespace

TEST_CASE("figures are found once a second for everybody who asks")
{
    Fixture fixture;
    CHECK(fixture.get() == 1);
    fixture.clock.advance(999ms);
    CHECK(fixture.get() == 1);
    fixture.clock.advance(1ms);
    CHECK(fixture.get() == 2);
    CHECK(fixture.get() == 2);
}

TEST_CASE("what takes long to find is found the more seldom: a tenth of the time at most")
{
    Fixture fixture;
    fixture.takes = 400ms;
    CHECK(fixture.get() == 1);
    fixture.clock.advance(3999ms);
    CHECK(fixture.get() == 1);
    fixture.clock.advance(1ms);
    CHECK(fixture.get() == 2);
}

TEST_CASE("keys that are asked for share the tenth, and those that nobody asks for any more do not count")
{
    Fixture fixture;
    fixture.takes = 400ms;
    CHECK(fixture.get("park") == 1);
    CHECK(fixture.get("school") == 2); // each its own
    fixture.clock.advance(7500ms);
    CHECK(fixture.get("park") == 1);
    fixture.clock.advance(500ms);
    CHECK(fixture.get("park") == 3);
    fixture.clock.advance(61s);
    CHECK(fixture.get("park") == 4);
    fixture.clock.advance(4s);
    CHECK(fixture.get("park") == 5); // school was asked for more than a minute ago
}

TEST_CASE("figures that do not hold any more are found at once")
{
    Fixture fixture;
    fixture.takes = 10s;
    CHECK(fixture.get() == 1);
    CHECK(fixture.get("park", 2) == 2);
    CHECK(fixture.get("park", 2) == 2);
}

TEST_CASE("dropped figures are found at once, those of other keys are not")
{
    Fixture fixture;
    fixture.get("park");
    fixture.get("school");
    fixture.figures.drop([](const std::string& key) { return key == "park"; });
    CHECK(fixture.get("school") == 2);
    CHECK(fixture.get("park") == 3);
}

TEST_CASE("what was dropped while it was being found is not kept")
{
    Fixture fixture;
    const auto all = [](const std::string&) { return true; };
    const int first = *fixture.figures.get(
        "park", [](const int&) { return true; },
        [&] {
            fixture.figures.drop(all);
            return ++fixture.found;
        });
    CHECK(first == 1); // it was asked for before
    CHECK(fixture.get() == 2);
}

TEST_CASE("a clock that was set back keeps nobody waiting")
{
    Fixture fixture;
    fixture.get();
    fixture.clock.advance(-1h);
    CHECK(fixture.get() == 2);
    CHECK(fixture.get() == 2);
}

TEST_CASE("who fails to find them is told, and the next who asks tries")
{
    Fixture fixture;
    const auto fail = [&]() -> int { throw std::runtime_error("the store is away"); };
    const auto holds = [](const int&) { return true; };
    CHECK_THROWS_WITH(fixture.figures.get("park", holds, fail), "the store is away");
    CHECK(fixture.get() == 1);
    fixture.clock.advance(2s);
    CHECK_THROWS_WITH(fixture.figures.get("park", holds, fail), "the store is away");
    CHECK(fixture.get() == 2); // the failure did not make the old ones new
}

TEST_CASE("of many who ask at once one finds the figures, the others wait for them or have the older ones")
{
    Fixture fixture;
    std::atomic<int> finding{0};
    std::atomic<bool> go{false};
    const auto ask = [&] {
        return *fixture.figures.get(
            "park", [](const int&) { return true; },
            [&] {
                ++finding;
                go.wait(false);
                return ++fixture.found;
            });
    };
    std::vector<std::thread> threads;
    std::atomic<int> sum{0};
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { sum += ask(); });
    go = true;
    go.notify_all();
    for (std::thread& thread : threads)
        thread.join();
    CHECK(sum == 8);
    CHECK(finding == 1);

    go = false;
    fixture.clock.advance(2s);
    int found_by_finder = 0;
    std::thread finder([&] { found_by_finder = ask(); });
    while (finding < 2)
        std::this_thread::yield();
    CHECK(ask() == 1); // the finder is still at it
    go = true;
    go.notify_all();
    finder.join();
    CHECK(found_by_finder == 2);
    CHECK(ask() == 2);
}
