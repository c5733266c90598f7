// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "content/calendar.h"

#include <catch2/catch.hpp>
#include <libical/ical.h>

#include <memory>

using namespace dosah;

namespace {

content::CalendarEvent sample()
{
    content::CalendarEvent event;
    event.uid = "c17-9f3a@posta.example";
    event.sequence = 2;
    event.title = "Jak bude vypadat náměstí, park; a tržnice? Přijďte říct svůj názor na návrhy architektů";
    event.description =
        "První řádek\nDruhý řádek, delší než sedmdesát pět bajtů: žluťoučký kůň úpěl ďábelské ódy a nikdo nespal";
    event.place = "Sokolovna, Nádražní 12";
    event.url = "https://dosah.example/i/1-ABC";
    event.organiser_name = "Město \"Lipová\": radnice";
    event.organiser_email = "pozvanky@lipova.example";
    event.starts = parse_time_in_zone("2026-12-10 17:00", "Europe/Prague");
    event.ends = parse_time_in_zone("2026-12-10 19:00", "Europe/Prague");
    event.stamp = from_iso("2026-11-22T14:05:06Z");
    event.time_zone = "Europe/Prague";
    return event;
}

struct Parsed
{
    explicit Parsed(const std::string& text) : calendar(icalparser_parse_string(text.c_str()), icalcomponent_free)
    {
        REQUIRE(calendar);
        event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
        zone = icalcomponent_get_first_component(calendar.get(), ICAL_VTIMEZONE_COMPONENT);
        REQUIRE(event);
        REQUIRE(zone);
        CHECK(icalcomponent_count_errors(calendar.get()) == 0);
        CHECK(icalrestriction_check(calendar.get()) != 0);
    }

    /// Through the file's own zone rules, not the machine's.
    Instant moment(icaltimetype local) const
    {
        icaltimezone* rules = icaltimezone_new();
        icaltimezone_set_component(rules, icalcomponent_new_clone(zone));
        const auto seconds = icaltime_as_timet_with_zone(local, rules);
        icaltimezone_free(rules, 1);
        return from_micros(std::int64_t{seconds} * 1000000);
    }

    std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar;
    icalcomponent* event = nullptr;
    icalcomponent* zone = nullptr;
};

} // namespace

TEST_CASE("a calendar file reads back as it was meant")
{
    const auto event = sample();
    const Parsed parsed(content::write_calendar(event));
    CHECK(icalcomponent_get_method(parsed.calendar.get()) == ICAL_METHOD_PUBLISH);
    CHECK(icalcomponent_get_uid(parsed.event) == event.uid);
    CHECK(icalcomponent_get_sequence(parsed.event) == 2);
    CHECK(icalcomponent_get_summary(parsed.event) == event.title);
    CHECK(icalcomponent_get_description(parsed.event) == event.description);
    CHECK(icalcomponent_get_location(parsed.event) == event.place);
    CHECK(icalcomponent_get_status(parsed.event) == ICAL_STATUS_CONFIRMED);
    CHECK(icaltime_compare(icalcomponent_get_dtstamp(parsed.event), icaltime_from_string("20261122T140506Z")) == 0);
    CHECK(parsed.moment(icalcomponent_get_dtstart(parsed.event)) == event.starts);
    CHECK(parsed.moment(icalcomponent_get_dtend(parsed.event)) == event.ends);
    auto* organiser = icalcomponent_get_first_property(parsed.event, ICAL_ORGANIZER_PROPERTY);
    REQUIRE(organiser);
    CHECK(std::string(icalproperty_get_organizer(organiser)) == "mailto:pozvanky@lipova.example");
    CHECK(std::string(icalparameter_get_cn(icalproperty_get_first_parameter(organiser, ICAL_CN_PARAMETER))) ==
          "Město 'Lipová': radnice");
    auto* url = icalcomponent_get_first_property(parsed.event, ICAL_URL_PROPERTY);
    CHECK(std::string(icalproperty_get_url(url)) == event.url);
}

