// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "organisations/user.h"
#include "tests/support/test_store.h"
#include "web/server.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::tests {

/// What came back over the wire.
struct Reply
{
    int status = 0;                             ///< 0: the connection was closed without an answer
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
    std::string cookie; ///< name=value of the (last) Set-Cookie
};

/// Sends bytes as they are and returns everything until the other side closes or the limit passes.
std::string exchange_bytes(int port, const std::string& bytes, int limit_milliseconds = 5000);
Reply parse_reply(const std::string& bytes);

/// A connector that keeps what it is given, for the sandbox and the webhook.
class KeptMessages final : public channel::CaptureView, public channel::Webhook
{
public:
    std::vector<channel::CapturedMessage> captured(std::size_t offset, std::size_t limit) const override;
    std::size_t count() const override { return messages.size(); }
    channel::WebhookReply handle(const channel::WebhookRequest& request, channel::InboundSink& sink) override;

    std::vector<channel::CapturedMessage> messages; ///< oldest first
    std::vector<channel::WebhookRequest> calls;
};

class Taken final : public channel::InboundSink
{
public:
    void take(std::int64_t, const channel::InboundItem& item) override { items.push_back(item); }
    std::string position(std::int64_t) override { return ""; }
    void save_position(std::int64_t, const std::string&) override {}

    std::vector<channel::InboundItem> items;
};

/// A real server on a free port over a store with two towns: Lipová (Czech) with a running campaign and three people,
/// and Nordvik (Norwegian) with none. Users: petra@lipova.test and ola@nordvik.test coordinate, eva@lipova.test
/// evaluates.
class TestSite
{
public:
    static constexpr const char* password = "a long enough password";

    explicit TestSite(StoreKind kind = StoreKind::sqlite, const std::map<std::string, std::string>& event = {},
                      int body_limit = 64 * 1024, bool start = true);
    ~TestSite();

    store::Database& database() { return store_.database(); }
    int port() const { return server->port(); }

    Reply get(const std::string& path, const std::string& cookie = "", const std::string& language = "");
    Reply post(const std::string& path, const std::map<std::string, std::string>& form, const std::string& cookie = "");
    /// Signs in through the form; returns the session cookie.
    std::string sign_in(const std::string& email);
    /// The token that forms of this session carry.
    std::string csrf(const std::string& cookie);
    std::int64_t number(const std::string& sql, const std::vector<store::Value>& values = {});

    std::string invitation_path(std::size_t person);
    std::string unsubscribe_path(std::size_t person);
    std::string preferences_path(std::size_t person);
    std::string campaign_path() const { return "/campaigns/" + std::to_string(campaign.id); }
    campaigns::Campaign reread();

    ManualClock clock{from_iso("2026-11-20T09:00:00Z")};
    SystemRandom random;
    MasterKey master{std::string(32, 'k')};
    Config config;
    std::optional<campaigns::Services> services;
    organisations::Organisation lipova;
    organisations::Organisation nordvik;
    campaigns::Campaign campaign;
    std::vector<std::int64_t> people; ///< contact ids in Lipová
    std::int64_t account = 0;         ///< Lipová's email account
    std::int64_t foreign_account = 0; ///< Nordvik's
    std::shared_ptr<KeptMessages> kept = std::make_shared<KeptMessages>();
    std::shared_ptr<KeptMessages> foreign_kept = std::make_shared<KeptMessages>();
    Taken taken;
    std::vector<std::string> problems;
    std::unique_ptr<web::Server> server;

private:
    std::int64_t add_person(std::int64_t organisation_id, const std::string& given_name, const std::string& family_name,
                            const std::string& email);
    std::int64_t add_account(const organisations::Organisation& organisation, const std::string& key,
                             const std::string& channel);
    void add_user(const organisations::Organisation& organisation, const std::string& email, organisations::Role role,
                  const std::string& locale);

    TestStore store_;
};

} // namespace dosah::tests
