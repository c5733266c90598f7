// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/http.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>

namespace dosah::connectors::kannel {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t answer_limit = 64 * 1024;
/// Kannel ends idle connections after a minute.
constexpr std::chrono::seconds idle_limit{20};

Poco::Timespan span_of(std::chrono::seconds seconds)
{
    return {static_cast<long>(seconds.count()), 0};
}

Poco::Net::StreamSocket connect_to(const Settings& settings)
{
    std::string trouble = "no address";
    try {
        const Poco::Net::HostEntry entry = Poco::Net::DNS::resolve(settings.host);
        for (const Poco::Net::IPAddress& address : entry.addresses()) {
            try {
                Poco::Net::StreamSocket socket;
                socket.connect(Poco::Net::SocketAddress(address, settings.port), span_of(settings.timeout));
                socket.setNoDelay(true);
                socket.setReceiveTimeout(span_of(settings.timeout));
                socket.setSendTimeout(span_of(settings.timeout));
                return socket;
            } catch (const Poco::Exception& error) {
                trouble = error.displayText();
            }
        }
    } catch (const Poco::Exception& error) {
        trouble = error.displayText();
    }
    throw Broken("connect",
                 "cannot connect to " + settings.host + ":" + std::to_string(settings.port) + ": " + trouble);
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

struct Head
{
    int status = 0;
    bool close = false;
    bool chunked = false;
    std::optional<std::size_t> length;
    std::string retry_after;
};

void parse_line(std::string_view line, Head& head)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (same_word(name, "content-length")) {
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (error != std::errc() || end != value.data() + value.size() || length > answer_limit)
            throw Broken("protocol", "the gateway's answer has a length that nobody can mean");
        head.length = length;
    } else if (same_word(name, "connection")) {
        head.close = head.close || same_word(value, "close");
    } else if (same_word(name, "transfer-encoding")) {
        head.chunked = true;
    } else if (same_word(name, "retry-after")) {
        head.retry_after = value;
    }
}

/// `text` ends before the empty line.
Head parse_head(std::string_view text)
{
    Head head;
    const std::string_view first = text.substr(0, text.find('\n'));
    if (!first.starts_with("HTTP/1.") || first.size() < 12 ||
        std::from_chars(first.data() + 9, first.data() + 12, head.status).ptr != first.data() + 12 || head.status < 100)
        throw Broken("protocol", "the gateway sent something that is no HTTP answer");
    head.close = first[7] == '0';
    text.remove_prefix(std::min(text.size(), first.size() + 1));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        parse_line(text.substr(0, end), head);
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    return head;
}

} // namespace

Connection::Connection(const Settings& settings)
    : socket_(connect_to(settings)), timeout_(settings.timeout), last_use_(Steady::now())
{
}

bool Connection::usable()
{
    if (!keep_ || Steady::now() - last_use_ >= idle_limit) return false;
    char unasked = 0;
    const auto got = ::recv(socket_.impl()->sockfd(), &unasked, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::write(std::string_view request)
{
    keep_ = false; // until a whole answer has been read
    try {
        while (!request.empty()) {
            const int sent = socket_.sendBytes(request.data(), static_cast<int>(request.size()), MSG_NOSIGNAL);
            if (sent <= 0) throw Broken("timeout", "the gateway did not take the request in time");
            request.remove_prefix(static_cast<std::size_t>(sent));
        }
    } catch (const Poco::TimeoutException&) {
        throw Broken("timeout", "the gateway did not take the request in time");
    } catch (const Poco::Exception& error) {
        throw Broken("closed", "the connection broke: " + error.displayText());
    }
}

std::size_t Connection::receive(Steady::time_point deadline)
{
    if (received_.size() > answer_limit) throw Broken("protocol", "the gateway's answer has no end");
    if (Steady::now() >= deadline) throw Broken("timeout", "the gateway did not answer in time");
    char chunk[8192];
    int got = 0;
    try {
        got = socket_.receiveBytes(chunk, sizeof chunk);
    } catch (const Poco::TimeoutException&) {
        throw Broken("timeout", "the gateway did not answer in time");
    } catch (const Poco::Exception& error) {
        throw Broken("closed", "the connection broke: " + error.displayText());
    }
    if (got <= 0) return 0;
    received_.append(chunk, static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
}

Answer Connection::read()
{
    const Steady::time_point deadline = Steady::now() + timeout_;
    const auto closed = [] {
        return Broken("closed", "the gateway closed the connection before its answer was complete");
    };
    received_.clear();
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (receive(deadline) == 0) throw closed();
    const Head head = parse_head(std::string_view(received_).substr(0, end));
    received_.erase(0, end + 4);
    // Kannel sends lengths; the words of anything else are read up to the end of the stream or the limit of its size.
    const bool sized = head.length.has_value() && !head.chunked;
    const std::size_t wanted = sized ? *head.length : answer_limit;
    if (sized || head.close)
        while (received_.size() < wanted)
            if (receive(deadline) == 0) {
                if (sized) throw closed();
                break;
            }
    keep_ = sized && !head.close && received_.size() == wanted;
    last_use_ = Steady::now();
    return {head.status, received_, head.retry_after};
}

} // namespace dosah::connectors::kannel
