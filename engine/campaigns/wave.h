// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// The waves after the invitation. Each begins at its time, once, for those it is for at that moment:
/// - reminder: whose invitation was sent and did not bounce, and who have no answer;
/// - thanks: who came;
/// - feedback: who answered or came.
/// Nobody who opted out, and by the channel on which their invitation was sent. What is true when a message is written
/// counts again: who answered in between gets no reminder.

/// The wave of a kind in a definition; null when there is none.
const Wave* find_wave(const Definition& definition, const std::string& kind);

/// When a wave begins: as written, else so long after the invitation began (`starts_at`) or the event ended, by the
/// clock of the organisation's zone. Nothing for a reminder while nobody knows when the invitation begins.
std::optional<Instant> wave_begin(const Definition& definition, const Wave& wave, std::optional<Instant> starts_at,
                                  const std::string& time_zone);
/// Its do-not-send-after: as written; else that of an invitation or reminder is the beginning of the event (of a survey
/// or map its end), that of thanks 30 days and of feedback 180 days after the event, in both cases no less than 14 days
/// after the wave begins.
Instant wave_end(const Definition& definition, const Wave& wave, std::optional<Instant> begin);

/// Until when people may be written to by another channel in place of the first: the wave's do-not-send-after, at the
/// latest the beginning of the event (survey, map: its end) where the wave asks for an answer.
Instant fallback_end(const Definition& definition, const Wave& wave, std::optional<Instant> begin);

/// Writes or replaces a wave that has not begun, after the launch (running, paused or finished); what was approved
/// before stands. Where the organisation demands approval it waits for approve_wave, and until then the earlier text of
/// the wave, if there is one, stays in force. Else it is in force at once. Loading the same text again changes nothing.
/// Throws Error(input) for what is wrong in it, Error(conflict) when the wave has begun or the campaign's state
/// refuses. Returns the hash of its canonical text.
std::string set_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& json,
                     const std::string& actor);
/// Puts what was set in force. Nobody approves what they wrote; `hash` is that of the text the approver has seen (its
/// first digits are enough; "" takes what is there).
void approve_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& actor,
                  const std::string& hash = "");
/// A wave that has not begun will not be sent.
void withdraw_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& actor);

/// The canonical texts of a wave: what counts now and what waits for approval; "" where there is none.
struct WaveTexts
{
    std::string in_force;
    std::string proposed;
};
WaveTexts wave_texts(store::Session& session, const Campaign& campaign, const std::string& kind);

/// What the check finds in one later wave, read in these locales. Places begin with `where` ("campaign.waves[1]").
void check_wave(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                const Wave& wave, const std::string& where, const std::vector<std::string>& locales,
                CheckReport& report);

} // namespace dosah::campaigns
