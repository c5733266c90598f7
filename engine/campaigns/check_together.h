// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/freeze_store.h"

namespace dosah::campaigns {

/// Definition::one_per_address: who gets no message of their own, and what a message for several costs. Throws
/// Error(input) for a wrong query. Private to campaigns/.
void check_together(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                    const AccountChoice& accounts, Instant now, CheckReport& report);

} // namespace dosah::campaigns
