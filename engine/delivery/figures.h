// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// How the outbox stands as a whole, for whoever watches over it.
namespace dosah::delivery {

struct Figures
{
    struct Account
    {
        std::int64_t id = 0;
        std::string connector;             ///< "smtp"
        std::optional<Instant> oldest_due; ///< the longest waiting queued message that may go out now
    };

    std::map<std::pair<channel::Channel, std::string>, std::int64_t>
        depths;                               ///< (channel, state word) -> messages that are not settled
    std::vector<Account> accounts;            ///< active ones
    std::optional<Instant> oldest_unreleased; ///< planned, due, in an open lane: the scheduler should have queued it
};

/// Counts every message: some tenths of a second where there are a million. Do not ask more often than every few
/// seconds.
Figures outbox_figures(store::Session& session, Instant now);

/// Why messages of a lane stand where they do: state word -> reason -> how many; only states that have reasons
/// (skipped, failed, bounced, expired, in doubt, queued again). The most frequent, at most 100 in all.
std::map<std::string, std::map<std::string, std::int64_t>> lane_reasons(store::Session& session, std::int64_t lane_id);

} // namespace dosah::delivery
