// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign_store.h"
#include "contacts/suppression.h"
#include "delivery/composer.h"

#include <span>

namespace dosah::campaigns {

/// What writing a claimed message needs of its person, as the store has it now. Private to campaigns/.
struct Claimed
{
    bool exists = false; ///< the contact is there and not erased; else nothing below is set
    std::string given_name;
    std::string family_name;
    std::string gender;
    std::string format;   ///< contacts::Contact::format
    std::string greeting; ///< the contact's own, see campaigns/greeting.h; "" mostly
    std::string legal_basis;
    std::int64_t contact_token_version = 0;
    std::optional<contacts::SuppressionReason> suppressed; ///< the message's address on its channel

    struct Invited
    {
        std::int64_t token_version = 0;
        std::string answer;      ///< "" when there is none
        std::string place;       ///< of a yes: taken, waiting (campaigns/capacity.h)
        bool offered = false;    ///< the place came from the waiting list, and they have not answered since
        bool ineligible = false; ///< should not have been invited (campaigns/eligibility.h)
        std::int64_t campaign_id = 0;
        CampaignVersion campaign;
    };
    std::optional<Invited> invited;
};

/// One a claim, in their order, by one statement.
std::vector<Claimed> read_claimed(store::Session& session, std::span<const delivery::Claim> claims);

} // namespace dosah::campaigns
