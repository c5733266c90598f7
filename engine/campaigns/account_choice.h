// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "channel/message.h"

#include <map>
#include <string>

namespace dosah::campaigns {

/// Which of an organisation's accounts its campaigns use. Private to campaigns/.
struct AccountChoice
{
    std::map<channel::Channel, std::int64_t> out; ///< the account each channel goes out by
    std::string mailbox;                          ///< address replies come back to; "" when it has no mailbox account

    /// What stands on its letters (connectors/post).
    struct Post
    {
        std::string sender;
        bool window_right = false;
    } post;
};

/// The first active account (by id) for each channel: smtp or a capture account for email; kannel or a capture account
/// for SMS; post for letters. The mailbox is the setting "address" of the first active mailbox account.
AccountChoice choose_accounts(Services& services, std::int64_t organisation_id);

} // namespace dosah::campaigns
