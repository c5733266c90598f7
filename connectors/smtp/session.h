// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/wire.h"

#include <memory>
#include <optional>

namespace dosah::connectors::smtp {

/// What a server said it can do in answer to EHLO.
struct Capabilities
{
    bool pipelining = false;    ///< RFC 2920
    bool eight_bit = false;     ///< RFC 6152
    bool utf8 = false;          ///< RFC 6531
    bool starttls = false;      ///< RFC 3207
    bool size = false;          ///< RFC 1870
    std::size_t size_limit = 0; ///< 0: none announced
    bool plain = false;
    bool login = false;
};

Capabilities capabilities_from(const Reply& reply);

/// One dialogue with a server over one connection. One thread at a time; nothing here throws for what the server does.
class Session
{
public:
    explicit Session(const Settings& settings) : settings_(settings) {}
    /// Says QUIT when the server still listens; does not wait for the answer.
    ~Session();
    Session(const Session&) = delete;

    /// Connects, greets, starts TLS, logs in. The outcome of every message waiting for it when it did not work.
    std::optional<channel::Outcome> open();
    /// Not lost, not asked to go away.
    bool usable() const { return wire_ != nullptr; }
    /// Open, but the server has closed it or said something unasked meanwhile.
    bool stale() { return wire_ == nullptr || wire_->stale(); }
    /// Has it carried a message already? Then losing it before the next one's content is no failure of that one.
    bool used() const { return used_; }

    struct Envelope
    {
        bool ready = false;       ///< the server said 354: the content may follow, or abandon() must
        bool lost = false;        ///< the connection went before the server said anything definite
        channel::Outcome outcome; ///< when not ready
    };
    /// MAIL, RCPT and DATA, together when the server allows it.
    Envelope envelope(const channel::OutgoingMessage& message);
    /// The content and the answer to its final dot. Only after a ready envelope.
    channel::Outcome content(const channel::OutgoingMessage& message);
    /// Drops the connection; what was begun is not accepted by the server (no final dot was sent).
    void abandon() { wire_.reset(); }

    /// What open() found, for check().
    std::string description() const;

private:
    Reply command(const std::string& line);
    void expect(const Reply& reply, int hundreds, Stage stage, const std::string& what);
    void greet();
    void login();
    std::optional<channel::Outcome> unfit(const channel::OutgoingMessage& message, const std::string& sender) const;
    Envelope refused(const Reply& reply, Stage stage);

    const Settings& settings_;
    std::unique_ptr<Wire> wire_;
    Capabilities can_;
    bool used_ = false;
    bool reset_first_ = false; ///< a transaction was left open by a refusal: RSET goes before the next MAIL
};

} // namespace dosah::connectors::smtp
