// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/hours.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using channel::Channel;
using organisations::SendingHours;
using std::chrono::minutes;

namespace {

const HoursPlace prague{"CZ", "Europe/Prague"};
const HoursPlace oslo{"NO", "Europe/Oslo"};

std::string next(const SendingHours& hours, const HoursPlace& place, const std::string& from)
{
    return to_iso(next_allowed(hours, place, from_iso(from)));
}

SendingHours span(const std::string& text, bool every_day = true)
{
    SendingHours hours;
    organisations::set_span(hours, text);
    hours.sundays = hours.holidays = every_day;
    return hours;
}

} // namespace

TEST_CASE("SMS go from 8 to 20 by the clock of the place, not on Sundays and public holidays; email always")
{
    const SendingHours sms = organisations::usual_hours(Channel::sms);
    CHECK(next(sms, prague, "2026-11-20T12:00:00Z") == "2026-11-20T12:00:00Z"); // Friday, 13:00
    CHECK(next(sms, prague, "2026-11-20T06:59:59Z") == "2026-11-20T07:00:00Z");
    CHECK(next(sms, prague, "2026-11-20T07:00:00Z") == "2026-11-20T07:00:00Z");
    CHECK(next(sms, prague, "2026-11-20T18:59:59Z") == "2026-11-20T18:59:59Z");
    CHECK(next(sms, prague, "2026-11-20T19:00:00Z") == "2026-11-21T07:00:00Z");
    CHECK(next(sms, prague, "2026-11-21T19:00:00Z") == "2026-11-23T07:00:00Z"); // Sunday is passed over
    CHECK(next(sms, prague, "2026-11-16T19:00:00Z") == "2026-11-18T07:00:00Z"); // and 17 November
    CHECK(next(sms, oslo, "2026-11-16T19:00:00Z") == "2026-11-17T07:00:00Z");
    CHECK(next(sms, prague, "2026-12-23T19:00:00Z") == "2026-12-28T07:00:00Z"); // 24, 25, 26 and a Sunday
    CHECK(next(sms, oslo, "2026-04-01T18:00:00Z") == "2026-04-04T06:00:00Z");   // the Saturday of Easter is open
    CHECK(next(sms, oslo, "2026-04-04T18:00:00Z") == "2026-04-07T06:00:00Z");
    const SendingHours email = organisations::usual_hours(Channel::email);
    CHECK(next(email, prague, "2026-12-25T02:00:00Z") == "2026-12-25T02:00:00Z");
    CHECK(may_send(sms, prague, from_iso("2026-11-20T12:00:00Z")));
    CHECK_FALSE(may_send(sms, prague, from_iso("2026-11-22T12:00:00Z")));
}

TEST_CASE("the length of the night changes with the clocks")
{
    const SendingHours hours = span("08:00-20:00");
    CHECK(next(hours, prague, "2026-03-28T19:00:00Z") == "2026-03-29T06:00:00Z"); // eleven hours
    CHECK(next(hours, prague, "2026-10-24T18:00:00Z") == "2026-10-25T07:00:00Z"); // thirteen hours
}

TEST_CASE("an opening that spring skips is at the first minute that is shown")
{
    // 29 March 2026: 01:59:59 is followed by 03:00 (01:00 UTC)
    CHECK(next(span("02:30-10:00"), prague, "2026-03-29T00:10:00Z") == "2026-03-29T01:00:00Z");
    CHECK(next(span("02:00-10:00"), prague, "2026-03-29T00:10:00Z") == "2026-03-29T01:00:00Z");
    CHECK(next(span("03:00-10:00"), prague, "2026-03-29T00:10:00Z") == "2026-03-29T01:00:00Z");
    // hours that spring skips whole do not open that day
    CHECK(next(span("02:10-02:50"), prague, "2026-03-29T00:10:00Z") == "2026-03-30T00:10:00Z");
    // a closing that is skipped
    CHECK(next(span("01:00-02:30"), prague, "2026-03-29T00:59:59Z") == "2026-03-29T00:59:59Z");
    CHECK(next(span("01:00-02:30"), prague, "2026-03-29T01:00:00Z") == "2026-03-29T23:00:00Z");
}

TEST_CASE("an hour that comes twice in autumn is twice open and twice quiet")
{
    // 25 October 2026: 02:00-02:59 comes at 00:00 UTC and again at 01:00 UTC
    CHECK(next(span("02:30-10:00"), prague, "2026-10-25T00:10:00Z") == "2026-10-25T00:30:00Z");
    CHECK(next(span("02:30-10:00"), prague, "2026-10-25T00:59:59Z") == "2026-10-25T00:59:59Z");
    CHECK(next(span("02:30-10:00"), prague, "2026-10-25T01:00:00Z") == "2026-10-25T01:30:00Z");
    CHECK(next(span("00:00-02:30"), prague, "2026-10-25T00:30:00Z") == "2026-10-25T01:00:00Z");
    CHECK(next(span("00:00-02:30"), prague, "2026-10-25T01:30:00Z") == "2026-10-25T23:00:00Z");
    CHECK(next(span("03:00-10:00"), prague, "2026-10-25T00:59:59Z") == "2026-10-25T02:00:00Z");
}

