// SPDX-License-Identifier: EUPL-1.2
#include "content/calendar.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time_zone.h"

#include <libical/ical.h>
#include <unicode/vtzone.h>

#include <cstdio>
#include <memory>
#include <mutex>

namespace dosah::content {

namespace {

struct FreeComponent
{
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icaltimetype local_time(Instant t, const std::string& zone)
{
    const LocalTime local = to_local(t, zone);
    icaltimetype time = icaltime_null_time();
    time.year = local.year;
    time.month = local.month;
    time.day = local.day;
    time.hour = local.hour;
    time.minute = local.minute;
    time.second = local.second;
    return time;
}

icaltimetype utc_time(Instant t)
{
    icaltimetype time = local_time(t, "UTC");
    time.zone = icaltimezone_get_utc_timezone();
    return time;
}

/// Control characters would break the lines of the file; libical escapes the rest.
std::string clean(const std::string& text)
{
    std::string out;
    for (const char c : text::repair_utf8(text))
        if (c == '\n' || static_cast<unsigned char>(c) >= 0x20) out += c == 0x7F ? ' ' : c;
    return out;
}

/// The zone's rules around the event. ICU's short form is taken (two rules) and not libical's own one, which tells of
/// every change since 1850 and is longer than the rest of the mail.
Component zone_rules(const std::string& zone, Instant around)
{
    const std::unique_ptr<icu::VTimeZone> rules(
        icu::VTimeZone::createVTimeZoneByID(icu::UnicodeString::fromUTF8(zone)));
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text;
    if (rules)
        rules->writeSimple(
            static_cast<UDate>(std::chrono::floor<std::chrono::milliseconds>(around).time_since_epoch().count()), text,
            status);
    std::string utf8;
    text.toUTF8String(utf8);
    Component component(icalparser_parse_string(utf8.c_str()));
    if (U_FAILURE(status) || !component || icalcomponent_isa(component.get()) != ICAL_VTIMEZONE_COMPONENT)
        throw Error(ErrorKind::internal, "no calendar rules for the time zone " + zone);

    // ICU names them "(STD)" and signs with its own version.
    const auto remove = [](icalcomponent* from, icalproperty_kind kind) {
        while (icalproperty* property = icalcomponent_get_first_property(from, kind)) {
            icalcomponent_remove_property(from, property);
            icalproperty_free(property);
        }
    };
    remove(component.get(), ICAL_X_PROPERTY);
    for (auto* part = icalcomponent_get_first_component(component.get(), ICAL_ANY_COMPONENT); part;
         part = icalcomponent_get_next_component(component.get(), ICAL_ANY_COMPONENT))
        remove(part, ICAL_TZNAME_PROPERTY);
    return component;
}

void add_local(icalcomponent* to, icalproperty* property, const std::string& zone)
{
    icalproperty_add_parameter(property, icalparameter_new_tzid(zone.c_str()));
    icalcomponent_add_property(to, property);
}

void add_organiser(icalcomponent* to, const CalendarEvent& event)
{
    if (event.organiser_email.empty()) return;
    icalproperty* organiser = icalproperty_new_organizer(("mailto:" + clean(event.organiser_email)).c_str());
    std::string name;
    for (const char c : clean(event.organiser_name))
        name += c == '"' ? '\'' : c == '\n' ? ' ' : c; // a parameter can hold neither
    if (!name.empty()) icalproperty_add_parameter(organiser, icalparameter_new_cn(name.c_str()));
    icalcomponent_add_property(to, organiser);
}

Component write_event(const CalendarEvent& event)
{
    Component component(icalcomponent_new(ICAL_VEVENT_COMPONENT));
    icalcomponent* to = component.get();
    const auto add = [to](icalproperty* property) { icalcomponent_add_property(to, property); };
    add(icalproperty_new_uid(clean(event.uid).c_str()));
    add(icalproperty_new_dtstamp(utc_time(event.stamp)));
    add(icalproperty_new_sequence(event.sequence));
    add_local(to, icalproperty_new_dtstart(local_time(event.starts, event.time_zone)), event.time_zone);
    if (event.ends > event.starts)
        add_local(to, icalproperty_new_dtend(local_time(event.ends, event.time_zone)), event.time_zone);
    add(icalproperty_new_summary(clean(event.title).c_str()));
    if (!event.place.empty()) add(icalproperty_new_location(clean(event.place).c_str()));
    if (!event.description.empty()) add(icalproperty_new_description(clean(event.description).c_str()));
    if (!event.url.empty()) add(icalproperty_new_url(clean(event.url).c_str()));
    add_organiser(to, event);
    add(icalproperty_new_status(event.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    return component;
}

} // namespace

std::string write_calendar(const CalendarEvent& event)
{
    if (event.uid.empty()) throw Error(ErrorKind::internal, "a calendar file needs the event's uid");
    // libical keeps an error number and string buffers of its own between calls.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);

    Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
    icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Dosah//Dosah//EN"));
    icalcomponent_set_method(calendar.get(), event.cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH);
    Component rules = zone_rules(event.time_zone, event.starts);
    Component written = write_event(event);
    icalcomponent_add_component(calendar.get(), rules.release());
    icalcomponent_add_component(calendar.get(), written.release());
    const std::unique_ptr<char, decltype(&icalmemory_free_buffer)> text(
        icalcomponent_as_ical_string_r(calendar.get()), [](void* buffer) { icalmemory_free_buffer(buffer); });
    return text.get();
}

std::string put_into_event(std::string calendar, const std::string& line)
{
    // Within a value a line end is folded or escaped, so only the end of the component stands so.
    const std::size_t end = calendar.rfind("\r\nEND:VEVENT\r\n");
    if (end == calendar.npos) throw Error(ErrorKind::internal, "a calendar file without an event");
    return calendar.insert(end + 2, line + "\r\n");
}

std::string url_line(std::string_view url)
{
    constexpr std::size_t longest = 75; // octets of a line, without its end (RFC 5545 3.1)
    std::string out = "URL:";
    std::size_t room = longest - out.size();
    while (url.size() > room) {
        out.append(url.substr(0, room)).append("\r\n ");
        url.remove_prefix(room);
        room = longest - 1;
    }
    return out.append(url);
}

} // namespace dosah::content
