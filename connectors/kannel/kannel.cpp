// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/kannel.h"

#include "base/log.h"
#include "connectors/kannel/delivery.h"
#include "connectors/kannel/webhook.h"

#include <atomic>

namespace dosah::connectors {

namespace kannel {

namespace {

using channel::OutgoingMessage;

class KannelConnector final : public channel::Connector
{
public:
    explicit KannelConnector(Settings settings) : settings_(std::move(settings)), requests_(settings_) {}

    std::string_view name() const override { return "kannel"; }
    channel::Channel channel() const override { return channel::Channel::sms; }

    /// One by one, the others by more(): the operator counts each second, and a mark is asked for one message.
    channel::Limits limits() const override { return {settings_.connections, 1, settings_.parts_per_second}; }

    void send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes) override
    {
        try {
            Delivery delivery(requests_, settings_, take(), outcomes);
            if (silent_.exchange(false)) return delivery.rest(messages);
            delivery.run(messages);
            silent_ = delivery.silent();
            give_back(delivery.connection());
        } catch (const std::exception& error) {
            // Only the sink itself can throw here; its messages stay as it left them.
            log_error("kannel_send_failed", {{"error", error.what()}});
        }
    }

    channel::Health check() override
    {
        try {
            Connection connection(settings_);
            connection.write(requests_.probe());
            const Answer answer = connection.read();
            if (answer.status == 400) return {true, "Kannel answers, logged in"};
            if (answer.status == 403) return {false, "Kannel refuses the login; check user and password"};
            return {false, "http " + std::to_string(answer.status) + " instead of Kannel's answer; check url"};
        } catch (const Broken& broken) {
            return {false, broken.code + ": " + broken.what()};
        }
    }

private:
    std::unique_ptr<Connection> take()
    {
        std::vector<std::unique_ptr<Connection>> stale; // closed after the lock is gone
        const std::lock_guard lock(mutex_);
        while (!idle_.empty()) {
            std::unique_ptr<Connection> connection = std::move(idle_.back());
            idle_.pop_back();
            if (connection->usable()) return connection;
            stale.push_back(std::move(connection));
        }
        return nullptr;
    }

    void give_back(std::unique_ptr<Connection> connection)
    {
        const std::lock_guard lock(mutex_);
        if (connection && idle_.size() < static_cast<std::size_t>(settings_.connections))
            idle_.push_back(std::move(connection));
    }

    const Settings settings_;
    const Requests requests_;
    std::atomic<bool> silent_{false}; ///< the request before was left without an answer
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
