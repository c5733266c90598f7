// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "delivery/outbox.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Messages in doubt by the many; one by one see outbox.h.
namespace dosah::delivery {

/// Which are meant.
struct DoubtChoice
{
    std::int64_t organisation_id = 0;
    std::optional<std::int64_t> lane_id; ///< of one campaign
};

struct DoubtPage
{
    struct Row
    {
        InDoubt doubt;
        std::optional<std::int64_t> lane_id;
        bool held = false; ///< its lane is closed: it cannot be sent again now
    };

    std::vector<Row> rows;
    bool more = false; ///< behind these
};

std::int64_t count_in_doubt(store::Session& session, const DoubtChoice& choice);

/// How many of an organisation's there are in each lane; 0 stands for those in none.
std::map<std::int64_t, std::int64_t> in_doubt_by_lane(store::Session& session, std::int64_t organisation_id);

/// The longest waiting first; `after` is the last row of the page before.
DoubtPage doubt_page(store::Session& session, const DoubtChoice& choice, std::size_t limit,
                     const std::optional<InDoubt>& after = std::nullopt);

/// Those of the messages named that are the organisation's and in doubt.
std::vector<InDoubt> in_doubt_among(store::Session& session, std::int64_t organisation_id,
                                    const std::vector<std::int64_t>& messages);

/// How many of those that are meant cannot be sent again now, because their lane is closed.
std::int64_t count_held(store::Session& session, const DoubtChoice& choice);
std::int64_t count_held(store::Session& session, std::int64_t organisation_id,
                        const std::vector<std::int64_t>& messages);

enum class DoubtDecision { resend, leave };

/// A person decides about all that are meant: in_doubt -> queued, or -> assumed_sent, with one audit row. Throws
/// Error(conflict) when there are not `expected` of them, or some are to be resent in a closed lane. Inside a
/// transaction of the caller's. Returns how many.
std::size_t decide_all(store::Session& session, const DoubtChoice& choice, DoubtDecision decision,
                       std::int64_t expected, const std::string& actor, Instant now);

} // namespace dosah::delivery
