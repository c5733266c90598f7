// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/state.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// A campaign as it was found in a store that was brought back.
struct RestoredCampaign
{
    std::string organisation; ///< key
    std::string campaign;     ///< key
    State was = State::draft; ///< when the backup was made
    std::int64_t in_doubt = 0;
    std::int64_t waiting = 0; ///< planned or queued still
};

struct Restored
{
    std::vector<RestoredCampaign> held;         ///< launched and not closed then, paused now
    std::vector<RestoredCampaign> not_launched; ///< draft, submitted, approved: they may have been launched since
    std::int64_t in_doubt = 0;                  ///< all that became in doubt here, confirmations and the like included
};

/// What has to be settled in a store that was brought back from a time before: nobody knows what went out after it.
///
/// Scheduled, running and finished campaigns (which a later wave would wake) are paused. Messages that were claimed or
/// handed become in doubt; so does what was planned or queued and due by now, since the daemon that wrote the backup
/// may have sent it since, unless `nothing_sent_since`, by which the operator says that it has not. What is due later
/// stays as it is, in its paused campaign. Run once, with no daemon at work, before one starts; again it finds what is
/// then to be settled.
Restored settle_restored(store::Database& database, Instant made_at, bool nothing_sent_since, const std::string& actor,
                         Instant now);

} // namespace dosah::campaigns
