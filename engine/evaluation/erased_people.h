// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "contacts/erasure.h"
#include "evaluation/cells.h"

#include <cstdint>
#include <memory>
#include <vector>

/// What reports keep of people who are erased: counts by campaign, nothing else. No number, no hash, no time; counts
/// are raised in place, so that not even the order of rows tells when somebody went.
///
/// In a campaign that is open a person keeps the disposition they had earned (I, P, R; NE too) and becomes O without
/// one (AAPOR 2.90); how far they came stays, so that no denominator shrinks and the rungs stay nested. In a campaign
/// past its as-of time they stay as they were counted there; its closed figures are made first when they are due.
///
/// Group, place and prior involvement are kept only in cells that hold at least `erased_threshold` erased people, which
/// takes that many erased together or such a cell to add to. Everybody else is added to their campaign's cell with
/// group_withheld and prior involvement unobservable: of one erased person nobody may learn their group.
namespace dosah::evaluation {

inline constexpr std::int64_t erased_threshold = 5;

/// Adds people of the organisation to the tallies of all campaigns that had them in a frozen audience; in the
/// transaction of their erasure, while they are still in the store.
void tally_erased(store::Session& session, std::int64_t organisation_id, const std::vector<std::int64_t>& contact_ids,
                  Instant now);

/// The erased people of a campaign, by place or not.
std::vector<PeopleCell> read_erased(store::Session& session, std::int64_t campaign_id, bool by_place);
/// As strata, of which nothing but a place may be known.
std::vector<StratumCell> erased_strata(const std::vector<PeopleCell>& erased);
/// How many people that are.
std::int64_t count_erased(const std::vector<PeopleCell>& erased);

std::unique_ptr<contacts::ErasureStep> erasure_step();

} // namespace dosah::evaluation
