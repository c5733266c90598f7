// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/account_choice.h"

#include "organisations/connector_account.h"

namespace dosah::campaigns {

namespace {

std::string setting(const organisations::ConnectorAccount& account, const std::string& name)
{
    const auto found = account.settings.find(name);
    return found == account.settings.end() ? std::string() : found->second;
}

bool carries(const organisations::ConnectorAccount& account, channel::Channel channel)
{
    if (account.connector == "smtp") return channel == channel::Channel::email;
    if (account.connector == "kannel") return channel == channel::Channel::sms;
    if (account.connector == "post") return channel == channel::Channel::letter;
    if (account.connector != "capture") return false;
    const std::string kept = setting(account, "channel"); // a capture account that does not say is for email
    return (kept.empty() ? "email" : kept) == channel::to_string(channel);
}

} // namespace

AccountChoice choose_accounts(Services& services, std::int64_t organisation_id)
{
    AccountChoice choice;
    for (const auto& account : organisations::active_connector_accounts(services.database, services.master)) {
        if (account.organisation_id != organisation_id) continue;
        for (const channel::Channel channel : channel::all_channels)
            if (carries(account, channel)) choice.out.emplace(channel, account.id);
        if (account.connector == "post" && choice.out[channel::Channel::letter] == account.id)
            choice.post = {setting(account, "sender"), setting(account, "window") == "right"};
        if ((account.connector == "mailbox" || account.connector == "lmtp") && choice.mailbox.empty())
            choice.mailbox = setting(account, "address");
    }
    return choice;
}

} // namespace dosah::campaigns
