// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

/// An SMTP relay for tests that does what it is told to do wrong and remembers exactly what it took.
///
///     SmtpScript script;                                  // a good server; set what it offers and demands
///     script.faults = {{SmtpPoint::rcpt, "person2@", "550 5.1.1 unknown"},         // for one recipient, always
///                      {SmtpPoint::taken, "", "", true, false, 1}};                // takes one, hangs up unsaid
///     RecordingSmtpServer server(script);                 // listens on 127.0.0.1:server.port() at once
///     ... let something send ...
///     server.messages();                                  // what it took responsibility for, in order
///     server.per_recipient();                             // how often each person was given something
///     server.complaints();                                // breaches of the protocol by the client: want none
///
/// Faults at random, repeatable by seed: SmtpScript::decide = RandomSmtpFaults(seed, rate) (random_smtp_faults.h).
/// A relay that is down: refuse_connections(true); one that restarts: drop_connections().
namespace dosah::tests {

/// One message a recording server took responsibility for.
struct RecordedMessage
{
    std::string sender;
    std::string recipient; ///< the first one
    std::vector<std::string> recipients;
    std::string content; ///< dot-stuffing taken off, CRLF line ends
    int connection = 0;  ///< which connection it came by, from 1
    /// The 250 was written to the connection. A message is recorded just before that: a client that is cut off between
    /// the two cannot know.
    bool confirmed = false;
    bool chunked = false;        ///< came by BDAT
    std::string mail_parameters; ///< what followed the address in MAIL: "SIZE=120 BODY=8BITMIME"
    std::string rcpt_parameters; ///< of the first RCPT
};

/// A point in the dialogue where a fault can be placed.
enum class SmtpPoint {
    accept, ///< a connection was accepted, nothing was said (or shaken in TLS); only drop and stall make sense
    greeting,
    ehlo,
    helo,
    starttls,
    auth,
    mail,
    rcpt,
    data,    ///< the answer to DATA
    content, ///< after the first content bytes (BDAT: before the chunk is read)
    dot,     ///< after the content's end; the message is not recorded
    taken,   ///< after the content's end; the message is recorded
    rset,
    idle ///< after a message's 250
};

/// What goes wrong there.
struct SmtpFault
{
    SmtpPoint point = SmtpPoint::rcpt;
    std::string match{}; ///< only when the command (or, from data on, the recipient) holds this; empty: always
    std::string reply{}; ///< said instead of the usual, CRLF is added unless it ends with \n; empty: nothing is said
    bool drop = false;   ///< the connection is closed after that
    bool stall = false;  ///< nothing more is said until the server stops
    int times = -1;      ///< so often, then as usual; -1: always
    int connection = 0;  ///< only on the connection of this number (from 1); 0: on each
    /// Said byte by byte with such a pause between two; with an empty reply that is the usual one.
    std::chrono::milliseconds byte_pause{0};
    /// Said only when the client has sent more meanwhile; with an empty reply that is the usual one. A client that
    /// waits for the answer first waits for ever.
    bool await_more = false;
};

struct SmtpScript
{
    // What it offers.
    bool pipelining = true;
    bool eight_bit = true;
    bool utf8 = false;
    bool chunking = false;
    bool dsn = false;
    std::size_t size = 0;    ///< announced SIZE; 0: not offered
    std::string certificate; ///< PEM file (certificate and key); offers STARTTLS
    bool implicit_tls = false;

    // What it demands before MAIL: nothing, or a login.
    std::string user;
    std::string password;
    std::string token; ///< the one XOAUTH2 takes
    std::string mechanisms = "PLAIN LOGIN";

    // How it behaves.
    int messages_per_connection = 0;     ///< then 421 to MAIL and the end; 0: any number
    bool data_without_recipient = false; ///< answers DATA with 354 though no RCPT was good, and 554 to the content
    std::vector<SmtpFault> faults;       ///< the first that fits is taken
    /// Asked where no listed fault fits, with the subject that `match` is compared with. Called under the server's
    /// lock: do not call the server.
    std::function<std::optional<SmtpFault>(SmtpPoint point, const std::string& subject)> decide;
};

/// The server; see above. It is strict: bare CR or LF in a line, a command out of order, commands pipelined when that
/// was not offered or after one that must be the last of its group (RFC 2920 3.1) are noted in complaints(). Threads:
/// one per connection; every member may be called at any time.
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
    /// How many there were, and how many are open now.
    int connections() const { return connections_; }
    std::size_t open_connections() const;
    /// How many TLS handshakes took up an earlier session.
    int resumed() const { return resumed_; }

    /// Replaces the faults for what comes from now on.
    void set_faults(std::vector<SmtpFault> faults);
    void set_decide(std::function<std::optional<SmtpFault>(SmtpPoint, const std::string&)> decide);
    /// Closes every open connection, as a restart would; listening goes on.
    void drop_connections();
    /// Nobody listens any more (connection refused), or again on the same port. Open connections stay.
    void refuse_connections(bool refuse);

private:
    friend class SmtpDialogue;

    void listen();
    void open_socket();
    void begin_dialogue(std::shared_ptr<Poco::Net::StreamSocket> peer);

    SmtpScript script_;
    Poco::Net::Context::Ptr context_;
    Poco::Net::ServerSocket socket_;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    std::atomic<int> resumed_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool refusing_ = false;  ///< what is wanted
    bool listening_ = false; ///< what is
    std::vector<RecordedMessage> messages_;
    std::vector<std::string> complaints_;
    std::vector<std::string> commands_;
    std::map<int, std::thread> threads_;
    std::vector<int> ended_;
    std::map<int, int> open_; ///< number -> descriptor
    std::thread listener_;
};

/// A self-signed certificate with its key for the given host names ("DNS:localhost,IP:127.0.0.1"), made by openssl,
/// valid for so many days from now (-1: it ran out yesterday). Returns the PEM file's path, in `folder`.
std::string make_certificate(const std::string& folder, const std::string& names, int days = 2);

} // namespace dosah::tests
