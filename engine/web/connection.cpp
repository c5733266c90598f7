// SPDX-License-Identifier: EUPL-1.2
#include "web/connection.h"

#include "base/log.h"

#include <netinet/in.h>
#include <Poco/Net/StreamSocket.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace dosah::web {

namespace {

constexpr int slice_milliseconds = 200;    // how soon an idle connection notices that the server stops
constexpr int patience_when_stopping = 10; // slices: two seconds for a request in hand

int remaining(std::chrono::steady_clock::time_point deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, slice_milliseconds));
}

/// Whom limits count: an IPv4 address, or the half of an IPv6 address that one household has.
std::string network_of(const Poco::Net::IPAddress& address)
{
    if (address.family() != Poco::Net::AddressFamily::IPv6 || address.isIPv4Mapped()) return address.toString();
    return (address & Poco::Net::IPAddress(64U, Poco::Net::IPAddress::IPv6)).toString();
}

/// Behind a reverse proxy on the same machine everybody would be 127.0.0.1: then the last address the proxy added
/// counts.
std::string client_address(const Poco::Net::StreamSocket& socket, const Request& request)
{
    try {
        const Poco::Net::IPAddress peer = socket.peerAddress().host();
        if (!peer.isLoopback()) return network_of(peer);
        std::string forwarded;
        for (const auto& [name, value] : request.headers)
            if (name == "x-forwarded-for") forwarded = value; // a proxy may add a line of its own after the sender's
        const std::size_t comma = forwarded.rfind(',');
        std::string last = comma == std::string::npos ? forwarded : forwarded.substr(comma + 1);
        std::erase(last, ' ');
        Poco::Net::IPAddress address;
        if (!last.empty() && Poco::Net::IPAddress::tryParse(last, address)) return network_of(address);
        return network_of(peer);
    } catch (const std::exception&) {
        return "gone";
    }
}

} // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, const Handler& handler, const ConnectionLimits& limits,
                       const std::atomic<bool>& stopping)
    : TCPServerConnection(socket), handler_(handler), limits_(limits), stopping_(stopping)
{
}

void Connection::run()
{
    try {
        socket().setNoDelay(true);
        for (int served = 0; served < limits_.requests; ++served)
            if (!serve_one()) return;
    } catch (const std::exception& error) {
        log_warning("http.connection", {{"problem", error.what()}});
    }
}

bool Connection::receive(Deadline deadline, bool idle)
{
    const int handle = socket().impl()->sockfd();
    int slices_while_stopping = 0;
    while (std::chrono::steady_clock::now() < deadline) {
        if (stopping_ && (idle || ++slices_while_stopping > patience_when_stopping)) return false;
        pollfd waiting{handle, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, remaining(deadline));
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        char chunk[16 * 1024];
        const ssize_t count = ::recv(handle, chunk, sizeof chunk, MSG_DONTWAIT);
        if (count > 0) {
            buffer_.append(chunk, static_cast<std::size_t>(count));
            return true;
        }
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) return false;
    }
    return false;
}

bool Connection::send(std::string_view bytes)
{
    const int handle = socket().impl()->sockfd();
    const Deadline deadline = std::chrono::steady_clock::now() + limits_.reply;
    int slices_while_stopping = 0;
    while (!bytes.empty()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        const ssize_t count = ::send(handle, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (stopping_ && ++slices_while_stopping > patience_when_stopping) return false;
        pollfd waiting{handle, POLLOUT, 0};
        ::poll(&waiting, 1, remaining(deadline));
    }
    return true;
}

void Connection::refuse(const Refusal& refusal)
{
    if (!send(write_response(text_response(refusal.reason + "\n", "text/plain; charset=utf-8", refusal.status), false,
                             false)))
        return;
    // Closing with unread bytes would reset the connection and the other side might never see the answer: take a
    // little more off the line and drop it.
    ::shutdown(socket().impl()->sockfd(), SHUT_WR);
    const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    std::size_t dropped = 0;
    do {
        dropped += buffer_.size();
        buffer_.clear();
    } while (dropped < 256 * 1024 && receive(deadline, false));
}

bool Connection::serve_one()
{
    const Deadline idle = std::chrono::steady_clock::now() + limits_.idle;
    if (buffer_.empty() && !receive(idle, true)) return false;
    const Deadline deadline = std::chrono::steady_clock::now() + limits_.request;
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        // A head with wrong line ends never shows the right end: say so instead of waiting for it.
        if (buffer_.find("\n\n") != std::string::npos || buffer_.find('\0') != std::string::npos) {
            refuse({400, "lines must end with CR LF"});
            return false;
        }
        const std::size_t line = buffer_.find('\n');
        if (line == std::string::npos && buffer_.size() > target_limit + 64) {
            refuse({414, "address too long"});
            return false;
        }
        if (buffer_.size() > head_limit) {
            refuse({431, "the head is too large"});
            return false;
        }
        if (!receive(deadline, false)) {
            if (std::chrono::steady_clock::now() >= deadline) refuse({408, "too slow"});
            return false;
        }
    }
    if (end > head_limit) {
        refuse({431, "the head is too large"});
        return false;
    }
    auto parsed = parse_head(std::string_view(buffer_).substr(0, end + 4), limits_.body);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
        refuse(*refusal);
        return false;
    }
    auto& head = std::get<Head>(parsed);
    buffer_.erase(0, end + 4);
    if (head.expects_continue && buffer_.size() < head.length && !send("HTTP/1.1 100 Continue\r\n\r\n")) return false;
    while (buffer_.size() < head.length) {
        if (!receive(deadline, false)) {
            if (std::chrono::steady_clock::now() >= deadline) refuse({408, "too slow"});
            return false;
        }
    }
    head.request.body = buffer_.substr(0, head.length);
    buffer_.erase(0, head.length);
    head.request.client = client_address(socket(), head.request);
    const Response response = handler_(head.request);
    const bool keep_alive = head.request.keep_alive && !stopping_;
    return send(write_response(response, keep_alive, head.request.method == "HEAD")) && keep_alive;
}

} // namespace dosah::web
