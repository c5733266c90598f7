// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dosah::channel {

/// Where a connector asks leave and reports. Implemented by delivery/; any thread.
class OutcomeSink
{
public:
    virtual ~OutcomeSink() = default;

    /// Asked just before the first byte of these messages that could make the other side accept. When it returns, each
    /// message with true is durably marked as handed and may be sent; one with false must not be sent, and no outcome
    /// is reported for it (it was paused, cancelled, taken over, or its recipient opted out meanwhile).
    virtual std::vector<bool> hand(std::span<const OutgoingMessage> messages) = 0;

    /// Says that hand() of these messages comes next, so that the marking can begin while the messages before them are
    /// still under way. Does not wait. From then on they count as handed, whatever hand() is asked later: a connector
    /// has at most two messages a connection that were begun and not reported, since each of them may become in doubt.
    /// hand() must still be asked, and waits for the answer; one that is not sent after all is reported `later`.
    virtual void begin_hand(std::span<const OutgoingMessage> messages) = 0;

    /// Reported exactly once for each message given to send() or by more() that was not refused by hand().
    virtual void outcome(const OutgoingMessage& message, const Outcome& outcome) = 0;

    /// What else shall go by this connection, as if send() had been called with it too: at most limits().batch. They
    /// stay where they are until more() is asked after all of them have ended. Empty: nothing now, or it goes by
    /// another connection; send() then finishes what it has and returns. Does not wait. A connector asks when it could
    /// begin the next one and not earlier, so that what is under way over all connections are neighbours in the queue;
    /// one that never asks gets limits().batch with each send().
    virtual std::span<const OutgoingMessage> more() { return {}; }
};

/// What a connector can take.
struct Limits
{
    int connections = 1;                       ///< how many send() calls may run at once
    int batch = 1;                             ///< how many messages send() is called with, and more() gives, at most
    double messages_per_second = 0;            ///< SMS: parts; 0: no limit of its own
    double messages_per_second_per_domain = 0; ///< to one recipient domain; 0: no limit
};

/// Can it work? For health pages and "test connection".
struct Health
{
    bool good = false;
    std::string text; ///< what is wrong and what to do, or what was found
};

/// The adapter to one kind of transport for one account. It translates and nothing else: no retry, no store, no policy.
class Connector
{
public:
    virtual ~Connector() = default;
    virtual std::string_view name() const = 0; ///< "smtp", "kannel" ...
    virtual Channel channel() const = 0;
    /// Hands messages over one after another, and what outcomes.more() gives after them, and reports each. Called from
    /// up to limits().connections threads at once; connections are reused between calls. Never throws for what the
    /// remote does.
    virtual void send(std::span<const OutgoingMessage> messages, OutcomeSink& outcomes) = 0;
    virtual Health check() = 0;
    virtual Limits limits() const = 0;
};

// ------------------------------------------------------------------------------------------------------ what comes in

enum class InboundKind { email, sms, receipt };

std::string_view to_string(InboundKind kind);
InboundKind inbound_kind_from(std::string_view word);

/// Something that came in, raw. What it means is decided later (responses/).
struct InboundItem
{
    InboundKind kind = InboundKind::email;
    /// What tells it from others (a mail's digest, the provider's id of a receipt ...): the same item twice is kept
    /// once.
    std::string provider_key;
    std::string raw; ///< email: the message as fetched; SMS: the text; receipt: the remote's words
    /// SMS: "from", "to"; receipt: "attempt" (attempt_reference), "status" (delivered, failed, buffered, accepted,
    /// rejected), "code"; email: "internaldate" (when the mailbox got it, as IMAP writes it), "truncated". Further ones
    /// are kept for people to read.
    std::map<std::string, std::string> fields;
};

