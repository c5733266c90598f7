// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/smtp.h"

#include "base/log.h"
#include "connectors/smtp/session.h"
#include "connectors/smtp/settings.h"

namespace dosah::connectors {

namespace smtp {

namespace {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

/// Servers commonly end an idle connection after five minutes; one older than this is not worth trying.
constexpr std::chrono::seconds idle_limit{120};

class SmtpConnector final : public channel::Connector
{
public:
    explicit SmtpConnector(Settings settings) : settings_(std::move(settings)) {}

    std::string_view name() const override { return "smtp"; }
    channel::Channel channel() const override { return channel::Channel::email; }
    void send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes) override;
    channel::Health check() override;
    /// Two at a time: one question to the sink serves both, and no more than two can be in doubt per connection.
    channel::Limits limits() const override { return {settings_.connections, 2, 0}; }

private:
    struct Idle
    {
        std::unique_ptr<Session> session;
        std::chrono::steady_clock::time_point since;
    };

    std::unique_ptr<Session> take();
    void give_back(std::unique_ptr<Session> session);

    const Settings settings_;
    std::mutex mutex_;
    std::vector<Idle> idle_;
};

std::unique_ptr<Session> SmtpConnector::take()
{
    std::vector<Idle> dropped; // closed after the lock is gone
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
        Idle candidate = std::move(idle_.back());
        idle_.pop_back();
        if (std::chrono::steady_clock::now() - candidate.since < idle_limit && !candidate.session->stale())
            return std::move(candidate.session);
        dropped.push_back(std::move(candidate));
    }
    return nullptr;
}

void SmtpConnector::give_back(std::unique_ptr<Session> session)
{
    if (!session || !session->usable()) return;
    const std::lock_guard lock(mutex_);
    if (idle_.size() < static_cast<std::size_t>(settings_.connections))
        idle_.push_back({std::move(session), std::chrono::steady_clock::now()});
}

/// Carries one batch over one connection (and its successor, when the server drops it).
class Delivery
{
public:
    Delivery(const Settings& settings, std::unique_ptr<Session> session, channel::OutcomeSink& outcomes)
        : settings_(settings), session_(std::move(session)), outcomes_(outcomes), kept_(session_ != nullptr)
    {
    }

    void run(std::span<const OutgoingMessage> messages)
    {
        for (std::size_t i = 0; i < messages.size(); ++i) {
            if (asked_ && !allowed_[i]) continue;
            const OutgoingMessage& message = messages[i];
            if (std::optional<Outcome> outcome = prepare(message)) {
                outcomes_.outcome(message, *outcome);
                continue;
            }
            if (!asked_) {
                if (!ask(messages, i)) return;
                if (!allowed_[i]) {
                    session_->abandon();
                    continue;
                }
            }
            outcomes_.outcome(message, session_->content(message));
        }
    }

    std::unique_ptr<Session> session() { return std::move(session_); }

private:
    /// Brings the connection to the point where the content may follow; the outcome when it cannot.
    std::optional<Outcome> prepare(const OutgoingMessage& message)
    {
        for (;;) {
            if (!session_ || !session_->usable()) {
                session_ = std::make_unique<Session>(settings_);
                kept_ = false;
                if (std::optional<Outcome> trouble = session_->open()) return trouble;
            }
            Session::Envelope envelope = session_->envelope(message);
            if (envelope.ready) return std::nullopt;
            // A server may end a connection between two messages; only a fresh one that fails is a failure.
            if (envelope.lost && (kept_ || session_->used())) {
                session_.reset();
                continue;
            }
            return envelope.outcome;
        }
    }

    /// Asks for all that is left. False when the sink could not say: those are reported as not handed.
    bool ask(std::span<const OutgoingMessage> messages, std::size_t from)
    {
        try {
            const std::vector<bool> answer = outcomes_.hand(messages.subspan(from));
            allowed_.assign(messages.size(), false);
            for (std::size_t i = 0; i < answer.size() && from + i < messages.size(); ++i)
                allowed_[from + i] = answer[i];
            asked_ = true;
            return true;
        } catch (const std::exception& error) {
            session_->abandon();
            Outcome outcome;
            outcome.kind = OutcomeKind::later;
            outcome.code = "hand";
            outcome.text = error.what();
            for (const OutgoingMessage& message : messages.subspan(from))
                outcomes_.outcome(message, outcome);
            return false;
        }
    }

    const Settings& settings_;
    std::unique_ptr<Session> session_;
    channel::OutcomeSink& outcomes_;
    bool kept_;          ///< the connection comes from an earlier send()
    bool asked_ = false; ///< hand() has answered, in allowed_
    std::vector<bool> allowed_;
};

void SmtpConnector::send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes)
{
    try {
        Delivery delivery(settings_, take(), outcomes);
        delivery.run(messages);
        give_back(delivery.session());
    } catch (const std::exception& error) {
        // Only the sink itself can throw here; its messages stay as it left them.
        log_error("smtp_send_failed", {{"error", error.what()}});
    }
}

channel::Health SmtpConnector::check()
{
    Session session(settings_);
    if (const std::optional<Outcome> trouble = session.open()) return {false, trouble->code + ": " + trouble->text};
    return {true, session.description()};
}

} // namespace

} // namespace smtp

const channel::ConnectorKind& smtp_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "smtp";
        made.settings = {
            {"host", "", "the relay's name or address", true},
            {"port", "", "its port; empty: 587, with implicit TLS 465"},
            {"tls", "starttls", "none, starttls (refused when not offered) or implicit"},
            {"verify", "true", "true (the system's trusted certificates) or a PEM file of trusted certificates"},
            {"user", "", "login; empty: none"},
            {"password", "", "the login's password", false, true},
            {"helo", "", "the name we greet with; empty: this machine's"},
            {"envelope_sender", "",
             "where bounces go, {reference} stands for the attempt; empty: the message's sender"},
            {"connections", "10", "how many connections at once"},
            {"timeout_seconds", "60", "for connecting and for each reply before the content"},
            {"final_timeout_seconds", "600", "for the reply that accepts the message"},
        };
        made.make = [](const channel::AccountSettings& account) {
            channel::Transport transport;
            transport.connector = std::make_shared<smtp::SmtpConnector>(smtp::read_settings(smtp_kind(), account));
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
