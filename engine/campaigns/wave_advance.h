// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// The scheduler's steps for what comes after the invitation. Private to campaigns/. Each is restartable at any point
/// and does nothing when it is run again; they borrow sessions, so not within a transaction.

/// Begins the later waves whose time has come, and goes on with one that was being planned; marks as missed what its
/// do-not-send-after has overtaken. Only while the campaign runs.
void advance_waves(Services& services, const Campaign& campaign, Instant now);

/// How each wave stands, with the counts of count_lane.
std::vector<WaveStatus> wave_states(store::Session& session, const Config& config, const Campaign& campaign,
                                    const std::string& time_zone,
                                    const std::map<std::string, std::vector<delivery::Progress>>& progress);

/// True while a wave is still to begin or waits to be written: the campaign is not finished then.
bool has_waves_to_come(store::Session& session, const Campaign& campaign);

/// Writes to people by another channel where the first failed or led to no answer, as the campaign declares. Also when
/// it is finished already: bounces come late. Looks once a minute.
void apply_fallback(Services& services, const Campaign& campaign, Instant now);
/// True while somebody may still be written to by another channel if they do not answer.
bool awaits_answers(store::Session& session, const Campaign& campaign);

/// Resends or leaves what has been in doubt for some minutes, as the campaign declares, with the actor "policy".
void settle_doubts(Services& services, const Campaign& campaign, Instant now);

} // namespace dosah::campaigns
