// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "channel/connector.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace dosah::web {

/// What the pages need beside the campaigns' services. Borrowed for the server's life.
struct Site
{
    campaigns::Services& services;
    channel::InboundSink& inbound;
    /// Account id -> its transport, for webhooks and the sandbox.
    std::map<std::int64_t, channel::Transport> transports;
    /// Account id -> organisation id.
    std::map<std::int64_t, std::int64_t> account_organisations;
    std::string share_folder;
    /// Called after something that the dispatcher or scheduler should look at (launch, resume, resend).
    std::function<void()> wake;
    /// Called after a message to one person was planned (a confirmation): there may be many in a second.
    std::function<void()> planned;
    /// What is not well, for /health; empty when all is.
    std::function<std::vector<std::string>()> problems;
};

/// The HTTP server: own thread pool, strict about requests (docs/decisions.md), pages from templates/.
class Server
{
public:
    explicit Server(Site site);
    ~Server(); ///< stop()

    void start(); ///< binds http.listen; throws Error(unavailable) naming the address
    void stop();  ///< no new requests; those in hand finish
    int port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::web
