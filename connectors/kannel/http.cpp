// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/http.h"

#include "base/text.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <sys/socket.h>

#include <charconv>

namespace dosah::connectors::kannel {

namespace {

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

/// Reads what the server sends until a condition holds, within a time and a size.
class Reader
{
public:
    Reader(Poco::Net::StreamSocket& socket, std::chrono::seconds limit)
        : socket_(socket), deadline_(std::chrono::steady_clock::now() + limit)
    {
    }

    /// False at the end of the stream.
    bool more()
    {
        if (text.size() > answer_limit) throw Broken("protocol", "the gateway's answer has no end");
        if (std::chrono::steady_clock::now() >= deadline_)
            throw Broken("timeout", "the gateway did not answer in time");
        char chunk[8192];
        int got = 0;
        try {
            got = socket_.receiveBytes(chunk, sizeof chunk);
        } catch (const Poco::TimeoutException&) {
            throw Broken("timeout", "the gateway did not answer in time");
        } catch (const Poco::Exception& error) {
            throw Broken("closed", "the connection broke: " + error.displayText());
        }
        if (got > 0) text.append(chunk, static_cast<std::size_t>(got));
        return got > 0;
    }

    std::string text;

private:
    Poco::Net::StreamSocket& socket_;
    std::chrono::steady_clock::time_point deadline_;
};

struct Head
{
    int status = 0;
    bool close = false;
    bool chunked = false;
    std::optional<std::size_t> length;
    std::string retry_after;
};

Head parse_head(const std::string& text)
{
    const Broken wrong("protocol", "the gateway sent something that is no HTTP answer");
    Head head;
    bool first = true;
    for (const std::string& line : text::lines(text)) {
        if (std::exchange(first, false)) {
            if (!line.starts_with("HTTP/1.") || line.size() < 12) throw wrong;
            if (std::from_chars(line.data() + 9, line.data() + 12, head.status).ptr != line.data() + 12 ||
                head.status < 100)
                throw wrong;
            head.close = line[7] == '0';
            continue;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        const std::string name = text::to_lower(text::repair_utf8(line.substr(0, colon)));
        const std::string value = text::trim(text::repair_utf8(line.substr(colon + 1)));
        if (name == "content-length") {
            std::size_t length = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
            if (error != std::errc() || end != value.data() + value.size() || length > answer_limit) throw wrong;
            head.length = length;
        }
        if (name == "connection" && text::to_lower(value) == "close") head.close = true;
        if (name == "transfer-encoding") head.chunked = true;
        if (name == "retry-after") head.retry_after = value;
    }
    return head;
}

} // namespace

Connection::Connection(const Settings& settings)
    : socket_(connect_to(settings)), last_use_(std::chrono::steady_clock::now())
{
}

bool Connection::usable()
{
    try {
        return keep_ && std::chrono::steady_clock::now() - last_use_ < idle_limit &&
               !socket_.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
    } catch (const Poco::Exception&) {
        return false;
    }
}

Answer Connection::get(const Settings& settings, const std::string& target)
{
    keep_ = false; // until a whole answer has been read
    const bool v6 = settings.host.find(':') != std::string::npos;
    const std::string request = "GET " + target +
                                " HTTP/1.1\r\nHost: " + (v6 ? "[" + settings.host + "]" : settings.host) + ":" +
                                std::to_string(settings.port) + "\r\nConnection: keep-alive\r\n\r\n";
    try {
        std::string_view rest = request;
        while (!rest.empty()) {
            const int sent = socket_.sendBytes(rest.data(), static_cast<int>(rest.size()), MSG_NOSIGNAL);
            if (sent <= 0) throw Broken("timeout", "the gateway did not take the request in time");
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
    } catch (const Poco::Exception& error) {
        throw Broken("closed", "the connection broke: " + error.displayText());
    }
    Reader reader(socket_, settings.timeout);
    const Broken early("closed", "the gateway closed the connection before its answer was complete");
    std::size_t end = 0;
    while ((end = reader.text.find("\r\n\r\n")) == std::string::npos)
        if (!reader.more()) throw early;
    const Head head = parse_head(reader.text.substr(0, end));
    std::string body = reader.text.substr(end + 4);
    // Kannel sends lengths; the words of anything else are read up to the end of the stream or the limit of its size.
    const bool sized = head.length.has_value() && !head.chunked;
    const std::size_t wanted = sized ? *head.length : answer_limit;
    reader.text = body;
    if (sized || head.close)
        while (reader.text.size() < wanted)
            if (!reader.more()) {
                if (sized) throw early;
                break;
            }
    body = reader.text;
    keep_ = sized && !head.close && body.size() == wanted;
    last_use_ = std::chrono::steady_clock::now();
    return {head.status, body, head.retry_after};
}

} // namespace dosah::connectors::kannel
