// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/mailbox.h"
#include "tests/support/dovecot_server.h"
#include "tests/support/recording_sink.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dosah::tests {

/// One server for all cases of the program; each uses a mailbox of its own.
inline DovecotServer& dovecot()
{
    static DovecotServer server;
    return server;
}

inline bool never()
{
    return false;
}

using Texts = std::vector<std::string>;

/// A user's mailbox, the poller of an account on it and what that has taken.
struct Box
{
    static constexpr std::int64_t account_id = 5;

    Box(const std::string& url, std::string name, const std::map<std::string, std::string>& extra,
        const std::string& password)
        : user(std::move(name))
    {
        channel::AccountSettings account;
        account.id = account_id;
        account.settings = {{"url", url}, {"tls", "none"}, {"user", user}, {"timeout_seconds", "10"}};
        for (const auto& [key, value] : extra)
            account.settings[key] = value;
        account.secrets = {{"password", password}};
        poller = connectors::mailbox_kind().make(account).poller;
    }

    /// Its text begins with a point, which POP3 doubles on its way.
    void deliver(const std::string& subject)
    {
        dovecot().deliver(user, "Subject: " + subject + "\r\n\r\n.Text of " + subject + "\r\n");
    }
    std::size_t poll() { return poller->poll(sink, never); }
    Texts subjects() const
    {
        Texts result;
        for (const channel::InboundItem& item : sink.items())
            result.push_back(item.raw.substr(9, item.raw.find('\r') - 9));
        return result;
    }
    std::string position() { return sink.position(account_id); }

    std::string user;
    RecordingInbound sink;
    std::shared_ptr<channel::Poller> poller;
};

} // namespace dosah::tests
