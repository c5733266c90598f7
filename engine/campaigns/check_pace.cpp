// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/check_pace.h"

#include "campaigns/fatigue_store.h"
#include "campaigns/hours.h"
#include "campaigns/wave.h"

#include <algorithm>

namespace dosah::campaigns {

void check_pace(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                Instant now, CheckReport& report)
{
    const Definition& definition = campaign.definition;
    const Instant begins = std::max<Instant>(now + services.config.campaign_cancel_window,
                                             definition.waves.front().starts.value_or(Instant::min()));
    store::Session session = services.database.session();
    for (const Wave& wave : definition.waves) {
        const bool invitation = wave.kind == "invitation";
        const auto begin =
            invitation ? std::optional(begins) : wave_begin(definition, wave, begins, organisation.time_zone);
        const Instant end = wave_end(definition, wave, begin);
        if (!begin || end <= *begin) continue; // a problem of its own
        for (const channel::Channel channel : definition.channels) {
            const Instant allowed = next_allowed(session, organisation, channel, *begin);
            if (allowed < end) continue;
            report.warnings.push_back("campaign.waves[" + wave.kind + "].not_after: " + to_iso(end) +
                                      " is before the organisation's sending hours let it out by " +
                                      std::string(to_string(channel)) + " (" + to_iso(allowed) +
                                      "); it would be skipped. Begin earlier, allow more time, or see \"dosah org "
                                      "hours\"");
        }
    }
    const std::int64_t tired = count_over_fatigue_cap(session, organisation, definition.audience, now, begins);
    if (tired > 0)
        report.warnings.push_back("campaign.audience: about " + std::to_string(tired) +
                                  (tired == 1 ? " person" : " people") +
                                  " in it will have had as many messages as the fatigue cap allows and will be "
                                  "skipped (\"dosah org fatigue\")");
}

} // namespace dosah::campaigns
