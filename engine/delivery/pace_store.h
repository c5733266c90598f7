// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dosah::delivery {

/// The buckets of accounts and of recipient domains, shared by all daemons and kept over restarts. Private to
/// delivery/. Each is locked from the first look at it to the end of the transaction, so that two daemons cannot spend
/// the same token.

/// How many tokens the account has now, after `spent` that were used beyond those taken. Inside a transaction.
double account_tokens(store::Session& session, std::int64_t connector_account_id, double rate, double spent,
                      Instant now);
/// Takes them; below zero is a debt.
void take_account_tokens(store::Session& session, std::int64_t connector_account_id, double taken);

/// A message that could be claimed.
struct Candidate
{
    std::int64_t message_id = 0;
    std::string domain; ///< "": not held to any domain's pace
};

struct Admitted
{
    std::vector<std::int64_t> now;                       ///< may be claimed
    std::vector<std::pair<std::int64_t, Instant>> later; ///< their domain rests or has had its share until then
};

/// Is any domain of this account resting?
bool any_domain_rests(store::Session& session, std::int64_t connector_account_id, Instant now);
/// Takes a token of its domain for each that is admitted; rate 0: only rests count. Inside a transaction.
Admitted admit(store::Session& session, std::int64_t connector_account_id, double rate,
               const std::vector<Candidate>& candidates, Instant now);
/// The domain gets nothing from this account until then. Inside a transaction.
void rest_domain(store::Session& session, std::int64_t connector_account_id, const std::string& domain, Instant until);

} // namespace dosah::delivery
