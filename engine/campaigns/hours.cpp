// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/hours.h"

#include "base/error.h"
#include "base/time_zone.h"
#include "campaigns/holidays.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

using organisations::SendingHours;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto settings_last = seconds(5);
constexpr int longest_quiet = 60; // days; no calendar closes for so long

/// What the wall shows, counted as if it were UTC: arithmetic on it knows no change of clocks.
using Wall = Instant;

seconds offset(Instant t, const std::string& zone)
{
    const LocalTime local = to_local(t, zone);
    const std::chrono::sys_days day = std::chrono::year{local.year} / local.month / local.day;
    return day + std::chrono::hours(local.hour) + minutes(local.minute) + seconds(local.second) - floor<seconds>(t);
}

bool day_open(const SendingHours& hours, const std::string& country, std::chrono::sys_days day)
{
    if (!hours.sundays && std::chrono::weekday{day} == std::chrono::Sunday) return false;
    return hours.holidays || !is_public_holiday(country, day);
}

bool open_at(const SendingHours& hours, const std::string& country, Wall wall)
{
    const auto day = floor<days>(wall);
    const auto minute = floor<minutes>(wall - day).count();
    return minute >= hours.opens && minute < hours.closes && day_open(hours, country, day);
}

Wall next_open(const SendingHours& hours, const std::string& country, Wall wall)
{
    if (open_at(hours, country, wall)) return wall;
    auto day = floor<days>(wall);
    if (wall >= day + minutes(hours.opens)) day += days(1); // today's opening has passed
    for (int i = 0; i < longest_quiet; ++i, day += days(1))
        if (day_open(hours, country, day)) return day + minutes(hours.opens);
    throw Error(ErrorKind::internal, "an organisation's sending hours never open");
}

/// The first second in (from, to] at which the zone's offset is another than at `from`.
std::optional<Instant> clock_change(Instant from, Instant to, const std::string& zone)
{
    const seconds before = offset(from, zone);
    auto low = floor<seconds>(from);
    const auto end = floor<seconds>(to);
    while (low < end) {
        auto high = std::min(low + days(1), end); // no zone changes twice within a day
        if (offset(high, zone) == before) {
            low = high;
            continue;
        }
        while (high - low > seconds(1)) {
            const auto middle = low + (high - low) / 2;
            (offset(middle, zone) == before ? low : high) = middle;
        }
        return high;
    }
    return std::nullopt;
}

HoursPlace place_of(const organisations::Organisation& organisation)
{
    return {organisation.country, organisation.time_zone};
}

} // namespace

bool may_send(const SendingHours& hours, const HoursPlace& place, Instant t)
{
    return hours == SendingHours() || open_at(hours, place.country, t + offset(t, place.time_zone));
}

Instant next_allowed(const SendingHours& hours, const HoursPlace& place, Instant t)
{
    if (hours == SendingHours()) return t;
    while (true) {
        const seconds shift = offset(t, place.time_zone);
        const Instant opening = next_open(hours, place.country, t + shift) - shift;
        if (opening == t) return t;
        const auto change = clock_change(t, opening, place.time_zone);
        if (!change) return opening;
        t = *change; // quiet until the clocks change; from there by the new offset
    }
}

Instant next_allowed(store::Session& session, const organisations::Organisation& organisation, channel::Channel channel,
                     Instant t)
{
    return next_allowed(organisations::sending_hours(session, organisation.id, channel), place_of(organisation), t);
}

std::optional<Instant> OrganisationHours::quiet_until(std::int64_t organisation_id, channel::Channel channel,
                                                      Instant now)
{
    const std::pair key{organisation_id, channel};
    const Instant minute = floor<minutes>(now);
    std::optional<Answer> known;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = answers_.find(key); found != answers_.end()) known = found->second;
    }
    const bool fresh = known && now >= known->read_at && now < known->read_at + settings_last;
    if (fresh && known->minute == minute) return known->quiet_until;
    Answer answer;
    if (fresh) {
        answer = *known;
    } else {
        const auto organisation = organisations::find_organisation(database_, organisation_id);
        store::Session session = database_.session();
        answer = {now, minute, organisations::sending_hours(session, organisation_id, channel), place_of(organisation),
                  std::nullopt};
    }
    answer.minute = minute;
    const Instant allowed = next_allowed(answer.hours, answer.place, now);
    answer.quiet_until = allowed == now ? std::nullopt : std::optional(allowed);
    const std::lock_guard lock(mutex_);
    answers_[key] = answer;
    return answer.quiet_until;
}

} // namespace dosah::campaigns
