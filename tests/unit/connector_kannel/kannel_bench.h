// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/kannel.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_http_server.h"

#include <Poco/URI.h>

/// A Kannel connector against a scripted gateway.
namespace dosah::tests {

inline channel::AccountSettings account_on(int port, std::map<std::string, std::string> extra = {})
{
    channel::AccountSettings account;
    account.id = 7;
    account.settings = {{"url", "http://127.0.0.1:" + std::to_string(port) + "/cgi-bin/sendsms"},
                        {"user", "mesto"},
                        {"timeout_seconds", "1"}};
    account.secrets = {{"password", "a&b=c"}};
    account.webhook_url = "https://dosah.test/hooks/7/token/";
    for (auto& [name, value] : extra)
        account.settings[name] = value;
    return account;
}

inline channel::OutgoingMessage sms(std::int64_t id, const std::string& text = "Ahoj")
{
    channel::OutgoingMessage message;
    message.attempt_id = id;
    message.attempt_reference = "REF" + std::to_string(id);
    message.recipient = "+420601000111";
    message.sender = "+420900111222";
    message.content = text;
    return message;
}

struct KannelBench
{
    explicit KannelBench(std::function<HttpAnswer(const std::string&)> answer,
                         std::map<std::string, std::string> extra = {})
        : server(std::move(answer)),
          connector(connectors::kannel_kind().make(account_on(server.port(), std::move(extra))).connector)
    {
    }

    channel::Outcome send(const channel::OutgoingMessage& message)
    {
        connector->send(std::span(&message, 1), outcomes);
        return outcomes.only(message.attempt_id);
    }

    ScriptedHttpServer server;
    RecordingOutcomes outcomes;
    std::shared_ptr<channel::Connector> connector;
};

inline HttpAnswer accepted(const std::string&)
{
    return http_answer(202, "0: Accepted for delivery");
}

inline std::map<std::string, std::string> parameters(const std::string& target)
{
    std::map<std::string, std::string> result;
    for (const auto& [name, value] : Poco::URI("http://host" + target).getQueryParameters())
        result[name] = value;
    return result;
}
} // namespace dosah::tests
