// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "delivery/composer.h"
#include "organisations/sending_hours.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace dosah::campaigns {

/// Quiet hours. A moment is judged by what the clock on the wall shows: an hour that comes twice in autumn is twice
/// open or twice quiet, and where spring skips the opening minute, hours open at the first minute that is shown.

/// A calendar to judge by.
struct HoursPlace
{
    std::string country;   ///< ISO 3166, for public holidays
    std::string time_zone; ///< "Europe/Prague"
};

/// Whether a wave may go out at that moment.
bool may_send(const organisations::SendingHours& hours, const HoursPlace& place, Instant t);

/// The first moment from t on at which it may: t itself where it may then.
Instant next_allowed(const organisations::SendingHours& hours, const HoursPlace& place, Instant t);

/// The same by the organisation's own settings, for planning.
Instant next_allowed(store::Session& session, const organisations::Organisation& organisation, channel::Channel channel,
                     Instant t);

/// The organisations' hours for the dispatcher. What it read holds for five seconds, what it worked out for the minute
/// it was asked in (hours begin and end with whole minutes). Throws Error(unavailable) when the store is away. Any
/// thread.
class OrganisationHours final : public delivery::Hours
{
public:
    explicit OrganisationHours(store::Database& database) : database_(database) {}
    std::optional<Instant> quiet_until(std::int64_t organisation_id, channel::Channel channel, Instant now) override;

private:
    struct Answer
    {
        Instant read_at;
        Instant minute;
        organisations::SendingHours hours;
        HoursPlace place;
        std::optional<Instant> quiet_until;
    };

    store::Database& database_;
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, channel::Channel>, Answer> answers_;
};

} // namespace dosah::campaigns
