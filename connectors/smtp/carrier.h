// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/pool.h"

#include <optional>
#include <span>

namespace dosah::connectors::smtp {

/// Carries what one send() was called with, and what the sink has more of, over one connection and its successors where
/// the server ends it. One thread. The next message is there before the one under way is answered for, so a connection
/// does not run dry while the sink has more.
///
/// Two messages are marked and not answered for at most. While the content of one travels, MAIL, RCPT and DATA of the
/// next travel with it, and the ledger writes its hand mark: so neither the server nor the ledger's disk waits for the
/// other. Content leaves only
/// after the sink said yes. When it says no to a message for which the server already waits (354), the connection is
/// dropped, which is the only way to say so; the messages right after that are asked for before they are begun, so that
/// a pause costs one connection and not one each message.
///
/// A message whose content was not sent whole is carried on by a new connection, unless it was lost with a new one
/// before. When two connections in a row were lost without an answer, what it has left is given up as `later` and
/// nothing more is asked for: a relay that takes content and says nothing shall not put message after message in doubt.
class Carrier
{
public:
    Carrier(Pool& pool, channel::OutcomeSink& outcomes) : pool_(pool), outcomes_(outcomes) {}

    /// Every message has its outcome when it returns, or was refused by the sink. Throws only what outcome() throws.
    void run(std::span<const channel::OutgoingMessage> messages);

private:
    struct Item
    {
        explicit Item(const channel::OutgoingMessage& outgoing) : mail(outgoing) {}
        Mail mail;
        bool marked = false; ///< begin_hand() was called
        bool begun = false;  ///< on the present connection
        std::optional<bool> allowed;
    };

    /// hand() or begin_hand() threw.
    struct HandFailed
    {
        std::string problem;
    };

    const channel::OutgoingMessage* next();
    bool fetch();
    bool connect();
    bool begin(Item& item);
    void carry();
    void take_ahead();
    void mark();
    bool allowed(Item& item);
    void report(Item& item, const channel::Outcome& outcome);
    void hang_up();
    void lose(const Step& step);
    void give_up(const channel::Outcome& outcome);

    Pool& pool_;
    channel::OutcomeSink& outcomes_;
    std::unique_ptr<Session> session_;
    bool kept_ = false;                              ///< the connection comes from an earlier send()
    std::span<const channel::OutgoingMessage> left_; ///< given, and not yet taken up
    bool given_up_ = false;
    std::optional<Item> current_;
    std::optional<Item> ahead_;
    int caution_ = 0; ///< so many more are asked for before they are begun
    int losses_ = 0;  ///< connections lost one after another without an answer
};

} // namespace dosah::connectors::smtp
