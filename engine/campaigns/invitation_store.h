// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/invitation.h"

namespace dosah::campaigns {

/// Of somebody who was merged into another contact: that one's invitation to the campaign, where they were invited;
/// else the same one, as that contact's. Every other invitation is returned as it is.
Invitation standing_invitation(store::Session& session, Invitation invitation);

} // namespace dosah::campaigns
