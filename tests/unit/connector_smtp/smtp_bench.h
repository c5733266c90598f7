// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/smtp.h"
#include "tests/support/recording_sink.h"
#include "tests/support/recording_smtp_server.h"

namespace dosah::tests {

/// A connector on a recording server; `extra` is added to its settings.
struct SmtpBench
{
    explicit SmtpBench(SmtpScript script = {}, std::map<std::string, std::string> extra = {},
                       const std::string& password = "")
        : server(std::move(script)), connector(make(server.port(), std::move(extra), password))
    {
    }

    static std::shared_ptr<channel::Connector> make(int port, std::map<std::string, std::string> extra,
                                                    const std::string& password)
    {
        channel::AccountSettings account;
        account.id = 1;
        account.key = "relay";
        account.settings = {{"host", "127.0.0.1"},  {"port", std::to_string(port)}, {"tls", "none"},
                            {"helo", "dosah.test"}, {"timeout_seconds", "1"},       {"final_timeout_seconds", "1"}};
        for (auto& [name, value] : extra)
            account.settings[name] = value;
        if (!password.empty()) account.secrets = {{"password", password}};
        return connectors::smtp_kind().make(account).connector;
    }

    static channel::OutgoingMessage message(std::int64_t id, const std::string& recipient = "")
    {
        channel::OutgoingMessage result;
        result.attempt_id = id;
        result.attempt_reference = "ref" + std::to_string(id);
        result.recipient = recipient.empty() ? "person" + std::to_string(id) + "@obec.test" : recipient;
        result.sender = "bounce@mesto.test";
        result.content = "Subject: " + std::to_string(id) + "\r\n\r\nDobry den\r\n";
        return result;
    }

    /// Those from 1 on.
    static std::vector<channel::OutgoingMessage> messages(std::int64_t count)
    {
        std::vector<channel::OutgoingMessage> made;
        for (std::int64_t id = 1; id <= count; ++id)
            made.push_back(message(id));
        return made;
    }

    /// Sends one message and returns its only outcome.
    channel::Outcome send(const channel::OutgoingMessage& message)
    {
        connector->send(std::span(&message, 1), outcomes);
        return outcomes.only(message.attempt_id);
    }

    RecordingSmtpServer server;
    RecordingOutcomes outcomes;
    std::shared_ptr<channel::Connector> connector;
};

} // namespace dosah::tests
