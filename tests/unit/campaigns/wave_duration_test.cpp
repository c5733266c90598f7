// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/wave.h"
#include "campaigns/wave_duration.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;

TEST_CASE("durations are read and written in one form")
{
    const std::vector<std::pair<std::string, std::string>> forms = {
        {"P7D", "P7D"},       {"P1W", "P7D"},           {"P1Y", "P12M"},
        {"P1M", "P1M"},       {"PT2H", "PT2H"},         {"PT90M", "PT1H30M"},
        {"PT90S", "PT1M30S"}, {"P1M2DT3H", "P1M2DT3H"}, {"P1Y2M3W4DT5H6M7S", "P14M25DT5H6M7S"},
        {"PT0H5M", "PT5M"}};
    for (const auto& [text, canonical] : forms) {
        INFO(text);
        const Duration duration = parse_duration(text);
        CHECK(duration_text(duration) == canonical);
        CHECK(parse_duration(canonical) == duration);
    }
}

TEST_CASE("what is no duration is refused with the text and the form")
{
    for (const char* text :
         {"",      "P",   "PT",   "7D",   "P7",   "P-7D", "P7X",  "P1.5D",        "P7DT",   "PT7D",  "P7H",  "P1D1D",
          "P1D1M", "P0D", "PT0S", " P7D", "P7D ", "p7d",  "P11Y", "P9999999999D", "P4000D", "PTT1H", "P1W2Y"}) {
        INFO(text);
        CHECK_THROWS_WITH(parse_duration(text), Catch::Contains("not a duration") && Catch::Contains("P7D"));
    }
}

TEST_CASE("days are days of the calendar, hours are time that passes")
{
    const auto after = [](const char* from, const char* duration, const char* zone) {
        return to_iso(add(from_iso(from), parse_duration(duration), zone));
    };
    // clocks go forward on 28 March 2027 in Prague and Oslo: 17:00 by the wall clock both times
    CHECK(after("2027-03-27T16:00:00Z", "P1D", "Europe/Prague") == "2027-03-28T15:00:00Z");
    CHECK(after("2027-03-27T16:00:00Z", "PT24H", "Europe/Prague") == "2027-03-28T16:00:00Z");
    CHECK(after("2027-03-21T16:00:00Z", "P7D", "Europe/Oslo") == "2027-03-28T15:00:00Z");
    // and back on 25 October 2026
    CHECK(after("2026-10-24T15:00:00Z", "P1D", "Europe/Prague") == "2026-10-25T16:00:00Z");
    CHECK(after("2026-10-24T15:00:00Z", "P1DT1H", "Europe/Prague") == "2026-10-25T17:00:00Z");
    // 02:30 does not exist on the day the clocks go forward: the hour is moved on
    CHECK(after("2027-03-27T01:30:00Z", "P1D", "Europe/Prague") == "2027-03-28T01:30:00Z");
    CHECK(after("2027-01-31T11:00:00Z", "P1M", "Europe/Prague") == "2027-02-28T11:00:00Z");
    CHECK(after("2028-02-29T11:00:00Z", "P12M", "Europe/Prague") == "2029-02-28T11:00:00Z");
    CHECK(after("2026-11-30T11:00:00Z", "P2M", "UTC") == "2027-01-30T11:00:00Z");
    CHECK(after("2026-11-30T11:00:00Z", "P1M1D", "UTC") == "2026-12-31T11:00:00Z");
}

TEST_CASE("when a wave begins and until when it is sent")
{
    Definition definition;
    definition.event.kind = "forum";
    definition.event.starts = from_iso("2026-12-10T16:00:00Z");
    definition.event.ends = from_iso("2026-12-10T18:00:00Z");
    const auto wave = [](const std::string& kind, const char* after) {
        Wave made;
        made.kind = kind;
        made.after = parse_duration(after);
        return made;
    };
    const std::string zone = "Europe/Prague";
    const Wave reminder = wave("reminder", "P7D");
    const Instant launch = from_iso("2026-11-25T08:00:00Z");
    CHECK_FALSE(wave_begin(definition, reminder, std::nullopt, zone));
    const auto reminded = wave_begin(definition, reminder, launch, zone);
    CHECK(reminded == from_iso("2026-12-02T08:00:00Z"));
    CHECK(wave_end(definition, reminder, reminded) == definition.event.starts);
    CHECK(wave_begin(definition, wave("thanks", "P1D"), launch, zone) == from_iso("2026-12-11T18:00:00Z"));
    CHECK(wave_end(definition, wave("thanks", "P1D"), from_iso("2026-12-11T18:00:00Z")) ==
          from_iso("2027-01-09T18:00:00Z"));
    const auto late = wave_begin(definition, wave("thanks", "P60D"), launch, zone);
    CHECK(wave_end(definition, wave("thanks", "P60D"), late) == *late + std::chrono::days(14));
    CHECK(wave_end(definition, wave("feedback", "P1M"), from_iso("2027-01-10T18:00:00Z")) ==
          from_iso("2027-06-08T18:00:00Z"));
    CHECK(fallback_end(definition, Wave(), launch) == definition.event.starts);
    CHECK(wave_end(definition, Wave(), launch) == definition.event.starts);
    definition.event.kind = "survey";
    CHECK(wave_end(definition, reminder, reminded) == definition.event.ends);
    CHECK(fallback_end(definition, Wave(), launch) == definition.event.ends);
}