TEST_CASE("the next allowed moment is allowed and nothing before it is, in every zone and around every change")
{
    std::mt19937 random(20261122);
    const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
    const std::vector<std::string> zones = {"Europe/Prague",     "Europe/Oslo",        "UTC",
                                            "Atlantic/Azores",   "America/Santiago",   "Asia/Kathmandu",
                                            "Africa/Casablanca", "Australia/Lord_Howe"};
    const std::vector<std::string> around = {"2026-03-29", "2026-10-25", "2026-12-25", "2026-04-04", "2026-09-06",
                                             "2026-04-05", "2026-10-04", "2027-05-16", "2026-03-22", "2026-02-15"};
    for (int i = 0; i < 400; ++i) {
        SendingHours hours;
        hours.opens = pick(0, 1) == 0 ? pick(0, 300) : pick(0, 1438);
        hours.closes = pick(hours.opens + 1, std::min(1440, hours.opens + (pick(0, 1) == 0 ? 40 : 1440)));
        hours.sundays = pick(0, 2) > 0;
        hours.holidays = pick(0, 2) > 0;
        const HoursPlace place{pick(0, 1) == 0 ? "CZ" : "NO", zones[static_cast<std::size_t>(pick(0, 7))]};
        const Instant from = from_iso(around[static_cast<std::size_t>(pick(0, 9))]) + minutes(pick(-1500, 1500)) +
                             std::chrono::microseconds(pick(0, 59'999'999));
        const Instant found = next_allowed(hours, place, from);
        INFO(place.time_zone << " " << organisations::span_text(hours) << " from " << to_iso(from) << " found "
                             << to_iso(found));
        CHECK(may_send(hours, place, found));
        CHECK(next_allowed(hours, place, found) == found);
        if (found == from) continue;
        // Quiet ends with a whole minute, so that one look at each minute between sees everything.
        CHECK(found == std::chrono::floor<minutes>(found));
        bool quiet = !may_send(hours, place, from) && !may_send(hours, place, found - std::chrono::microseconds(1));
        for (Instant t = std::chrono::ceil<minutes>(from); quiet && t < found; t += minutes(1))
            quiet = !may_send(hours, place, t);
        CHECK(quiet);
    }
}

TEST_CASE("a span is read and written; a wrong one is refused")
{
    SendingHours hours;
    organisations::set_span(hours, "07:30-21:15");
    CHECK(hours.opens == 450);
    CHECK(hours.closes == 1275);
    CHECK(organisations::span_text(hours) == "07:30-21:15");
    organisations::set_span(hours, "always");
    CHECK(organisations::span_text(hours) == "00:00-24:00");
    for (const char* wrong : {"", "8-20", "20:00-08:00", "08:00-08:00", "08:60-09:00", "08:00-24:01", "0x:00-10:00",
                              "08:00 10:00", "08:00-10:00 "})
        CHECK_THROWS_WITH(organisations::set_span(hours, wrong), Catch::Contains("08:00-20:00"));
}

TEST_CASE("the dispatcher is told an organisation's hours, and a change of them within seconds")
{
    CampaignTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    OrganisationHours hours(town.database());
    const std::int64_t id = town.organisation.id;
    const Instant noon = from_iso("2026-11-20T11:00:00Z");
    const Instant night = from_iso("2026-11-20T19:00:30Z");
    CHECK_FALSE(hours.quiet_until(id, Channel::sms, noon));
    CHECK_FALSE(hours.quiet_until(id, Channel::sms, from_iso("2026-11-20T18:59:59Z")));
    CHECK(hours.quiet_until(id, Channel::sms, night) == from_iso("2026-11-21T07:00:00Z"));
    CHECK_FALSE(hours.quiet_until(id, Channel::email, night));

    organisations::set_sending_hours(town.database(), town.clock, "cli:test", id, Channel::sms, span("06:00-22:00"));
    CHECK(hours.quiet_until(id, Channel::sms, night + std::chrono::seconds(4)));
    CHECK_FALSE(hours.quiet_until(id, Channel::sms, night + std::chrono::seconds(5)));
    organisations::set_sending_hours(town.database(), town.clock, "cli:test", id, Channel::sms,
                                     span("09:00-10:00", false));
    CHECK(hours.quiet_until(id, Channel::sms, night + std::chrono::seconds(20)) == from_iso("2026-11-21T08:00:00Z"));
    CHECK_THROWS_AS(hours.quiet_until(id + 1, Channel::sms, noon), Error);
    store::Session session = town.database().session();
    CHECK(to_iso(next_allowed(session, town.organisation, Channel::sms, noon)) == "2026-11-21T08:00:00Z");
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'organisation.hours'") == 2);
}
