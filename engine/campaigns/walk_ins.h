// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// People who came without an invitation: counted, per target group where that is known, and never kept as persons.
/// They are in no rate, since nobody drew or asked them; reports show them on a line of their own.
struct WalkIns
{
    std::int64_t all = 0;
    std::map<std::string, std::int64_t> by_group; ///< group key, "" where nobody knows; each person in one
    /// What they said to "is it your first time?": yes, no, unknown, "" for no answer.
    std::map<std::string, std::int64_t> by_first_time;
};
WalkIns count_walk_ins(store::Session& session, std::int64_t campaign_id);

struct WalkIn
{
    std::string group;      ///< key of one of the organisation's target groups, or ""
    std::string first_time; ///< yes, no, unknown or ""
    std::string once;       ///< names the press of a button: the same one twice counts once; "" counts always
};

/// One more. False when that press of the button was counted already. With an audit row. Throws Error(input) for an
/// unknown group, Error(conflict) naming the state or the time (as record_attendance). In a transaction of the
/// caller's.
bool add_walk_in(store::Session& session, const Campaign& campaign, const WalkIn& walk_in, const std::string& source,
                 const std::string& actor, Instant now);
/// One less of a group: the one entered last. False when there is none. Audited and throwing likewise.
bool remove_walk_in(store::Session& session, const Campaign& campaign, const std::string& group,
                    const std::string& actor, Instant now);

} // namespace dosah::campaigns
