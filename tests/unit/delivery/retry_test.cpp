// SPDX-License-Identifier: EUPL-1.2
#include "delivery/retry.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::delivery;
using namespace std::chrono_literals;

namespace {

/// Draws the same byte for ever.
class FixedRandom final : public Random
{
public:
    explicit FixedRandom(char byte) : byte_(byte) {}
    std::string bytes(std::size_t count) override { return std::string(count, byte_); }

private:
    char byte_;
};

const Instant start = from_iso("2026-12-01T09:00:00Z");
const RetryPolicy policy{120s, 4h, 48h};

} // namespace

TEST_CASE("the rest between tries doubles, spread by a fifth either way, up to the longest")
{
    FixedRandom low('\x00');
    FixedRandom high('\xff');
    CHECK(next_try(policy, 1, start, start, std::nullopt, low) == start + 96s);
    CHECK(next_try(policy, 1, start, start, std::nullopt, high) == start + 144s);
    CHECK(next_try(policy, 2, start, start, std::nullopt, low) == start + 192s);
    CHECK(next_try(policy, 5, start, start, std::nullopt, low) == start + 16 * 96s);
    CHECK(next_try(policy, 30, start, start, std::nullopt, high) == start + 288min);
    CHECK(next_try(policy, 100000, start, start, std::nullopt, high) == start + 288min);
}

TEST_CASE("the remote's wish to wait is obeyed, but nothing is tried before our own time")
{
    FixedRandom low('\x00');
    CHECK(next_try(policy, 1, start, start, 600s, low) == start + 600s);
    CHECK(next_try(policy, 1, start, start, 5s, low) == start + 96s);
    CHECK(next_try(policy, 1, start, start, 0s, low) == start + 96s);
    CHECK_FALSE(next_try(policy, 1, start, start, 49h, low));
    CHECK_FALSE(next_try(policy, 1, start, start, std::chrono::seconds::max(), low));
}

TEST_CASE("the last try falls on the end, after it there is none")
{
    FixedRandom low('\x00');
    CHECK(next_try(policy, 20, start, start + 47h, std::nullopt, low) == start + 48h);
    CHECK_FALSE(next_try(policy, 20, start, start + 48h, std::nullopt, low));
    CHECK_FALSE(next_try(policy, 20, start, start + 49h, std::nullopt, low));
}

TEST_CASE("whatever is drawn, tries go forward, come to an end, and number some twenty in 48 hours")
{
    SystemRandom random;
    for (int round = 0; round < 200; ++round) {
        Instant now = start;
        int tries = 1;
        while (const auto next = next_try(policy, tries, start, now, std::nullopt, random)) {
            REQUIRE(*next > now);
            REQUIRE(*next <= start + 48h);
            now = *next;
            ++tries;
        }
        CHECK(now == start + 48h);
        CHECK(tries > 12);
        CHECK(tries < 30);
    }
}

TEST_CASE("email and SMS have ends of their own")
{
    const Config config;
    CHECK(retry_policy(config, channel::Channel::email).window == 48h);
    CHECK(retry_policy(config, channel::Channel::sms).window == 12h);
    CHECK(retry_policy(config, channel::Channel::sms).first == 120s);
}
