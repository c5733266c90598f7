// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/reply.h"
#include "connectors/smtp/settings.h"

#include <Poco/Net/SecureStreamSocket.h>

#include <stdexcept>

namespace dosah::connectors::smtp {

/// The connection is gone, silent for too long, or speaks something else than SMTP. It cannot be used further.
struct Lost : std::runtime_error
{
    Lost(std::string short_code, const std::string& words) : std::runtime_error(words), code(std::move(short_code)) {}
    std::string code; ///< "connect", "tls", "timeout", "closed", "protocol"
};

/// The other side cannot be trusted or cannot do what the settings demand: an operator must look.
struct Untrusted : Lost
{
    using Lost::Lost;
};

using TlsSession = Poco::Net::Session::Ptr;

/// Bytes to and from one server, with limits: a reply is at most 512 KiB and complete within a time. One thread.
class Wire
{
public:
    /// Connects (TCP_NODELAY; every address of the host in turn). Throws Lost.
    Wire(const Relay& relay, const Settings& settings);
    ~Wire();
    Wire(const Wire&) = delete;

    /// Starts TLS and checks certificate and name; takes up an earlier session with the same relay where one is given.
    /// Throws Untrusted, Lost.
    void start_tls(const Relay& relay, const Settings& settings, TlsSession earlier);
    bool secure() const { return secure_; }
    /// For the next connection to the same relay; null without TLS. After the first reply over TLS: TLS 1.3 sends it
    /// late.
    TlsSession tls_session();

    /// Sends all of it, within about `limit` though the server takes it in small pieces. Throws Lost.
    void write(std::string_view bytes, std::chrono::seconds limit);
    /// How much of the last write() the other side may have got, also when that threw.
    std::size_t taken() const { return taken_; }
    /// Reads one whole reply, waiting for at most about `limit`. It is kept until the next call. Throws Lost.
    const Reply& read_reply(std::chrono::seconds limit);
    /// Has more come than was read? Costs nothing: it does not look at the socket.
    bool has_unread() const { return begin_ < buffer_.size(); }
    /// Is there something to read that nobody asked for, or has the other side closed? Then it is of no more use.
    bool stale();

private:
    std::string_view read_line(std::chrono::steady_clock::time_point deadline, std::size_t& budget);

    Poco::Net::StreamSocket socket_;
    std::chrono::seconds timeout_;
    bool secure_ = false;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t taken_ = 0;
    Reply reply_;
};

} // namespace dosah::connectors::smtp
