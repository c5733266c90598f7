// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// An event that changes, or will not be, after people were invited to it. Everybody whose invitation has been sent and
/// who has not said no is told by the channel they got it on; messages not sent yet carry the new event by themselves.

struct EventChange
{
    std::int64_t id = 0;
    std::int64_t campaign_id = 0;
    bool cancellation = false;
    Definition definition; ///< of the campaign once it holds
    Localised note;        ///< what else is to be said, or why it is cancelled
    bool urgent = false;   ///< notices go out in quiet hours too
    std::string proposed_by;
    Instant proposed_at;
};

/// What came of it.
struct EventChanged
{
    Campaign campaign;
    bool applied = false; ///< false: it waits for somebody else's approval
    bool told = false;    ///< people see a difference (title, place, access, time), so they are told
    std::int64_t notices = 0;
};

/// Members of the campaign file's "event" that are to be otherwise, with "note" (text, or locale -> text) for what else
/// is to be said; the rest stays. The campaign is scheduled, running, paused or finished and its event has not begun.
/// Where the organisation demands approval, it is proposed and holds once somebody else approves it; a newer proposal
/// replaces it. Throws Error(input) naming the member, Error(conflict) when nothing would change, when the campaign's
/// state forbids it, or when a notice could only go out in quiet hours after the event has begun (urgent: it may).
EventChanged change_event(Services& services, const Campaign& campaign, const std::string& json,
                          const std::string& actor, bool urgent);

/// The event will not be. Waves that wait are skipped and none follows; the calendar entry is cancelled; the campaign
/// ends when the notices are out (a paused one goes on for that). Approval as above. Error(conflict) also for a
/// campaign of which nothing was sent: cancel the campaign.
EventChanged cancel_event(Services& services, const Campaign& campaign, const std::string& reason,
                          const std::string& actor, bool urgent);

/// Somebody else than who proposed it. Throws Error(missing) when nothing is proposed, Error(conflict).
EventChanged approve_event_change(Services& services, const Campaign& campaign, const std::string& actor);
void withdraw_event_change(Services& services, const Campaign& campaign, const std::string& actor);
std::optional<EventChange> proposed_event_change(store::Session& session, std::int64_t campaign_id);

/// Why its event was cancelled; empty when it was not or nothing was said.
Localised cancellation_reason(store::Session& session, std::int64_t campaign_id);

/// Plans what notices are still missing, 20,000 people at a time; the scheduler's step. Returns how many it planned.
std::int64_t plan_notices(Services& services);

/// What people were last told of the event before a message that is to be composed now.
struct LastTold
{
    enum class State {
        known,     ///< `event`
        current,   ///< as it is now: nothing to tell
        nothing,   ///< not invited yet: the invitation will carry it
        under_way, ///< a message is in somebody's hands: ask again later
    } state = State::nothing;
    std::string version; ///< of the messages that told it; who was told the same has the same
    Event event;
    Localised note; ///< of the newest change
};
/// For notices (purpose change) of one campaign, by invitation. One query for all of them.
std::map<std::int64_t, LastTold> last_told(store::Session& session, const Campaign& campaign,
                                           std::span<const std::int64_t> invitation_ids);

} // namespace dosah::campaigns
