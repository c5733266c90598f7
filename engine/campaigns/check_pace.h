// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// What the check finds of time and pace: waves whose do-not-send-after comes before the sending hours let them out,
/// and an estimate of how many people the fatigue cap will leave out of the invitation. Warnings alone. Private to
/// campaigns/. Throws Error(input) for a wrong audience query.
void check_pace(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                Instant now, CheckReport& report);

} // namespace dosah::campaigns
