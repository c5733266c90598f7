// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/capabilities.h"
#include "connectors/smtp/wire.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace dosah::connectors::smtp {

/// A message as a session needs it. Borrows the message.
struct Mail
{
    explicit Mail(const channel::OutgoingMessage& outgoing);

    const channel::OutgoingMessage* message;
    bool eight_bit; ///< the content has bytes above 127
};

/// What the connections to one relay have in common. Any thread.
class RelayMemory
{
public:
    explicit RelayMemory(const Relay& relay) : relay_(relay) {}

    const Relay& relay() const { return relay_; }
    int open() const { return open_; }
    void count(int change) { open_ += change; }
    TlsSession tls_session() const
    {
        const std::lock_guard lock(mutex_);
        return tls_session_;
    }
    void keep(TlsSession session)
    {
        const std::lock_guard lock(mutex_);
        tls_session_ = std::move(session);
    }

private:
    const Relay& relay_;
    std::atomic<int> open_ = 0;
    mutable std::mutex mutex_;
    TlsSession tls_session_;
};

/// How far a message came.
struct Step
{
    enum class What {
        go,   ///< the server waits for the content
        over, ///< the message has its outcome
        lost, ///< the connection went, and the server cannot have taken the message; the outcome if it shall not be
              ///< tried on another one
    };
    What what = What::go;
    channel::Outcome outcome; ///< unless go
};

/// One dialogue with a server over one connection. One thread at a time; nothing here throws for what the server does.
///
/// A message goes begin(), envelope(), content(), ending(). Where the server offers PIPELINING (RFC 2920) the next
/// message's begin() may come between content() and ending(): its MAIL, RCPT and DATA then leave together with the
/// content before, and a message costs one round trip. With CHUNKING (RFC 3030) BDAT takes the place of DATA; it is
/// sent only once MAIL and RCPT were answered well, so that no content follows a refusal.
class Session
{
public:
    Session(const Settings& settings, RelayMemory& relay);
    /// Says QUIT when the server still listens; does not wait for the answer.
    ~Session();
    Session(const Session&) = delete;

    /// Connects, greets, starts TLS, logs in. The outcome of every message waiting for it when it did not work.
    std::optional<channel::Outcome> open();
    /// Not lost, not asked to go away.
    bool usable() const { return wire_ != nullptr; }
    /// Open, but the server has closed it or said something unasked meanwhile.
    bool stale() { return wire_ == nullptr || wire_->stale(); }
    /// Has it answered for a message already? Then losing it before the next one's content is no failure of that one.
    bool used() const { return messages_ > 0; }

    RelayMemory& relay() const { return relay_; }
    /// It has had its share of messages or time, counting those that were begun: nothing more is to be begun on it.
    bool spent() const;

    /// What the server's capabilities forbid, without asking it.
    std::optional<channel::Outcome> unfit(const Mail& mail) const;
    /// MAIL, RCPT and DATA; they are sent with the next that is waited for.
    void begin(const Mail& mail);
    /// Waits for the answers to them.
    Step envelope();
    /// The content with its end, after a Step that said go; sent with what follows, at the latest by ending().
    void content(const Mail& mail);
    /// Waits for the server's word on the content: never go.
    Step ending();
    /// In place of content(): the message is not to be sent. After DATA only dropping the connection says that.
    void withdraw();

    /// What open() found, for check().
    std::string description() const;

private:
    const Reply& command(const std::string& line);
    void expect(const Reply& reply, int hundreds, Stage stage, const std::string& what);
    void greet();
    void login();
    void login_by_token();
    const Reply& offer_token(const std::string& token, std::string& why);
    void start_tls();
    bool chunking() const { return can_.chunking && settings_.chunking; }
    void append_mail(const Mail& mail);
    void append_rcpt(const Mail& mail);
    void flush();
    const Reply& answer();
    Step envelope_in_turn();
    Step envelope_as_group();
    Step refused(const Reply& reply, Stage stage);
    Step lost(const Lost& error);
    std::optional<Step> last_word();

    const Settings& settings_;
    RelayMemory& relay_;
    const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::unique_ptr<Wire> wire_;
    Capabilities can_;
    int messages_ = 0;         ///< which it has answered for
    int begins_ = 0;           ///< messages begun on it
    bool reset_ = false;       ///< a transaction was left open by a refusal: RSET goes before the next MAIL
    bool reset_asked_ = false; ///< ... and is in the group that was sent
    std::optional<Mail> begun_;
    std::string sender_; ///< of the message last looked at
    std::string out_;    ///< not yet sent
    std::string body_;
    std::size_t content_end_ = 0; ///< where in out_ the content ends
};

} // namespace dosah::connectors::smtp
