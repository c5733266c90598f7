// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/smtp.h"

#include "base/log.h"
#include "connectors/smtp/carrier.h"

namespace dosah::connectors {

namespace smtp {

namespace {

using channel::Outcome;
using channel::OutgoingMessage;

class SmtpConnector final : public channel::Connector
{
public:
    explicit SmtpConnector(Settings settings) : settings_(std::move(settings)), pool_(settings_) {}

    std::string_view name() const override { return "smtp"; }
    channel::Channel channel() const override { return channel::Channel::email; }
    void send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes) override;
    channel::Health check() override;
    /// Two, because their marks are asked for together; the others come by more().
    channel::Limits limits() const override { return {settings_.connections, 2, 0}; }

private:
    const Settings settings_;
    Pool pool_;
};

void SmtpConnector::send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes)
{
    try {
        Carrier(pool_, outcomes).run(messages);
    } catch (const std::exception& error) {
        // Only the sink itself can throw here; its messages stay as it left them.
        log_error("smtp_send_failed", {{"error", error.what()}});
    }
}

channel::Health SmtpConnector::check()
{
    return pool_.check();
}

} // namespace

} // namespace smtp

const channel::ConnectorKind& smtp_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "smtp";
        made.settings = {
            {"host", "", "the relay's name or address; for several: relays"},
            {"relays", "",
             "several relays, shared by weight: a.example:587;weight=3, b.example; weight 0 is a reserve"},
            {"port", "", "the port where none is named; empty: 587, with implicit TLS 465"},
            {"tls", "starttls", "none, starttls (refused when not offered) or implicit"},
            {"verify", "true", "true (the system's trusted certificates) or a PEM file of trusted certificates"},
            {"user", "", "login; empty: none"},
            {"password", "", "the login's password (PLAIN, LOGIN)", false, true},
            {"token", "", "an access token in place of the password (XOAUTH2)", false, true},
            {"token_file", "", "a file with that token, read at each login, where a program renews it"},
            {"helo", "", "the name we greet with; empty: this machine's"},
            {"envelope_sender", "",
             "where bounces go, {reference} stands for the attempt; empty: the message's sender"},
            {"notify", "failure,delay",
             "what reports to ask for where the relay offers DSN: never, or of success, failure, delay; empty: do not "
             "ask"},
            {"chunking", "true", "use BDAT where the relay offers CHUNKING; false for one that does it badly"},
            {"connections", "10", "how many connections at once, over all relays"},
            {"messages_per_connection", "0", "close a connection after so many; 0: any number"},
            {"idle_seconds", "120", "do not use a connection again that was unused so long"},
            {"connection_seconds", "3600",
             "close a connection that is older, so that a mended or new relay gets its share"},
            {"relay_rest_seconds", "60", "of several relays, leave one that failed alone so long"},
            {"timeout_seconds", "60", "for connecting and for each reply before the content"},
            {"final_timeout_seconds", "600", "for the reply that accepts the message"},
        };
        for (channel::SettingHelp& help : channel::oauth_settings())
            made.settings.push_back(std::move(help));
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
