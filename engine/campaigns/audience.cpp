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

std::int64_t freeze_audience(store::Database& database, const Campaign& campaign,
                             const organisations::Organisation& organisation, const AccountChoice& accounts,
                             Instant frozen_at, Instant due_at, std::int64_t planning)
{
    discard_audience(database, campaign, planning); // what a launch left that was killed
    std::int64_t invited = 0;
    for (std::int64_t after = 0;;) {
        store::Transaction transaction(database);
        hold_planning(transaction.session(), campaign, planning);
        const auto last = last_of_next_contacts(transaction.session(), after);
        if (!last) return invited;
        invited +=
            freeze_people(transaction.session(), campaign, organisation, accounts, frozen_at, due_at, after, *last);
        transaction.commit();
        after = *last;
    }
}

void discard_audience(store::Database& database, const Campaign& campaign, std::int64_t planning)
{
    while (true) {
        store::Transaction transaction(database);
        hold_planning(transaction.session(), campaign, planning);
        if (!discard_people(transaction.session(), campaign)) return;
        transaction.commit();
    }
}

} // namespace dosah::campaigns
