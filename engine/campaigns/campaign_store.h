// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// The rows of campaigns and of their moves. Private to campaigns/.

std::optional<Campaign> read_campaign(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id);
std::optional<Campaign> read_campaign(store::Session& session, std::int64_t organisation_id, const std::string& key);
/// Whatever its organisation: for rows that name the campaign themselves.
std::optional<Campaign> read_campaign(store::Session& session, std::int64_t campaign_id);
/// What a copy of a campaign is held against before it is used again.
struct CampaignVersion
{
    State state = State::draft;
    std::string definition_hash;
    int calendar_sequence = 0;
    std::int64_t waves_version = 0;
};
/// Throws Error(missing).
CampaignVersion campaign_version(store::Session& session, std::int64_t campaign_id);
std::vector<Campaign> read_campaigns(store::Session& session, std::int64_t organisation_id);
/// Of all organisations those the clock may move: scheduled, running, finished.
std::vector<std::int64_t> moving_campaigns(store::Session& session);
/// Ended early, with something that still waits in their lanes: it was in a connector's hands at the cancel and came
/// back, or a person had it sent again.
struct Leftover
{
    std::int64_t lane_id = 0;
    State state = State::cancelled; ///< or missed
};
std::vector<Leftover> read_leftovers(store::Session& session);
std::vector<std::string> campaign_keys(store::Session& session, std::int64_t organisation_id);

/// A new draft with its first row of history. Throws Error(conflict) when the key is taken.
std::int64_t insert_campaign(store::Session& session, const Campaign& campaign, Instant now);
/// Replaces the text of a draft, whose hash was `before`; what was submitted or approved of the old one is forgotten.
/// Throws Error(conflict) when it is no draft or another text by now.
void replace_definition(store::Session& session, const Campaign& campaign, const std::string& before,
                        const std::string& actor, Instant now);

/// The one way a state changes: refuses what the table does not allow and what somebody else has moved meanwhile
/// (Error(conflict) naming the state it is in and what is possible from there), writes the history and the audit row.
/// Sets campaign.state.
void move(store::Session& session, Campaign& campaign, State to, const std::string& actor, const std::string& reason,
          Instant now);

void clear_approval(store::Session& session, Campaign& campaign);
void set_submitted(store::Session& session, Campaign& campaign, const std::string& actor);
void set_approved(store::Session& session, Campaign& campaign, const std::string& actor);
/// The hash that was approved; "" when none was.
std::string approved_hash(store::Session& session, std::int64_t campaign_id);
void set_frozen(store::Session& session, Campaign& campaign, std::optional<Instant> frozen_at,
                std::optional<Instant> starts_at);
void set_finished(store::Session& session, Campaign& campaign, Instant finished_at);

std::map<std::string, std::int64_t> count_answers(store::Session& session, std::int64_t campaign_id);
/// People of the audience who opted out since it was frozen.
std::int64_t count_opt_outs(store::Session& session, const Campaign& campaign);

} // namespace dosah::campaigns
