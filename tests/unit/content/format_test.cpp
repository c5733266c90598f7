// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/time_zone.h"
#include "content/catalog.h"
#include "content/sms_text.h"

#include <catch2/catch.hpp>

using namespace dosah;

namespace {

const std::string prague = "Europe/Prague";

Instant at(const std::string& text)
{
    return parse_time_in_zone(text, prague);
}

} // namespace

TEST_CASE("a span of time reads as people of the language write it")
{
    const auto span = [](const std::string& locale) {
        return content::format_time_span(locale, at("2026-12-10 17:00"), at("2026-12-10 19:00"), prague);
    };
    CHECK(span("cs") == "čtvrtek 10. prosince 2026 17:00–19:00");
    CHECK(span("nb") == "torsdag 10. desember 2026 kl. 17.00–19.00");
    CHECK(span("nn") == "torsdag 10. desember 2026 kl. 17.00–19.00");
    CHECK(span("en") == "Thursday 10 December 2026, 17:00–19:00");
}

TEST_CASE("a span without an end shows its start, one over midnight both days")
{
    const auto start = at("2026-12-10 09:05");
    CHECK(content::format_time_span("cs", start, start, prague) == "čtvrtek 10. prosince 2026 od 9:05");
    CHECK(content::format_time_span("nb", start, start, prague) == "torsdag 10. desember 2026 kl. 09.05");
    CHECK(content::format_time_span("en", start, start, prague) == "Thursday 10 December 2026, 09:05");
    CHECK(content::format_time_span("cs", start, at("2026-12-11 16:00"), prague) ==
          "čtvrtek 10. prosince 2026 9:05 – pátek 11. prosince 2026 16:00");
    CHECK(content::format_time_span("nn", start, at("2026-12-11 16:00"), prague) ==
          "torsdag 10. desember 2026 kl. 09.05 – fredag 11. desember 2026 kl. 16.00");
    // The day is the zone's: 23:30 UTC is the next day in Prague.
    CHECK(content::format_time_span("cs", from_iso("2026-12-10T23:30:00Z"), from_iso("2026-12-11T01:00:00Z"), prague) ==
          "pátek 11. prosince 2026 0:30–2:00");
}

TEST_CASE("the short time holds no character that would make an SMS dearer, but for letters")
{
    const auto start = at("2026-12-10 17:00");
    CHECK(content::format_time_short("cs", start, prague) == "čt 10. 12. od 17:00");
    CHECK(content::format_time_short("nb", start, prague) == "tor. 10.12. kl. 17.00");
    CHECK(content::format_time_short("nn", start, prague) == "to. 10.12. kl. 17.00");
    CHECK(content::format_time_short("en", start, prague) == "Thu 10 Dec, 17:00");
    for (const char* locale : {"cs", "nb", "nn", "en"})
        for (int day = 0; day < 7; ++day) {
            const auto sms =
                content::measure_sms(content::format_time_short(locale, start + std::chrono::days(day), prague), true);
            CHECK(sms.encoding == content::SmsEncoding::gsm7);
        }
}

TEST_CASE("dates, numbers and shares are the locale's")
{
    const auto t = at("2026-03-05 08:04");
    CHECK(content::format_date("cs", t, prague) == "5. března 2026");
    CHECK(content::format_date("nb", t, prague) == "5. mars 2026");
    CHECK(content::format_date("en", t, prague) == "5 March 2026");
    CHECK(content::format_date_time("cs", t, prague) == "5. března 2026 8:04");
    CHECK(content::format_date_time("nn", t, prague) == "5. mars 2026 kl. 08.04");
    CHECK(content::format_date_time("en", t, prague) == "5 March 2026, 08:04");
    CHECK(content::format_number("cs", 1234567) == "1\u00a0234\u00a0567");
    CHECK(content::format_number("en", 1234567) == "1,234,567");
    CHECK(content::format_number("nb", -12) == "−12");
    CHECK(content::format_percent("cs", 0.2833) == "28,3\u00a0%");
    CHECK(content::format_percent("nn", 0.2833, 0) == "28\u00a0%");
    CHECK(content::format_percent("en", 1.0) == "100.0%");
    CHECK_THROWS_AS(content::format_date("cs", t, "Europe/Nowhere"), Error);
}
