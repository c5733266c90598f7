// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/oauth.h"

#include <memory>

namespace dosah::connectors::mailbox {

enum class Tls { none, starttls, implicit };

/// A mailbox at an IMAP or POP3 server, read once from the account.
struct Settings
{
    std::string url;   ///< "imaps://host:993", no slash at the end
    bool pop3 = false; ///< else IMAP
    Tls tls = Tls::implicit;
    std::string ca_file; ///< empty: the system's trusted certificates
    std::string user;
    std::string password;
    std::string bearer;                           ///< a fixed OAuth2 access token; instead of the password
    std::shared_ptr<channel::TokenSource> tokens; ///< the same, renewed
    std::string folder = "INBOX";                 ///< as IMAP writes it (modified UTF-7)
    std::string processed_folder;                 ///< empty: messages stay where they are
    std::string processed_flag;                   ///< keyword or flag set on messages that are kept; empty: none
    bool delete_kept = false;                     ///< POP3: messages are removed once they are kept
    std::chrono::seconds timeout{60};
};

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::mailbox
