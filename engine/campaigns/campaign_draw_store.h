// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/draw_plan.h"

/// What a launch does for a drawn audience. Private to campaigns/.
namespace dosah::campaigns {

/// Puts the people of a portion into their strata; their groups are frozen by then. In the caller's transaction.
void freeze_strata(store::Session& session, const Campaign& campaign, std::int64_t after_contact,
                   std::int64_t last_contact);
/// Stores what will be published. Throws Error(input) naming a quota that cannot be filled, Error(conflict) when
/// `expected` people are not what the quotas invite. In the caller's transaction.
DrawPlan freeze_draw(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
                     std::optional<std::int64_t> expected, const std::string& actor, Instant now);
/// What a check finds in it: target groups the organisation has not, more people than there are.
void check_draw(store::Session& session, const Campaign& campaign, CheckReport& report);
/// Before a new launch, and for a recall.
void discard_draw(store::Session& session, std::int64_t campaign_id);

} // namespace dosah::campaigns
