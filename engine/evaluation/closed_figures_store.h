// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/closed_figures.h"

namespace dosah::evaluation {

/// The rows of closed figures. Private to evaluation/. In the caller's transaction; throws Error(conflict) when the
/// number is taken.
struct Counted
{
    ClosedFigures figures;
    std::vector<PeopleCell> people;
    std::vector<StratumCell> strata;
    std::vector<ReachedHour> hours;
    std::vector<WalkInCell> walk_ins;
};
void insert_closed_figures(store::Session& session, std::int64_t campaign_id, const Counted& counted);

std::optional<ClosedFigures> read_latest_count(store::Session& session, std::int64_t campaign_id);
void discard_latest_count(store::Session& session, std::int64_t campaign_id);
/// Whether its audience has at least so many.
bool has_people(store::Session& session, std::int64_t campaign_id, std::int64_t people);

/// Campaigns with a frozen audience whose figures are open.
struct OpenCampaign
{
    std::int64_t organisation_id = 0;
    std::int64_t campaign_id = 0;
};
std::vector<OpenCampaign> open_campaigns(store::Session& session);

} // namespace dosah::evaluation
