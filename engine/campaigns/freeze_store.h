// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/account_choice.h"
#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// Who is asked and what is planned for them. Private to campaigns/.

/// One person the audience query matches, with what decides how they are reached.
struct Person
{
    std::int64_t contact_id = 0;
    std::string locale; ///< resolved: the person's, else the organisation's
    std::string given_name;
    std::string email;
    std::string phone;
    std::string legal_basis;
    bool email_suppressed = false;
    bool phone_suppressed = false;
    bool involved = false; ///< an act of theirs lies in the look-back window
};

/// The window [from, to) an act must lie in to count as prior.
struct LookBack
{
    Instant from;
    Instant to;
};
/// The look-back of the organisation before a freeze, by the calendar of its zone.
LookBack look_back(const organisations::Organisation& organisation, Instant frozen_at);

/// Up to `limit` people after a contact id, in order of id. Throws Error(input) for a wrong query.
std::vector<Person> read_audience(store::Session& session, const organisations::Organisation& organisation,
                                  const std::string& query, const LookBack& window, Instant now,
                                  std::int64_t after_contact, std::size_t limit);

/// How a person gets the campaign. Nobody is dropped silently: a reason stands where no channel does.
struct Route
{
    std::optional<channel::Channel> channel; ///< nothing: no channel of the campaign reaches them at all
    std::string address;
    std::string skipped; ///< "", no_legal_basis, suppressed, or no_channel
};
/// The first of the campaign's channels that the person has, whose address is not suppressed and for which there is an
/// account. A person without a legal basis (commercial: without consent) keeps the channel and is skipped on it.
Route choose_route(const Definition& definition, const AccountChoice& accounts, const Person& person);

/// "prior", "none" or "unobservable": rule prior/1.
std::string prior_status(const organisations::Organisation& organisation, const LookBack& window, const Person& person);

/// Freezes the audience into invitations with groups and prior status, and plans one message a person. In the caller's
/// transaction. Returns how many were invited.
std::int64_t freeze_audience(Services& services, store::Session& session, const Campaign& campaign,
                             const organisations::Organisation& organisation, const AccountChoice& accounts,
                             Instant frozen_at, Instant due_at);
/// Takes all of it back; only while nothing of it has been claimed.
void discard_audience(store::Session& session, const Campaign& campaign);

std::int64_t count_invited(store::Session& session, std::int64_t campaign_id);

} // namespace dosah::campaigns
