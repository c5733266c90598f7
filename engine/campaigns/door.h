// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/attendance.h"
#include "campaigns/walk_ins.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::campaigns {

/// The door of an event: who came is checked in by a coordinator with a phone, or tells by themselves on a page behind
/// the QR code of the event's door sheet.

/// "https://town.example/door/TOKEN".
std::string door_url(const MasterKey& master, const std::string& public_url, const Campaign& campaign);
std::optional<Campaign> find_campaign_by_door(store::Session& session, const MasterKey& master, std::string_view token);

/// A4 for the wall, an HTML document: the event, what to do in the languages its texts have, and the QR code.
std::string door_sheet(const Services& services, const Campaign& campaign,
                       const organisations::Organisation& organisation);

/// Whether people may check themselves in: from two hours before the event to two hours after its end, while the
/// campaign runs, is paused or finished and the event is not cancelled.
bool is_door_open(const Campaign& campaign, Instant now);

/// Somebody on the coordinator's list.
struct DoorGuest
{
    std::int64_t contact_id = 0;
    std::int64_t invitation_id = 0;
    std::string name;
    std::string place_name; ///< part of town, tells namesakes apart
    std::string answer;     ///< yes, no, maybe or ""
    int companions = 0;
    bool came = false;
    bool by_themselves = false; ///< they came, which nobody but the visitors' page says (check_in_at_door)
};

/// People invited whose name has all these words or beginnings of words, whatever case and marks; or whose short code
/// or link it is. Without words those who said yes and have not come yet. By family name.
std::vector<DoorGuest> find_door_guests(store::Session& session, const MasterKey& master, const Campaign& campaign,
                                        const std::string& words, std::size_t limit);

struct DoorCount
{
    std::int64_t expected = 0; ///< said yes, companions included
    std::int64_t came = 0;     ///< of the people invited
    WalkIns walk_ins;
    std::int64_t by_themselves = 0; ///< of both, those whom nobody but the visitors' page knows
};
DoorCount count_door(store::Session& session, const Campaign& campaign);
/// How many forms of the visitors' page are believable within a day: twice the event's places, or where it has no limit
/// twice the people invited; 200 to 10000.
std::int64_t visits_to_expect(store::Session& session, const Campaign& campaign);

/// A visitor tells by themselves that they are there.
struct DoorVisitor
{
    std::string who;        ///< short code, email or phone; "" for no invitation
    std::string first_time; ///< yes, no, unknown or ""
    std::string once;       ///< see WalkIn
};
/// Checks in whom it is; somebody whom it is not, or not certainly, counts as come without an invitation. Nothing tells
/// the caller which, since anybody may have typed anybody's address; so what they answered before to "is it your first
/// time?" stays, and the attendance is marked as told by the page. Throws Error(conflict) when the door is not open.
void check_in_at_door(Services& services, const Campaign& campaign, const DoorVisitor& visitor);

} // namespace dosah::campaigns
