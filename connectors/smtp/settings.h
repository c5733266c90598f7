// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <Poco/Net/Context.h>

namespace dosah::connectors::smtp {

enum class Tls {
    none,     ///< in the clear; with a login only to a relay on this machine
    starttls, ///< upgraded before anything else, refused when the server does not offer it
    implicit, ///< TLS from the first byte (port 465)
};

/// A relay, read once from the account.
struct Settings
{
    std::string host;
    std::uint16_t port = 587;
    Tls tls = Tls::starttls;
    Poco::Net::Context::Ptr context; ///< null when tls is none; shared by all connections
    std::string user;                ///< empty: no login
    std::string password;
    std::string helo;
    std::string envelope_sender; ///< empty: the message's own; {reference} stands for the attempt's reference
    int connections = 10;
    std::chrono::seconds timeout{60};        ///< connecting, and each reply before the content
    std::chrono::seconds final_timeout{600}; ///< the reply to the final dot (RFC 5321 4.5.3.2.6)
};

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::smtp
