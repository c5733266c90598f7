// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <cstdint>
#include <string>

namespace dosah::campaigns {

/// Places at an event and its waiting list. A yes takes places for the person and their companions while there are
/// enough; else the person waits, in order of answer. Whoever gives places up, by another answer or by being erased,
/// lets in the first in the list who fits and can still be told. All of it is decided under the lock of the campaign's
/// row, so it is exact however many answer at once. Each change is kept in place_moves
/// (a person's own at the arrival of their answer), which is only added to; the last written with `at` <= T holds at T.
/// Nobody is moved up once the event has begun.

Places event_places(store::Session& session, const Campaign& campaign);

/// What a yes, no or maybe does to places; `event` is the campaign's as it stands. In the transaction of the answer,
/// which has locked the campaign's row.
void take_place(store::Session& session, std::int64_t campaign_id, const Event& event, std::int64_t invitation_id,
                const std::string& answer, Instant arrived, Instant now);

/// Gives free places to the waiting list. In a transaction that has locked the campaign's row.
void fill_places(store::Session& session, std::int64_t campaign_id, const Event& event, Instant now);

/// Locks a campaign's row until the transaction ends; false when there is none.
bool lock_campaign(store::Session& session, std::int64_t campaign_id, Instant now);

/// The scheduler's step, run again and again: fills places that became free by themselves (erasure), and plans a
/// message (purpose confirmation) to everybody who was given a place since, by the channel they answered by where they
/// were written to on it. It keeps quiet hours unless the event would have begun by then. Returns how many it planned.
std::size_t offer_places(Services& services);

} // namespace dosah::campaigns
