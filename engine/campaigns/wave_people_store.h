// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/plan_store.h"
#include "delivery/composer.h"

#include <span>

namespace dosah::campaigns {

/// Who gets which wave, as SQL, in one table. Private to campaigns/.

/// One wave to be planned.
struct WavePlan
{
    std::string kind;
    Ways ways; ///< all of the campaign's channels
    Instant due_at;
    std::optional<Instant> not_after;
    std::int64_t after_contact = 0;
    std::int64_t last_contact = 0;
};

/// Plans it for those people of the range it is for now and who have nothing of it yet: by the channel on which their
/// invitation was sent, else (thanks, feedback) by the first that reaches them. In a transaction that holds the
/// campaign. Returns how many messages it planned.
std::int64_t plan_wave_people(store::Session& session, const Campaign& campaign, const WavePlan& plan, Instant now);

/// Plans the wave by another channel for those people of its range whose message bounced, failed or expired
/// (on_bounce), or who have no answer although it was sent by `unanswered_since` or before; each channel once.
/// Likewise.
struct FallbackPlan
{
    WavePlan wave;
    bool on_bounce = false;
    std::optional<Instant> unanswered_since;
};
std::int64_t plan_fallback(store::Session& session, const Campaign& campaign, const FallbackPlan& plan, Instant now);
/// Contacts, in rising order above one, with a message of the wave that came back and none that was sent or is under
/// way: some of them may have another channel. At most `limit`.
std::vector<std::int64_t> bounced_people(store::Session& session, const Campaign& campaign, const WavePlan& wave,
                                         std::int64_t after_contact, std::int64_t limit);

/// People without an answer who could be written to by another channel once enough time has passed.
struct Unanswered
{
    bool any = false;              ///< also those whose message is under way
    std::optional<Instant> oldest; ///< when the last message of the earliest of them was sent
};
Unanswered find_unanswered(store::Session& session, const Campaign& campaign, const WavePlan& wave);

/// Of claimed wave messages those that are for nobody any more, and why: answered, not_attended. By message id.
std::map<std::int64_t, std::string> no_longer_for(store::Session& session, std::span<const delivery::Claim> claims);

} // namespace dosah::campaigns
