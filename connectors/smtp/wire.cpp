// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/wire.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <sys/socket.h>

#include <csignal>

namespace dosah::connectors::smtp {

namespace {

constexpr std::size_t reply_limit = 512 * 1024;

Poco::Timespan span_of(std::chrono::seconds seconds)
{
    return {static_cast<long>(seconds.count()), 0};
}

/// OpenSSL writes with write(2), which raises SIGPIPE on a closed connection; the plain socket uses MSG_NOSIGNAL.
class NoSigpipe
{
public:
    NoSigpipe()
    {
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoSigpipe(const NoSigpipe&) = delete;
    ~NoSigpipe()
    {
        const timespec now = {};
        if (!was_pending_)
            while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
            }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t pipe_ = {};
    sigset_t before_ = {};
    bool was_pending_ = false;
};

/// OpenSSL 3 reports a connection that ended as a failure of its own, like a wrong certificate; only its words differ.
bool went_away(const std::string& words)
{
    const bool verdict =
        words.find("SSL routines") != std::string::npos || words.find("ertificate") != std::string::npos;
    return !verdict || words.find("unexpected eof") != std::string::npos;
}

std::vector<Poco::Net::IPAddress> addresses_of(const std::string& host)
{
    Poco::Net::IPAddress address;
    // resolve() would ask for the name of an address, and fail where it has none.
    if (Poco::Net::IPAddress::tryParse(host, address)) return {address};
    return Poco::Net::DNS::resolve(host).addresses();
}

Poco::Net::StreamSocket connect_to(const Relay& relay, Poco::Timespan limit)
{
    std::string trouble = "no address";
    try {
        for (const Poco::Net::IPAddress& address : addresses_of(relay.host)) {
            try {
                Poco::Net::StreamSocket socket;
                socket.connect(Poco::Net::SocketAddress(address, relay.port), limit);
                socket.setNoDelay(true);
                return socket;
            } catch (const Poco::Exception& error) {
                trouble = error.displayText();
            }
        }
    } catch (const Poco::Exception& error) {
        trouble = error.displayText();
    }
    throw Lost("connect", "cannot connect to " + relay.name() + ": " + trouble);
}

} // namespace

Wire::Wire(const Relay& relay, const Settings& settings)
    : socket_(connect_to(relay, span_of(settings.timeout))), timeout_(settings.timeout)
{
    socket_.setReceiveTimeout(span_of(timeout_));
    socket_.setSendTimeout(span_of(timeout_));
}

Wire::~Wire()
{
    try {
        const NoSigpipe guard;
        socket_.close();
    } catch (const std::exception&) {
        // Nothing hangs on a clean close.
    }
}

void Wire::start_tls(const Relay& relay, const Settings& settings, TlsSession earlier)
{
    // Bytes that came before the handshake could have been put there by somebody in between (CVE-2011-0411).
    if (begin_ < buffer_.size()) throw Untrusted("tls", "the server sent more than its answer before TLS began");
    const NoSigpipe guard;
    const auto start = std::chrono::steady_clock::now();
    const auto timed_out = [&] { return std::chrono::steady_clock::now() - start >= timeout_; };
    try {
        socket_ = Poco::Net::SecureStreamSocket::attach(socket_, relay.host, settings.context, earlier);
        socket_.setReceiveTimeout(span_of(timeout_));
        socket_.setSendTimeout(span_of(timeout_));
        secure_ = true;
    } catch (const Poco::Net::SSLConnectionUnexpectedlyClosedException& error) {
        throw Lost("tls", "the server closed the connection during the TLS handshake: " + error.displayText());
    } catch (const Poco::Net::SSLException& error) {
        if (timed_out()) throw Lost("timeout", "the TLS handshake took too long");
        if (went_away(error.displayText()))
            throw Lost("tls", "the connection broke during the TLS handshake: " + error.displayText());
        throw Untrusted("tls", "no trusted TLS with " + relay.host + ": " + error.displayText());
    } catch (const Poco::Exception& error) {
        throw Lost("tls", "the TLS handshake failed: " + error.displayText());
    }
}

TlsSession Wire::tls_session()
{
    return secure_ ? Poco::Net::SecureStreamSocket(socket_).currentSession() : TlsSession();
}

void Wire::write(std::string_view bytes, std::chrono::seconds limit)
{
    taken_ = 0;
    std::optional<NoSigpipe> guard;
    if (secure_) guard.emplace();
    std::optional<std::chrono::steady_clock::time_point> deadline;
    try {
        while (!bytes.empty()) {
            // A server that takes a little now and then would keep us for ever.
            if (taken_ > 0 && !deadline) deadline = std::chrono::steady_clock::now() + limit;
            if (deadline && std::chrono::steady_clock::now() >= *deadline)
                throw Lost("timeout", "the server did not take what was sent in time");
            const int chunk = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
            // What OpenSSL fails to send whole may have gone in part.
            if (secure_) taken_ += static_cast<std::size_t>(chunk);
            const int sent = socket_.sendBytes(bytes.data(), chunk, secure_ ? 0 : MSG_NOSIGNAL);
            if (sent <= 0) throw Lost("timeout", "the server did not take what was sent in time");
            if (secure_) taken_ -= static_cast<std::size_t>(chunk);
            taken_ += static_cast<std::size_t>(sent);
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    } catch (const Poco::TimeoutException&) {
        throw Lost("timeout", "the server did not take what was sent in time");
    } catch (const Poco::Exception& error) {
        throw Lost("closed", "the connection broke: " + error.displayText());
    }
}

std::string_view Wire::read_line(std::chrono::steady_clock::time_point deadline, std::size_t& budget)
{
    std::size_t searched = begin_;
    for (;;) {
        if (const std::size_t end = buffer_.find('\n', searched); end != std::string::npos) {
            std::string_view line(buffer_.data() + begin_, end - begin_);
            begin_ = end + 1;
            if (line.size() + 1 > budget) throw Lost("protocol", "the server's reply has no end");
            budget -= line.size() + 1;
            if (line.ends_with('\r')) line.remove_suffix(1);
            return line;
        }
        if (buffer_.size() - begin_ > budget) throw Lost("protocol", "the server's reply has no end");
        // Moving what is left to the front would move the line under a reader's feet: it is done here only.
        buffer_.erase(0, begin_);
        begin_ = 0;
        searched = buffer_.size();
        if (std::chrono::steady_clock::now() >= deadline) throw Lost("timeout", "the server did not answer in time");
        char chunk[4096];
        int got = 0;
        try {
            got = socket_.receiveBytes(chunk, sizeof chunk);
        } catch (const Poco::TimeoutException&) {
            if (std::chrono::steady_clock::now() >= deadline)
                throw Lost("timeout", "the server did not answer in time");
            continue;
        } catch (const Poco::Exception& error) {
            throw Lost("closed", "the connection broke: " + error.displayText());
        }
        if (got == 0) throw Lost("closed", "the server closed the connection");
        if (got > 0) buffer_.append(chunk, static_cast<std::size_t>(got));
    }
}

const Reply& Wire::read_reply(std::chrono::seconds limit)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::size_t budget = reply_limit;
    Reply& reply = reply_;
    reply.code = 0;
    reply.enhanced.clear();
    reply.text.clear();
    for (bool more = true; more;) {
        int code = 0;
        std::string_view words;
        if (!parse_reply_line(read_line(deadline, budget), code, more, words))
            throw Lost("protocol", "the server sent something that is no SMTP reply");
        if (reply.code != 0 && code != reply.code)
            throw Lost("protocol", "the server's reply changes its code half way");
        reply.code = code;
        add_words(reply, words);
    }
    return reply;
}

bool Wire::stale()
{
    try {
        return has_unread() || socket_.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
    } catch (const Poco::Exception&) {
        return true;
    }
}

} // namespace dosah::connectors::smtp
