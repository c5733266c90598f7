// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dosah::tests {

/// One message a recording server took responsibility for.
struct RecordedMessage
{
    std::string sender;
    std::string recipient; ///< the first one
    std::vector<std::string> recipients;
    std::string content; ///< dot-stuffing taken off, CRLF line ends
    int connection = 0;  ///< which connection it came by, from 1
};

/// A point in the dialogue where a fault can be placed.
enum class SmtpPoint {
    greeting,
    ehlo,
    helo,
    starttls,
    auth,
    mail,
    rcpt,
    data,    ///< the answer to DATA
    content, ///< after the first content bytes
    dot,     ///< after the final dot; the message is not recorded
    taken,   ///< after the final dot; the message is recorded
    rset,
    idle ///< after a message's 250
};

/// What goes wrong there.
struct SmtpFault
{
    SmtpPoint point = SmtpPoint::rcpt;
    std::string match;  ///< only when the command (or, from data on, the recipient) holds this; empty: always
    std::string reply;  ///< said instead of the usual, CRLF is added unless it ends with \n; empty: nothing is said
    bool drop = false;  ///< the connection is closed after that
    bool stall = false; ///< nothing more is said until the server stops
    int times = -1;     ///< so often, then as usual; -1: always
};

struct SmtpScript
{
    bool pipelining = true;
    bool eight_bit = true;
    bool utf8 = false;
    std::size_t size = 0; ///< announced SIZE; 0: not offered
    std::string user;     ///< AUTH is demanded before MAIL
    std::string password;
    std::string mechanisms = "PLAIN LOGIN";
    std::string certificate; ///< PEM file (certificate and key); offers STARTTLS
    bool implicit_tls = false;
    std::vector<SmtpFault> faults;
};

/// An SMTP server on a free loopback port that records every message it accepts and does what a script says. It is
/// strict: bare CR or LF in a line, a command out of order, or commands pipelined when not offered are noted in
/// complaints(). Threads: one per connection; every member may be called at any time.
class RecordingSmtpServer
{
public:
    explicit RecordingSmtpServer(SmtpScript script = {});
    RecordingSmtpServer(const RecordingSmtpServer&) = delete;
    ~RecordingSmtpServer();

    int port() const { return port_; }
    std::vector<RecordedMessage> messages() const;
    std::size_t count() const;
    /// How often each recipient was given a message.
    std::map<std::string, int> per_recipient() const;
    std::vector<std::string> complaints() const;
    /// Commands as they came, without content.
    std::vector<std::string> commands() const;
    int connections() const { return connections_; }
    /// Replaces the faults for what comes from now on.
    void set_faults(std::vector<SmtpFault> faults);
    /// Closes every open connection, as a restart would; listening goes on.
    void drop_connections();

private:
    class Dialogue;
    friend class Dialogue;

    void listen();

    SmtpScript script_;
    Poco::Net::Context::Ptr context_;
    Poco::Net::ServerSocket socket_;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<RecordedMessage> messages_;
    std::vector<std::string> complaints_;
    std::vector<std::string> commands_;
    std::vector<std::thread> threads_;
    std::map<int, Poco::Net::StreamSocket> open_;
    std::thread listener_;
};

/// A self-signed certificate with its key for the given host names ("DNS:localhost,IP:127.0.0.1"), made by openssl.
/// Returns the PEM file's path, in `folder`.
std::string make_certificate(const std::string& folder, const std::string& names);

} // namespace dosah::tests
