// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors::mailbox {

enum class Tls { none, starttls, implicit };

/// A mailbox at an IMAP server, read once from the account.
struct Settings
{
    std::string url; ///< "imaps://host:993", no slash at the end
    Tls tls = Tls::implicit;
    std::string ca_file; ///< empty: the system's trusted certificates
    std::string user;
    std::string password;
    std::string bearer;           ///< OAuth2 access token (XOAUTH2); instead of the password
    std::string folder = "INBOX"; ///< as IMAP writes it (modified UTF-7)
    std::string processed_folder; ///< empty: messages stay where they are
    std::chrono::seconds timeout{60};
};

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::mailbox
