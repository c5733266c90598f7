// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/config.h"
#include "base/crypto.h"
#include "delivery/composer.h"
#include "store/database.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dosah::delivery {

/// Messages that no connector sends but a person takes: letters. The ledger knows them like any other: claimed,
/// composed (or skipped with a reason), durably marked as handed over, taken, accepted. Who dies between the last two
/// leaves them in doubt when their lease is over, and a person decides.
struct ByHand
{
    std::int64_t connector_account_id = 0;
    std::int64_t lane_id = 0; ///< of one campaign; must be open
    std::size_t limit = 0;    ///< at most so many
    std::string taken_as;     ///< what the attempts keep as remote id: "print 12"
};

/// One of them, ready.
struct TakenMessage
{
    Claim claim;
    std::string content;
};

struct TakenCount
{
    std::size_t taken = 0;
    std::map<std::string, std::size_t> skipped; ///< why -> how many
    std::vector<std::string> problems;          ///< what could not be written; those are tried again
};

/// Takes what is due. `take` gets them in portions, when they are marked and before they count as accepted; when it
/// throws, its portion is in doubt at once and the exception goes on. Borrows sessions: not within a transaction.
TakenCount take_by_hand(store::Database& database, Composer& composer, const Clock& clock, Random& random,
                        const Config& config, const ByHand& which,
                        const std::function<void(const std::vector<TakenMessage>&)>& take);

/// Those taken before under that name, newest state of the attempt's message accepted, as claims to be composed anew.
/// In the order of their messages.
std::vector<Claim> taken_before(store::Session& session, std::int64_t organisation_id, const std::string& taken_as);

/// What waits in a lane to be taken by hand and is past its do-not-send-after, or of this wave ("": of none), is
/// skipped as too late. In a transaction of the caller's. Returns how many.
std::size_t skip_late_by_hand(store::Session& session, std::int64_t lane_id, const std::string& wave, Instant now);

} // namespace dosah::delivery
