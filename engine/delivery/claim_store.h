// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "channel/connector.h"
#include "delivery/composer.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::delivery {

/// A dispatcher's own name: 32 hexadecimal digits. Each claim it makes has an id of its own that begins with it, so
/// that a claim that was lost and made anew is not mistaken for the old one.
std::string claim_id_of(const std::string& owner, std::uint64_t number);

/// Where something waits to be claimed: an open lane, or no lane at all.
struct Source
{
    std::optional<std::int64_t> lane_id;
    bool keeps_hours = true;
};

/// Where something is due for this account, what keeps no hours first: it answers what a person just did. `quiet`: what
/// keeps the hours stays where it is. Cheap, outside a transaction.
std::vector<Source> due_sources(store::Session& session, std::int64_t connector_account_id, bool quiet, Instant now);

/// What a dispatcher wants for one account.
struct ClaimWish
{
    std::int64_t connector_account_id = 0;
    std::string claim_id;
    Instant lease_until;
    std::size_t limit = 0;
    double domain_rate = 0; ///< channel::Limits::messages_per_second_per_domain
};

/// What a claim says of its message, for a SELECT or RETURNING to begin with; `messages` is the table's name there.
std::string claim_columns(const std::string& messages);
/// The claim of a row that begins with claim_columns(); of no attempt yet.
Claim claim_of(const store::Rows& rows, std::size_t row);

/// queued -> claimed for at most `limit` that are due, shared evenly between the sources and there the longest waiting
/// first, each with its row in attempts. What is too late by its not_after becomes skipped(too_late) instead; what goes
/// to a domain that rests or has had its share is put off. Inside a transaction; several daemons may claim at once.
std::vector<Claim> claim_batch(store::Session& session, const std::vector<Source>& sources, const ClaimWish& wish,
                               Instant now, Random& random);

/// The messages are their owner's until then, if they still are.
void renew_leases(store::Session& session, const std::vector<std::int64_t>& message_ids, const std::string& owner,
                  Instant lease_until);

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
