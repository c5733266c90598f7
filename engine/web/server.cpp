// SPDX-License-Identifier: EUPL-1.2
#include "web/server.h"

#include "base/error.h"
#include "base/log.h"
#include "web/connection.h"
#include "web/exchange.h"
#include "web/router.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

namespace dosah::web {

namespace {

class Factory final : public Poco::Net::TCPServerConnectionFactory
{
public:
    Factory(Connection::Handler handler, ConnectionLimits limits, const std::atomic<bool>& stopping)
        : handler_(std::move(handler)), limits_(limits), stopping_(stopping)
    {
    }
    Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override
    {
        return new Connection(socket, handler_, limits_, stopping_);
    }

private:
    const Connection::Handler handler_;
    const ConnectionLimits limits_;
    const std::atomic<bool>& stopping_;
};

} // namespace

struct Server::Impl
{
    explicit Impl(Site site)
        : shared(std::move(site)), pool("http", 2, std::max(2, shared.services().config.http_threads), 60)
    {
    }

    Shared shared;
    std::atomic<bool> stopping{false};
    Poco::ThreadPool pool;
    std::unique_ptr<Poco::Net::TCPServer> server;
    int port = 0;
};

Server::Server(Site site) : impl_(std::make_unique<Impl>(std::move(site))) {}

Server::~Server()
{
    stop();
}

void Server::start()
{
    const Config& config = impl_->shared.services().config;
    ConnectionLimits limits;
    limits.body = static_cast<std::size_t>(std::max(0, config.http_body_limit));
    try {
        const Poco::Net::SocketAddress address(config.http_listen);
        Poco::Net::ServerSocket socket;
        socket.bind(address, true, false); // with SO_REUSEPORT two daemons would share one address
        socket.listen(256);
        impl_->port = socket.address().port();
        Poco::Net::TCPServerParams::Ptr parameters = new Poco::Net::TCPServerParams;
        parameters->setMaxThreads(std::max(2, config.http_threads));
        parameters->setMaxQueued(1024);
        impl_->stopping = false;
        impl_->server = std::make_unique<Poco::Net::TCPServer>(
            new Factory([this](const Request& request) { return dispatch(impl_->shared, request); }, limits,
                        impl_->stopping),
            impl_->pool, socket, parameters);
        impl_->server->start();
    } catch (const Poco::Exception& error) {
        throw unavailable_error("cannot listen on " + config.http_listen + ": " + error.displayText() +
                                "; set http.listen to a free address");
    }
    log_info("http.listening", {{"address", config.http_listen}, {"port", impl_->port}});
}

void Server::stop()
{
    if (!impl_->server) return;
    impl_->stopping = true;
    impl_->server->stop();
    impl_->pool.joinAll(); // requests in hand finish within the connection's limits
    impl_->server.reset();
}

int Server::port() const
{
    return impl_->port;
}

} // namespace dosah::web
