// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/oauth.h"

#include <Poco/Net/Context.h>

#include <memory>

namespace dosah::connectors::smtp {

enum class Tls {
    none,     ///< in the clear; with a login only to a relay on this machine
    starttls, ///< upgraded before anything else, refused when the server does not offer it
    implicit, ///< TLS from the first byte (port 465)
};

/// One server that takes our messages.
struct Relay
{
    std::string host; ///< name or address; an IPv6 address without brackets
    std::uint16_t port = 587;
    int weight = 1; ///< its share of the connections; 0: a reserve, used while all others rest

    /// "relay.example:587"
    std::string name() const;
    bool operator==(const Relay&) const = default;
};

/// "a.example:2525;weight=3, b.example, [2001:db8::1]:25;weight=0". Weights are 0 to 100, one of them above 0; a port
/// that is not given is `port`. Throws Error(input) naming what is wrong.
std::vector<Relay> read_relays(const std::string& text, std::uint16_t port);

/// The relays of one account, read once.
struct Settings
{
    std::vector<Relay> relays; ///< at least one
    Tls tls = Tls::starttls;
    Poco::Net::Context::Ptr context; ///< null when tls is none; shared by all connections
    std::string user;                ///< empty: no login
    std::string password;
    std::string token;                            ///< for XOAUTH2; then there is no password
    std::string token_file;                       ///< the same, read at each login
    std::shared_ptr<channel::TokenSource> tokens; ///< the same, renewed
    std::string helo;
    std::string envelope_sender; ///< empty: the message's own; {reference} stands for the attempt's reference
    std::string notify;          ///< NOTIFY of RFC 3461, "FAILURE,DELAY"; empty: no DSN parameters
    bool chunking = true;        ///< BDAT where it is offered
    int connections = 10;
    int messages_per_connection = 0;         ///< then it is closed; 0: any number
    std::chrono::seconds idle{120};          ///< an unused connection is closed then, at the next look
    std::chrono::seconds age{3600};          ///< and any one then, after its message
    std::chrono::seconds relay_rest{60};     ///< a relay that failed is left alone so long while others work
    std::chrono::seconds timeout{60};        ///< connecting, and each reply before the content
    std::chrono::seconds final_timeout{600}; ///< the reply to the final dot (RFC 5321 4.5.3.2.6)
};

/// How a server's certificate is checked: by the system's trusted ones ("true") or those in a file (PEM). Throws
/// Error(input) naming the setting.
Poco::Net::Context::Ptr trusted_context(const std::string& verify, const std::string& setting);

/// Throws Error(input) naming the setting that is wrong.
Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account);

} // namespace dosah::connectors::smtp
