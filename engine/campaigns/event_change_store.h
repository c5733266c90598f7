// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/account_choice.h"
#include "campaigns/event_change.h"

namespace dosah::campaigns {

/// The rows of event changes and the messages that tell of them. Private to campaigns/.

/// Whether people who know the one would be misled without the other: title, place, access, time.
bool differs(const Event& one, const Event& other);

Definition stored_definition(store::Session& session, std::int64_t campaign_id);

std::int64_t insert_proposal(store::Session& session, const EventChange& change, const Campaign& base);
/// Withdraws what is proposed; false when nothing is.
bool withdraw_proposal(store::Session& session, std::int64_t campaign_id, const std::string& actor, Instant now);

/// Makes the campaign's event the new one: the row, the definition with its hash (which counts as approved), a calendar
/// sequence raised by one where people are told. Error(conflict) when the campaign is not as it was proposed for.
void apply_change(store::Session& session, const EventChange& change, Campaign& campaign, bool told,
                  const std::string& actor, Instant now);

/// planned, queued and claimed messages of the purpose in the campaign's lane -> skipped(reason).
void skip_purpose(store::Session& session, const Campaign& campaign, const std::string& purpose,
                  const std::string& reason, Instant now);

/// A change whose notices are not all planned.
struct OpenNotices
{
    std::int64_t change_id = 0;
    std::int64_t campaign_id = 0;
    bool cancellation = false;
    std::int64_t sequence = 0;
    std::int64_t planned_to = 0; ///< contact id
};
std::vector<OpenNotices> open_notices(store::Session& session);

struct NoticePlan
{
    OpenNotices notices;
    std::int64_t last_contact = 0;
    AccountChoice accounts;
    std::map<channel::Channel, Instant> due_at;
    Instant not_after;
    bool urgent = false;
};
/// For people after planned_to up to last_contact; notes how far it is. In a transaction that has locked the campaign.
std::int64_t insert_notices(store::Session& session, const Campaign& campaign, const NoticePlan& plan, bool last,
                            Instant now);
bool is_urgent(store::Session& session, std::int64_t change_id);

/// Whether anything of the campaign was or may have been sent.
bool anything_sent(store::Session& session, std::int64_t campaign_id);

} // namespace dosah::campaigns
