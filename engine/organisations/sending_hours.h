// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"
#include "organisations/organisation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace dosah::organisations {

/// When an organisation's waves may go out by a channel, by the clock of its zone. What lies outside is quiet.
struct SendingHours
{
    int opens = 0;        ///< minutes after midnight; the first that may be used
    int closes = 24 * 60; ///< minutes after midnight, later than opens; the first that may not
    bool sundays = true;  ///< whether also on Sundays
    bool holidays = true; ///< whether also on public holidays of its country (campaigns/holidays.h)

    bool operator==(const SendingHours&) const = default;
};

/// What holds until the organisation says otherwise: SMS 08:00-20:00, not on Sundays and public holidays; email always.
SendingHours usual_hours(channel::Channel channel);

/// "08:00-20:00", or "always" for the whole day; sundays and holidays are kept. Throws Error(input).
void set_span(SendingHours& hours, std::string_view text);
/// "08:00-20:00"
std::string span_text(const SendingHours& hours);

SendingHours sending_hours(store::Session& session, std::int64_t organisation_id, channel::Channel channel);
/// Writes the audit row too. Throws Error(input) for hours that close before they open.
void set_sending_hours(store::Database& database, const Clock& clock, const std::string& actor,
                       std::int64_t organisation_id, channel::Channel channel, const SendingHours& hours);

/// At most `messages` wave messages a person in `days` days, over all campaigns of the organisation. 0 messages: no
/// cap.
struct FatigueCap
{
    int messages = 3;
    int days = 14;
};

FatigueCap fatigue_cap(store::Session& session, std::int64_t organisation_id);
/// Writes the audit row too. Throws Error(input): 0 to 100 messages in 1 to 366 days.
void set_fatigue_cap(store::Database& database, const Clock& clock, const std::string& actor,
                     std::int64_t organisation_id, const FatigueCap& cap);

} // namespace dosah::organisations
