// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketAddress.h>

namespace dosah::connectors::lmtp {

/// Whose mail is taken: "posta@lipova.example" also stands for posta+anything@lipova.example, "@lipova.example" for
/// every address of the domain. Case does not matter.
class Recipients
{
public:
    Recipients() = default;
    /// Throws Error(input) naming the setting and the address that is none.
    Recipients(const std::string& address, const std::string& also);
    bool take(const std::string& recipient) const;

private:
    std::vector<std::string> names_; ///< lower case, without what follows +
};

/// What one listener takes, read once from the account.
struct Settings
{
    Poco::Net::SocketAddress listen;
    std::string socket_path;                     ///< of a local socket; empty: TCP
    std::vector<Poco::Net::IPAddress> clients{}; ///< who may connect besides this machine
    Recipients recipients;
    std::size_t size_limit = 32U << 20; ///< bytes of a message
    std::size_t recipient_limit = 100;  ///< of one message
    std::size_t connections = 50;       ///< open at once
    std::chrono::seconds timeout{300};  ///< for a whole command (RFC 5321, 4.5.3.2.7), twice that for a whole message
};

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::lmtp
