// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/closed_figures.h"

namespace dosah::evaluation {

/// The rows of closed figures. Private to evaluation/. In the caller's transaction; throws Error(conflict) when the
/// number is taken.
void insert_closed_figures(store::Session& session, std::int64_t campaign_id, const ClosedFigures& figures,
                           const std::vector<PeopleCell>& people, const std::vector<StratumCell>& strata);

/// Campaigns with a frozen audience whose figures are open.
struct OpenCampaign
{
    std::int64_t organisation_id = 0;
    std::int64_t campaign_id = 0;
};
std::vector<OpenCampaign> open_campaigns(store::Session& session);

} // namespace dosah::evaluation
