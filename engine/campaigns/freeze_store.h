// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/account_choice.h"
#include "campaigns/campaign.h"
#include "content/salutation.h"

#include <functional>

namespace dosah::campaigns {

/// Who is asked and what is planned for them. Private to campaigns/.
///
/// A launch plans people in portions of people_at_once, each in a transaction of its own, because a million in one
/// would hold the only writer of an SQLite store for a minute. Until the last portion the campaign stays the draft (or
/// submitted, approved) it was and its lane closed, so nothing of it can be sent; only then is it moved to scheduled. A
/// launch that fails takes its portions back; what one leaves that was killed, the next one takes back first.

/// The window [from, to) an act must lie in to count as prior.
struct LookBack
{
    Instant from;
    Instant to;
};
/// The look-back of the organisation before a freeze, by the calendar of its zone.
LookBack look_back(const organisations::Organisation& organisation, Instant frozen_at);

/// How the people a query matches would get a campaign now, counted.
struct AudiencePart
{
    std::string way;           ///< the channel; "" when none reaches them
    std::string reason;        ///< "" or why they would be skipped: no_legal_basis, suppressed, no_channel
    std::string locale;        ///< resolved: the person's, else the organisation's
    content::Addressed person; ///< empty but, where that was asked for, of those who would get an SMS
    std::int64_t people = 0;
    std::int64_t first_contact = 0; ///< one of them
    bool easy = false;              ///< they want what is easy to read
};
/// Takes each part in turn; the same may come several times, to be added up.
using TakePart = std::function<void(const AudiencePart&)>;
/// `by_name`: an SMS's people are counted apart by what they are greeted with, up to a part a person. Throws
/// Error(input) for a wrong query.
void count_audience(store::Database& database, const Campaign& campaign,
                    const organisations::Organisation& organisation, const AccountChoice& accounts, Instant now,
                    bool by_name, const TakePart& take);

/// Definition::one_per_address: how the audience would be put together now (plan_store.h), by channel.
struct Together
{
    std::int64_t carried = 0; ///< people who get no message of their own
    std::int64_t crowded = 0; ///< addresses of more people than one message is for
    std::int64_t largest = 0; ///< so many people at most are in one message
};
std::map<std::string, Together> count_together(store::Database& database, const Campaign& campaign,
                                               const organisations::Organisation& organisation,
                                               const AccountChoice& accounts, Instant now);

/// The right to plan a campaign's audience: the number of a launch or recall. A later one takes it over.
std::int64_t begin_planning(store::Session& session, const Campaign& campaign);
/// Locks the campaign's row for the transaction. Throws Error(conflict) when the campaign has been moved or edited or
/// planned by somebody else since the number was given.
void hold_planning(store::Session& session, const Campaign& campaign, std::int64_t planning);

/// Freezes people above one contact id up to another into invitations with groups and prior status, and plans one
/// message each. In the caller's transaction. Returns how many were invited.
std::int64_t freeze_people(store::Session& session, const Campaign& campaign,
                           const organisations::Organisation& organisation, const AccountChoice& accounts,
                           Instant frozen_at, Instant due_at, std::int64_t after_contact, std::int64_t last_contact);
/// The last of the next people_at_once contacts of the store; nothing when none comes after that one.
std::optional<std::int64_t> last_of_next_contacts(store::Session& session, std::int64_t after_contact);
/// Takes back the first people_at_once; only while nothing of them has been claimed. False when there were none. In the
/// caller's transaction.
bool discard_people(store::Session& session, const Campaign& campaign);

/// All of it, portion by portion, under the number of begin_planning. Borrows sessions: not within a transaction.
std::int64_t freeze_audience(store::Database& database, const Campaign& campaign,
                             const organisations::Organisation& organisation, const AccountChoice& accounts,
                             Instant frozen_at, Instant due_at, std::int64_t planning);
void discard_audience(store::Database& database, const Campaign& campaign, std::int64_t planning);

} // namespace dosah::campaigns