/// Where connectors put what comes in. Implemented by responses/; any thread.
class InboundSink
{
public:
    virtual ~InboundSink() = default;
    /// Durable when it returns (in the store, or in the spool folder while the store is away). A repeated provider_key
    /// is taken and dropped. Throws Error(unavailable) when it could be kept nowhere: do not acknowledge.
    virtual void take(std::int64_t connector_account_id, const InboundItem& item) = 0;
    /// How far this account's poller has read, as it last wrote it; "" at first.
    virtual std::string position(std::int64_t connector_account_id) = 0;
    virtual void save_position(std::int64_t connector_account_id, const std::string& position) = 0;
};

/// For transports that are asked.
class Poller
{
public:
    virtual ~Poller() = default;
    /// Fetches what is new and gives it to the sink, one by one. Returns how many. `stop` is looked at between items.
    /// Throws Error(unavailable) when the other side is away.
    virtual std::size_t poll(InboundSink& sink, const std::function<bool()>& stop) = 0;
};

struct WebhookRequest
{
    std::string method;                       ///< GET or POST
    std::string path;                         ///< what follows /hooks/{account id}/{token}/
    std::map<std::string, std::string> query; ///< decoded; also the fields of a form body
    std::string body;
};

struct WebhookReply
{
    int status = 200;
    std::string body;
};

/// For transports that call us, at PUBLIC_URL/hooks/{account id}/{token}/{path}. The token was checked before.
class Webhook
{
public:
    virtual ~Webhook() = default;
    virtual WebhookReply handle(const WebhookRequest& request, InboundSink& sink) = 0;
};

/// For transports that open connections to us by a protocol of their own.
class Listener
{
public:
    virtual ~Listener() = default;
    /// Opens the account's address and serves it on threads of its own until stop(); nothing more when it does already.
    /// The sink must outlive that. Throws Error(unavailable) naming the address when it cannot be opened: trying again
    /// may help, another daemon may have it.
    virtual void start(InboundSink& sink) = 0;
    /// Takes nothing new, lets what is being kept be kept and acknowledged, and closes. Idempotent.
    virtual void stop() = 0;
};

/// What a capture connector kept, for the sandbox page.
struct CapturedMessage
{
    std::int64_t attempt_id = 0;
    Channel channel = Channel::email;
    std::string recipient;
    std::string sender;
    std::string content;
    bool unicode = false;
    int parts = 1;
};

class CaptureView
{
public:
    virtual ~CaptureView() = default;
    /// The newest first, from `offset` on.
    virtual std::vector<CapturedMessage> captured(std::size_t offset, std::size_t limit) const = 0;
    virtual std::size_t count() const = 0;
};

// ------------------------------------------------------------------------------------------------------- construction

/// One organisation's account at a transport, as a connector gets it.
struct AccountSettings
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string key;
    std::map<std::string, std::string> settings;
    std::map<std::string, std::string> secrets;
    std::string webhook_url; ///< PUBLIC_URL/hooks/{id}/{token}/ ; ends with a slash
};

/// The parts of one account; what a transport cannot do is null.
struct Transport
{
    std::shared_ptr<Connector> connector;
    std::shared_ptr<Poller> poller;
    std::shared_ptr<Webhook> webhook;
    std::shared_ptr<Listener> listener;
    std::shared_ptr<CaptureView> capture;
};

/// What one setting of a connector means, for `dosah connector add` and the documentation.
struct SettingHelp
{
    std::string name;
    std::string initial; ///< "" and required: must be given
    std::string help;
    bool required = false;
    bool secret = false;
};

struct ConnectorKind
{
    std::string name;
    std::vector<SettingHelp> settings;
    /// Throws Error(input) naming the setting that is wrong.
    std::function<Transport(const AccountSettings&)> make;
};

/// Checks that every setting is known and every required one given. Throws Error(input) naming it.
void check_settings(const ConnectorKind& kind, const AccountSettings& account);

/// A setting or its default; throws Error(input) when it is required and missing.
std::string setting(const ConnectorKind& kind, const AccountSettings& account, const std::string& name);

} // namespace dosah::channel
