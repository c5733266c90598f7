// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "campaigns/draw.h"

#include <string>
#include <vector>

namespace dosah::campaigns {

/// That the lot decides who of a campaign's audience is invited: the member "draw" of its audience (docs/campaigns.md).
/// Each person is in one stratum: the first of the groups they are in, or "other"; and the place they live in, or
/// "elsewhere": "seniors/Lipová". Without groups or without places the other one alone; without both "all".
struct AudienceDraw
{
    std::vector<std::string> groups; ///< keys of target groups; the first that holds a person is theirs
    std::vector<std::string> places; ///< as people write them; compared without case and marks
    QuotaPlan plan;
    std::string seed_source; ///< which public random value will be the seed

    /// "seniors/Lipová" ...: every stratum there can be.
    std::vector<std::string> strata() const;
};

/// Throws Error(input) naming the member and the remedy.
AudienceDraw read_audience_draw(json::Reader reader);
json::Object::Ptr audience_draw_json(const AudienceDraw& draw);

} // namespace dosah::campaigns
