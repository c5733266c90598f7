// SPDX-License-Identifier: EUPL-1.2
#include "base/clock.h"
#include "base/error.h"
#include "base/time_zone.h"

#include <catch2/catch.hpp>

using namespace dosah;

TEST_CASE("times are read and written as ISO 8601")
{
    CHECK(to_iso(from_iso("2026-11-22T14:05:06Z")) == "2026-11-22T14:05:06Z");
    CHECK(to_iso(from_iso("2026-11-22")) == "2026-11-22T00:00:00Z");
    CHECK(to_iso(from_iso("2026-11-22T14:05")) == "2026-11-22T14:05:00Z");
    CHECK(to_iso(from_iso("2026-11-22T14:05:06.250+01:00")) == "2026-11-22T13:05:06Z");
    CHECK(to_micros(from_iso("1970-01-01T00:00:00.000001Z")) == 1);
    CHECK(to_iso(from_micros(-1)) == "1969-12-31T23:59:59Z");
    for (const char* wrong : {"", "2026", "2026-13-01", "2026-02-30", "2026-11-22T25:00", "22.11.2026",
                              "2026-11-22T14:05:06X", "2026-11-22T14:05:06+1"})
        CHECK_THROWS_AS(from_iso(wrong), Error);
}

TEST_CASE("a wall clock is read in its zone, also where an hour is missing or comes twice")
{
    const auto prague = [](const char* text) { return to_iso(parse_time_in_zone(text, "Europe/Prague")); };
    CHECK(prague("2026-12-10 17:00") == "2026-12-10T16:00:00Z");
    CHECK(prague("2026-07-10 17:00") == "2026-07-10T15:00:00Z");
    CHECK(prague("2026-07-10T17:00Z") == "2026-07-10T17:00:00Z");
    CHECK(prague("2026-07-10T17:00+02:00") == "2026-07-10T15:00:00Z");
    CHECK(prague("2026-03-29 02:30") == "2026-03-29T01:30:00Z"); // skipped: half past three
    CHECK(prague("2026-10-25 02:30") == "2026-10-25T00:30:00Z"); // twice: its first coming
    CHECK_THROWS_AS(parse_time_in_zone("2026-07-10 17:00", "Europe/Nowhere"), Error);
    CHECK(is_time_zone("Europe/Oslo"));
    CHECK_FALSE(is_time_zone("Oslo"));
    CHECK_FALSE(is_time_zone(""));
}

TEST_CASE("local time comes back from every hour around a change")
{
    for (const char* zone : {"Europe/Prague", "Europe/Oslo", "UTC"})
        for (int hour = 0; hour < 24 * 365; hour += 7) {
            const Instant t = from_iso("2026-01-01") + std::chrono::hours(hour) + std::chrono::minutes(5);
            const LocalTime local = to_local(t, zone);
            const Instant back = from_local(local, zone);
            CHECK((back == t || back == t - std::chrono::hours(1))); // the second coming of an hour reads as its first
            CHECK(local.minute == 5);
        }
    CHECK(to_local(from_iso("2026-11-22T12:00:00Z"), "Europe/Oslo").weekday == 7);
    CHECK(to_local(from_iso("2026-11-23T12:00:00Z"), "Europe/Oslo").weekday == 1);
}
