// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/wave.h"

#include "content/event_kind.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

using std::chrono::days;

/// What the times of a kind hang on, in one table.
struct Kind
{
    const char* name;
    bool after_event;    ///< "after" counts from the end of the event, else from the invitation
    bool asks;           ///< wants an answer: of no use once the event has begun
    days default_within; ///< do-not-send-after counted from the end of the event; 0: none, or the event itself
};
constexpr Kind kinds[] = {
    {"invitation", false, true, days(0)},
    {"reminder", false, true, days(0)},
    {"thanks", true, false, days(30)},
    {"feedback", true, false, days(180)},
};
constexpr days at_least(14);

const Kind& kind_of(const Wave& wave)
{
    const auto* const found =
        std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& kind) { return kind.name == wave.kind; });
    return found == std::end(kinds) ? kinds[0] : *found;
}

/// A survey or map is answered while it lasts, a meeting before it begins.
Instant last_answer(const Event& event)
{
    return content::is_survey(event.kind) ? event.ends : event.starts;
}

} // namespace

const Wave* find_wave(const Definition& definition, const std::string& kind)
{
    const auto found = std::find_if(definition.waves.begin(), definition.waves.end(),
                                    [&](const Wave& wave) { return wave.kind == kind; });
    return found == definition.waves.end() ? nullptr : &*found;
}

std::optional<Instant> wave_begin(const Definition& definition, const Wave& wave, std::optional<Instant> starts_at,
                                  const std::string& time_zone)
{
    if (wave.starts) return wave.starts;
    if (!wave.after) return starts_at;
    if (kind_of(wave).after_event) return add(definition.event.ends, *wave.after, time_zone);
    return starts_at ? std::optional(add(*starts_at, *wave.after, time_zone)) : std::nullopt;
}

Instant wave_end(const Definition& definition, const Wave& wave, std::optional<Instant> begin)
{
    if (wave.not_after) return *wave.not_after;
    const Kind& kind = kind_of(wave);
    if (kind.default_within.count() > 0) {
        const Instant usual = definition.event.ends + kind.default_within;
        return begin ? std::max<Instant>(usual, *begin + at_least) : usual;
    }
    return last_answer(definition.event);
}

Instant fallback_end(const Definition& definition, const Wave& wave, std::optional<Instant> begin)
{
    const Instant end = wave_end(definition, wave, begin);
    return kind_of(wave).asks ? std::min(end, last_answer(definition.event)) : end;
}

} // namespace dosah::campaigns
