// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "delivery/composer.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::delivery {

/// A dispatcher's own name: 32 hexadecimal digits. Each claim it makes has an id of its own that begins with it, so
/// that a claim that was lost and made anew is not mistaken for the old one.
std::string claim_id_of(const std::string& owner, std::uint64_t number);

/// Is anything to be claimed for this account? Cheap, outside a transaction.
bool anything_due(store::Session& session, std::int64_t connector_account_id, Instant now);

/// queued -> claimed for at most `limit` that are due in open lanes, the longest waiting first, each with its row in
/// attempts. What is too late by its not_after becomes skipped(too_late) instead. Inside a transaction; several daemons
/// may claim at once.
std::vector<Claim> claim_batch(store::Session& session, std::int64_t connector_account_id, const std::string& claim_id,
                               Instant lease_until, std::size_t limit, Instant now, Random& random);

/// Everything the owner holds is its own until then.
void renew_leases(store::Session& session, const std::string& owner, Instant lease_until);

/// Whose messages are taken out of their owner's hands.
struct Orphans
{
    enum class Of { everybody, owner, claim, expired };
    Of of = Of::expired;
    std::string id; ///< of the owner, or of the claim
};

struct Recovered
{
    std::size_t queued = 0;
    std::size_t in_doubt = 0;
};

/// claimed -> queued, handed -> in_doubt(reason), each batch in a transaction of its own.
Recovered recover(store::Database& database, const Orphans& orphans, const std::string& reason, Instant now);

} // namespace dosah::delivery
