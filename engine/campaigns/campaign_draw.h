// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/draw_plan.h"

#include <optional>
#include <string>
#include <vector>

/// A campaign whose audience is drawn by lot. Its launch freezes the frame: everybody its query matches, with a random
/// frame id that opens nothing, in their stratum, all in reserve; nothing is planned for anybody. What is then
/// published (plan and frame) leaves nothing to choose. With the public seed it is drawn, arms are stored, the messages
/// of those invited are planned, and the cancel window begins.
namespace dosah::campaigns {

struct CampaignDraw
{
    DrawPlan plan;    ///< published when the frame was frozen; its campaign is "organisation/campaign"
    std::string seed; ///< "" before it is given
    std::string drawn_by;
    std::optional<Instant> drawn_at; ///< nothing before it is drawn to the end
};

/// Nothing for a campaign that is not drawn, or not launched.
std::optional<CampaignDraw> find_campaign_draw(store::Session& session, std::int64_t campaign_id);
/// Everybody of the frame as frozen, by stratum: what is hashed and published. Tokens of people erased since are in it;
/// where the lot falls on one nobody is invited, and the reserve follows by move_up(). Throws Error(conflict) when the
/// campaign has none.
Frame campaign_frame(store::Session& session, std::int64_t campaign_id);
/// The certificate as it was drawn. Throws Error(conflict) before.
Certificate campaign_certificate(store::Session& session, const Campaign& campaign);

/// Draws with the value that was made public. A seed that was given once stands: after a crash the same one goes on,
/// any other is refused. Throws Error(conflict) when the audience is not drawn by lot, is drawn already, has another
/// seed, the campaign is not scheduled, or the frame is not what was published; Error(input) for a seed that is not one
/// line of printable text.
Certificate run_campaign_draw(Services& services, const Campaign& campaign, const std::string& seed,
                              const std::string& actor);

/// Invites the next of a stratum's reserve, in the order of the draw, for people who dropped out: as many as there are
/// up to `people`. Who was erased or found ineligible is passed over. In evaluation they count as invited, but in
/// neither arm of the uplift. Returns their invitations' frame ids. Throws Error(conflict) before the draw, once the
/// event has begun or the campaign is closed or cancelled; Error(input) for an unknown stratum.
std::vector<std::string> move_up(Services& services, const Campaign& campaign, const std::string& stratum,
                                 std::int64_t people, const std::string& actor);

} // namespace dosah::campaigns
