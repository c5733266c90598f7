// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// The rows of later waves: what became of each, and texts written after the launch. Private to campaigns/.

/// A wave without a row is waiting, with the text of the definition.
struct WaveRow
{
    std::string kind;
    std::string state = "waiting"; ///< waiting, planning (people are being gone through), begun, missed, withdrawn
    std::string text;              ///< canonical, written after the launch and in force; "": the definition's
    std::string text_hash;
    std::optional<Instant> in_force_at;
    std::string approved_by;
    std::string proposed_text; ///< waits for its approval; "": none does
    std::string proposed_hash;
    std::string proposed_by;
    std::int64_t after_contact = 0; ///< planning has gone through the people up to this contact
    std::int64_t planned = 0;       ///< messages planned, skipped ones included
    std::optional<Instant> begun_at;
};

std::vector<WaveRow> read_wave_rows(store::Session& session, std::int64_t campaign_id);
/// That of a kind; a new one that waits when there is none.
WaveRow read_wave_row(store::Session& session, std::int64_t campaign_id, const std::string& kind);
void save_wave_row(store::Session& session, std::int64_t campaign_id, const WaveRow& row);
/// The texts in force changed: copies of the campaign are to be read anew.
void raise_waves_version(store::Session& session, std::int64_t campaign_id);
/// Forgets all of it: the campaign is a draft again.
void discard_waves(store::Session& session, std::int64_t campaign_id);

/// Puts texts written after the launch in the place of the definition's, in `waves`.
void lay_over(store::Session& session, std::int64_t campaign_id, std::vector<Wave>& waves);

/// Locks the campaign's row for the transaction; false when it is in none of these states.
bool hold_campaign(store::Session& session, const Campaign& campaign, const std::vector<State>& states);

/// The locales of those invited, each once; people without one have the organisation's.
std::vector<std::string> invited_locales(store::Session& session, std::int64_t campaign_id, const std::string& own);

/// A row of the timeline ("reminder_begun") and of the audit log.
void write_wave_move(store::Session& session, const Campaign& campaign, const std::string& kind,
                     const std::string& what, const std::string& actor, const std::string& reason, Instant now);
std::vector<TimelineEntry> wave_timeline(store::Session& session, std::int64_t campaign_id);

/// When the scheduler looks for people to be written to by another channel; nothing: now.
struct FallbackLooks
{
    std::optional<Instant> bounce;
    std::optional<Instant> answer;
    bool awaits_answers = false; ///< at the last look for answers there was somebody who may come of age
};
FallbackLooks read_fallback_looks(store::Session& session, std::int64_t campaign_id);
void save_fallback_looks(store::Session& session, std::int64_t campaign_id, const FallbackLooks& looks);
/// There are new messages that may lead to no answer: the next look for answers is at once.
void look_for_answers(store::Session& session, std::int64_t campaign_id);

/// Wave messages of the campaign in doubt since then or before; not those whose do-not-send-after passed by `late`, nor
/// those of a restored backup, of which many were sent: a person decides on them. At most a thousand.
std::vector<std::int64_t> rested_doubts(store::Session& session, const Campaign& campaign, Instant since, Instant late);

/// How many wave messages of the campaign stand where, by wave and channel; and those of all its lane by channel. One
/// statement, so that both are of one moment.
struct LaneCounts
{
    std::vector<delivery::Progress> lane;
    std::map<std::string, std::vector<delivery::Progress>> waves;
};
LaneCounts count_lane(store::Session& session, std::int64_t lane_id);

} // namespace dosah::campaigns
