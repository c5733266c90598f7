// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.h"
#include "campaigns/freeze_store.h"

#include <algorithm>

namespace dosah::campaigns {

LookBack look_back(const organisations::Organisation& organisation, Instant frozen_at)
{
    LocalTime start = to_local(frozen_at, organisation.time_zone);
    const int months = start.year * 12 + start.month - 1 - organisation.look_back_months;
    start.year = months / 12;
    start.month = months % 12 + 1;
    const std::chrono::year_month_day_last last{
        std::chrono::year{start.year},
        std::chrono::month_day_last{std::chrono::month{static_cast<unsigned>(start.month)}}};
    start.day = std::min(start.day, static_cast<int>(static_cast<unsigned>(last.day())));
    return {from_local(start, organisation.time_zone), frozen_at};
}

std::string prior_status(const organisations::Organisation& organisation, const LookBack& window, const Person& person)
{
    if (person.involved) return "prior";
    const bool covered = organisation.register_start && *organisation.register_start <= window.from;
    return covered ? "none" : "unobservable";
}

Route choose_route(const Definition& definition, const AccountChoice& accounts, const Person& person)
{
    const bool lawful = definition.kind == "commercial" ? person.legal_basis == "consent" : !person.legal_basis.empty();
    Route blocked{std::nullopt, "", "no_channel"};
    for (const channel::Channel channel : definition.channels) {
        const bool email = channel == channel::Channel::email;
        const std::string& address = email ? person.email : person.phone;
        if (address.empty() || !accounts.out.contains(channel)) continue;
        if (!(email ? person.email_suppressed : person.phone_suppressed))
            return {channel, address, lawful ? "" : "no_legal_basis"};
        if (!blocked.channel) blocked = {channel, address, "suppressed"};
    }
    return blocked;
}

} // namespace dosah::campaigns
