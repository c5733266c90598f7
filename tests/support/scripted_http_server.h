// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dosah::tests {

/// What is done with one request.
struct HttpAnswer
{
    std::string raw;    ///< sent as it is; see http_answer()
    bool drop = false;  ///< the connection is closed after that
    bool stall = false; ///< nothing more is said until the server stops
};

/// A whole HTTP/1.1 answer with a length.
HttpAnswer http_answer(int status, const std::string& body, const std::string& more_headers = "");

struct HttpRequest
{
    std::string method;
    std::string target;
    std::string body; ///< of the length that was given
};

/// An HTTP server on a free loopback port with an answer that is bytes: so it can also be a broken one. The function is
/// called from a thread per connection.
class ScriptedHttpServer
{
public:
    /// For GETs.
    explicit ScriptedHttpServer(std::function<HttpAnswer(const std::string& target)> answer);
    /// For whole requests; with a certificate (PEM file with its key) by TLS only.
    explicit ScriptedHttpServer(std::function<HttpAnswer(const HttpRequest& request)> answer,
                                const std::string& certificate = "");
    ScriptedHttpServer(const ScriptedHttpServer&) = delete;
    ~ScriptedHttpServer();

    int port() const { return port_; }
    std::vector<std::string> targets() const;
    int connections() const { return connections_; }
    void drop_connections();

private:
    void listen();
    void serve(Poco::Net::StreamSocket socket);

    std::function<HttpAnswer(const HttpRequest&)> answer_;
    Poco::Net::ServerSocket socket_;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> targets_;
    std::vector<Poco::Net::StreamSocket> open_;
    std::vector<std::thread> threads_;
    std::thread listener_;
};

} // namespace dosah::tests
