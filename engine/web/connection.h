// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/request.h"
#include "web/response.h"

#include <Poco/Net/TCPServerConnection.h>

#include <atomic>
#include <chrono>
#include <functional>

namespace dosah::web {

/// How long and how much a client may take.
struct ConnectionLimits
{
    std::size_t body = 1 << 20;
    std::chrono::milliseconds idle{5000};     ///< between two requests of a connection
    std::chrono::milliseconds request{15000}; ///< from a request's first byte to its last
    std::chrono::milliseconds reply{30000};   ///< to take the whole answer
    int requests = 100;                       ///< on one connection
};

/// Serves one connection: reads each request whole within the limits before anyone sees it, so nothing of it can be
/// taken for the next one; on any refusal the connection is closed.
class Connection final : public Poco::Net::TCPServerConnection
{
public:
    using Handler = std::function<Response(const Request&)>;

    Connection(const Poco::Net::StreamSocket& socket, const Handler& handler, const ConnectionLimits& limits,
               const std::atomic<bool>& stopping);
    void run() override;

private:
    using Deadline = std::chrono::steady_clock::time_point;
    /// Reads what there is; false at the end of the stream, at the deadline, or when stopping an idle connection.
    bool receive(Deadline deadline, bool idle);
    bool send(std::string_view bytes);
    bool serve_one(); ///< false: close
    void refuse(const Refusal& refusal);

    const Handler& handler_;
    const ConnectionLimits& limits_;
    const std::atomic<bool>& stopping_;
    std::string buffer_; ///< received and not yet used
};

} // namespace dosah::web
