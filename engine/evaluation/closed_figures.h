// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/campaign.h"
#include "evaluation/cells.h"
#include "evaluation/reach_days.h"
#include "evaluation/walk_in_cells.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Figures of campaigns that are kept. Those of campaigns past their as-of time are kept as aggregates, numbered from
/// 0, and only ever added to: number 0 is what counted at the as-of time; a restatement counts what is known by the
/// moment it is made.
///
/// A restatement counts the same acts, those dated up to the as-of time (attendance that was entered later is dated by
/// the event); but what became of the messages planned by then as it is known now, and prior involvement anew from the
/// register as it is now, within the same look-back before the freeze. People erased meanwhile count as they were.
namespace dosah::evaluation {

struct ClosedFigures
{
    std::int64_t number = 0; ///< 0, then restatements; latest_count_number while it is open
    Instant as_of;           ///< the declared as-of time; of a latest count when it was made
    Instant made_at;
    std::string state; ///< the campaign's: closed, or cancelled, missed
    std::string actor;
    std::string reason; ///< "" of number 0
    int look_back_months = 0;
    std::optional<Instant> register_start;
    std::int64_t erased = 0; ///< people among them who had been erased
};

/// By number; none while the campaign is open.
std::vector<ClosedFigures> all_closed_figures(store::Session& session, std::int64_t campaign_id);

/// The cells of one; by place or not.
std::vector<PeopleCell> read_closed_people(store::Session& session, std::int64_t campaign_id, std::int64_t number,
                                           bool by_place);
std::vector<StratumCell> read_closed_strata(store::Session& session, std::int64_t campaign_id, std::int64_t number);
std::vector<ReachedHour> read_closed_hours(store::Session& session, std::int64_t campaign_id, std::int64_t number);
std::vector<WalkInCell> read_closed_walk_ins(store::Session& session, std::int64_t campaign_id, std::int64_t number);

/// Closes the figures of a campaign whose as-of time has passed, with an audit row, in the caller's transaction. False
/// when they are closed, not due, or its audience was never frozen. Reads the whole audience: seconds where there are a
/// million.
bool close_figures(store::Session& session, const campaigns::Campaign& campaign, Instant now);

/// What the daemon does about every minute, for all organisations: closes figures that are due, and counts open
/// campaigns of at least `large_audience` people when their latest count is `count_every` old, because to count a
/// million takes seconds. A problem with one is logged and the others go on. Counting is done before the transaction
/// that keeps it, so that nobody waits. Returns how many it closed.
std::size_t count_figures(store::Database& database, Instant now, std::int64_t large_audience = 100'000);
constexpr std::chrono::minutes count_every(5);

/// The latest count of a large campaign that is open; nothing when it is older than twice `count_every` (no daemon
/// runs) or of an audience that was frozen anew since.
std::optional<ClosedFigures> latest_count(store::Session& session, std::int64_t campaign_id, Instant frozen_at,
                                          Instant now);
constexpr std::int64_t latest_count_number = -1;

/// The next number, with an audit row. Closes the figures first when they are due. Throws Error(conflict) before the
/// as-of time, Error(input) for a reason that is empty, longer than 500 bytes or not one line.
ClosedFigures restate_figures(store::Database& database, std::int64_t organisation_id, std::int64_t campaign_id,
                              const std::string& reason, const std::string& actor, Instant now);

} // namespace dosah::evaluation
