// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/kannel.h"

#include "base/log.h"
#include "connectors/kannel/http.h"
#include "connectors/kannel/sendsms.h"
#include "connectors/kannel/webhook.h"

namespace dosah::connectors {

namespace kannel {

namespace {

using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

class KannelConnector final : public channel::Connector
{
public:
    explicit KannelConnector(Settings settings) : settings_(std::move(settings)) {}

    std::string_view name() const override { return "kannel"; }
    channel::Channel channel() const override { return channel::Channel::sms; }
    channel::Limits limits() const override { return {settings_.connections, 1, settings_.parts_per_second}; }

    void send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes) override
    {
        try {
            for (const OutgoingMessage& message : messages)
                if (const std::optional<Outcome> outcome = send_one(message, outcomes))
                    outcomes.outcome(message, *outcome);
        } catch (const std::exception& error) {
            // Only the sink itself can throw here; its messages stay as it left them.
            log_error("kannel_send_failed", {{"error", error.what()}});
        }
    }

    channel::Health check() override
    {
        try {
            Connection connection(settings_);
            const Answer answer = connection.get(settings_, probe_target(settings_));
            if (answer.status == 400) return {true, "Kannel answers, logged in"};
            if (answer.status == 403) return {false, "Kannel refuses the login; check user and password"};
            return {false, "http " + std::to_string(answer.status) + " instead of Kannel's answer; check url"};
        } catch (const Broken& broken) {
            return {false, broken.code + ": " + broken.what()};
        }
    }

private:
    static Outcome trouble(OutcomeKind kind, const Broken& broken, bool handed)
    {
        Outcome outcome;
        outcome.kind = kind;
        outcome.code = broken.code;
        outcome.text = broken.what();
        outcome.handed = handed;
        return outcome;
    }

    /// Nothing when the sink refused.
    std::optional<Outcome> send_one(const OutgoingMessage& message, channel::OutcomeSink& outcomes)
    {
        std::unique_ptr<Connection> connection;
        try {
            connection = take();
        } catch (const Broken& broken) {
            return trouble(OutcomeKind::later, broken, false);
        }
        try {
            const std::vector<bool> allowed = outcomes.hand(std::span(&message, 1));
            if (allowed.empty() || !allowed.front()) {
                give_back(std::move(connection));
                return std::nullopt;
            }
        } catch (const std::exception& error) {
            return trouble(OutcomeKind::later, Broken("hand", error.what()), false);
        }
        try {
            // Asking may have taken a while; nothing was written yet.
            if (!connection->usable()) connection = std::make_unique<Connection>(settings_);
        } catch (const Broken& broken) {
            return trouble(OutcomeKind::later, broken, false);
        }
        try {
            const Answer answer = connection->get(settings_, sendsms_target(settings_, message));
            give_back(std::move(connection));
            return outcome_of(answer.status, answer.body, answer.retry_after);
        } catch (const Broken& broken) {
            return trouble(OutcomeKind::unknown, broken, true);
        }
    }

    std::unique_ptr<Connection> take()
    {
        {
            const std::lock_guard lock(mutex_);
            while (!idle_.empty()) {
                std::unique_ptr<Connection> connection = std::move(idle_.back());
                idle_.pop_back();
                if (connection->usable()) return connection;
            }
        }
        return std::make_unique<Connection>(settings_);
    }

    void give_back(std::unique_ptr<Connection> connection)
    {
        if (!connection->usable()) return;
        const std::lock_guard lock(mutex_);
        if (idle_.size() < static_cast<std::size_t>(settings_.connections)) idle_.push_back(std::move(connection));
    }

    const Settings settings_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

} // namespace

} // namespace kannel

const channel::ConnectorKind& kannel_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "kannel";
        made.settings = {
            {"url", "http://127.0.0.1:13013/cgi-bin/sendsms", "Kannel's sendsms address"},
            {"user", "", "sendsms-user's username", true},
            {"password", "", "sendsms-user's password", true, true},
            {"sender", "", "number or name when the message names none"},
            {"smsc", "", "which link to use; empty: Kannel routes"},
            {"dlr_mask", "31", "which receipts to ask for (sum of 1, 2, 4, 8, 16); 0: none"},
            {"connections", "10", "how many requests at once"},
            {"parts_per_second", "0", "the operator's limit; 0: none"},
            {"timeout_seconds", "30", "for connecting and for an answer"},
        };
        made.make = [](const channel::AccountSettings& account) {
            channel::Transport transport;
            transport.connector =
                std::make_shared<kannel::KannelConnector>(kannel::read_settings(kannel_kind(), account));
            transport.webhook = std::make_shared<kannel::KannelWebhook>(account.id);
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