TEST_CASE("the zone's rules in a calendar file hold in summer and winter, in Prague and Oslo")
{
    for (const char* zone : {"Europe/Prague", "Europe/Oslo", "UTC"})
        for (const char* time : {"2026-12-10 17:00", "2027-03-27 18:00", "2027-03-28 18:00", "2027-07-01 09:30",
                                 "2027-10-30 23:00", "2027-10-31 12:00", "2028-01-01 00:00"}) {
            INFO(zone << " " << time);
            auto event = sample();
            event.time_zone = zone;
            event.starts = parse_time_in_zone(time, zone);
            event.ends = event.starts + std::chrono::hours(2);
            const Parsed parsed(content::write_calendar(event));
            CHECK(parsed.moment(icalcomponent_get_dtstart(parsed.event)) == event.starts);
            CHECK(parsed.moment(icalcomponent_get_dtend(parsed.event)) == event.ends);
            auto* tzid = icalcomponent_get_first_property(parsed.zone, ICAL_TZID_PROPERTY);
            CHECK(std::string(icalproperty_get_tzid(tzid)) == zone);
        }
}

TEST_CASE("lines of a calendar file end in CRLF, have at most 75 octets and never cut a character")
{
    const std::string text = content::write_calendar(sample());
    CHECK(text.ends_with("END:VCALENDAR\r\n"));
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = text.find("\r\n", begin);
        REQUIRE(end != text.npos);
        const std::string line = text.substr(begin, end - begin);
        INFO(line);
        CHECK(line.size() <= 75);
        CHECK(line.find('\n') == line.npos);
        CHECK(text::is_valid_utf8(line));
        begin = end + 2;
    }
}

TEST_CASE("a cancelled event cancels, under the same uid")
{
    auto event = sample();
    event.cancelled = true;
    event.sequence = 3;
    const Parsed parsed(content::write_calendar(event));
    CHECK(icalcomponent_get_method(parsed.calendar.get()) == ICAL_METHOD_CANCEL);
    CHECK(icalcomponent_get_status(parsed.event) == ICAL_STATUS_CANCELLED);
    CHECK(icalcomponent_get_uid(parsed.event) == event.uid);
}

TEST_CASE("texts cannot add lines of their own to a calendar file")
{
    auto event = sample();
    event.title = "x\r\nATTENDEE:mailto:a@b.example\nBEGIN:VALARM";
    event.organiser_name = "y\r\nURL:https://evil.example";
    event.place = "z\x01\x7f";
    const std::string text = content::write_calendar(event);
    CHECK(text.find("\nATTENDEE") == text.npos);
    CHECK(text.find("\nBEGIN:VALARM") == text.npos);
    CHECK(text.find("\nURL:https://evil") == text.npos);
    CHECK(text.find('\x01') == text.npos);
}

TEST_CASE("an event without an end or place has none in its file")
{
    auto event = sample();
    event.ends = event.starts;
    event.place = event.url = event.organiser_email = event.description = "";
    const std::string text = content::write_calendar(event);
    CHECK(text.find("DTEND") == text.npos);
    CHECK(text.find("LOCATION") == text.npos);
    CHECK(text.find("ORGANIZER") == text.npos);
    event.uid = "";
    CHECK_THROWS_AS(content::write_calendar(event), Error);
}

TEST_CASE("a link put into a file is one of its event's properties, folded like the others")
{
    content::CalendarEvent event = sample();
    event.url = "";
    event.description = "END:VEVENT\nEND:VEVENT";
    const std::string shared = content::write_calendar(event);
    for (const std::size_t length : {5U, 71U, 72U, 145U, 146U, 300U}) {
        const std::string url = "https://dosah.example/" + std::string(length, 'x');
        const std::string line = content::url_line(url);
        const std::string text = content::put_into_event(shared, line);
        const Parsed parsed(text);
        CHECK(icalproperty_get_url(icalcomponent_get_first_property(parsed.event, ICAL_URL_PROPERTY)) == url);
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = text.find("\r\n", begin);
            REQUIRE(end != text.npos);
            CHECK(end - begin <= 75);
            begin = end + 2;
        }
    }
    CHECK_THROWS(content::put_into_event("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "URL:x"));
}
