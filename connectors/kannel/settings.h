// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors::kannel {

/// A Kannel gateway's sendsms service, read once from the account.
struct Settings
{
    std::string host;
    std::uint16_t port = 80;
    std::string path; ///< "/cgi-bin/sendsms"
    std::string user;
    std::string password;
    std::string sender; ///< when the message names none
    std::string smsc;   ///< empty: Kannel routes
    int dlr_mask = 31;
    int connections = 10;
    double parts_per_second = 0;
    std::chrono::seconds timeout{30};
    std::string webhook_url;
};

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::kannel
