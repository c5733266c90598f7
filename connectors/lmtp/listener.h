// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/lmtp/dialogue.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

namespace dosah::connectors::lmtp {

/// Serves the dialogue at the account's address: one thread that accepts, one for each connection, no more connections
/// than the settings say (one more is told 421). A client has the settings' timeout for a command, however it drips,
/// and twice that for a message.
class Listener final : public channel::Listener
{
public:
    Listener(std::int64_t account_id, Settings settings);
    ~Listener() override;

    void start(channel::InboundSink& sink) override;
    void stop() override;

private:
    struct Connection
    {
        std::thread thread;
        std::atomic<bool> over{false};
    };

    Poco::Net::ServerSocket open() const;
    void accept(channel::InboundSink& sink);
    void take_in(const Poco::Net::StreamSocket& socket, channel::InboundSink& sink);
    bool may_connect(const Poco::Net::StreamSocket& socket) const;
    void serve(Poco::Net::StreamSocket socket, channel::InboundSink& sink) const;
    void converse(Poco::Net::StreamSocket& socket, Dialogue& dialogue) const;
    bool keep(const Mail& mail, channel::InboundSink& sink) const;

    const std::int64_t account_id_;
    const Settings settings_;
    std::mutex mutex_; ///< start() and stop()
    std::atomic<bool> stopping_{false};
    Poco::Net::ServerSocket socket_;
    std::thread acceptor_;
    std::list<Connection> connections_; ///< the acceptor's while it runs
};

} // namespace dosah::connectors::lmtp
