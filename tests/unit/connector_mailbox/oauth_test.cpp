// SPDX-License-Identifier: EUPL-1.2
// A mailbox that is entered by OAuth2: a real Dovecot that asks an endpoint about each token it is shown.
#include "connectors/mailbox/mailbox.h"
#include "tests/support/dovecot_server.h"
#include "tests/support/recording_sink.h"
#include "tests/support/recording_smtp_server.h"
#include "tests/support/scripted_http_server.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Gives tokens "token-1", "token-2" ... by refresh token and says which of them are good.
class Provider
{
public:
    explicit Provider(const std::string& certificate = "")
        : server_([this](const HttpRequest& request) { return answer(request); }, certificate)
    {
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string secure_url() const { return "https://localhost:" + std::to_string(server_.port()); }
    int given() const { return given_; }
    void revoke() { good_from_ = given_ + 1; }
    void revoke_all() { good_from_ = 1000; }

private:
    HttpAnswer answer(const HttpRequest& request)
    {
        if (request.method == "POST") {
            if (request.body != "grant_type=refresh_token&refresh_token=obnova&client_id=app&client_secret=tajne")
                return http_answer(400, R"({"error": "invalid_grant"})");
            return http_answer(200, R"({"access_token": "token-)" + std::to_string(++given_) +
                                        R"(", "token_type": "Bearer", "expires_in": 3600})");
        }
        const std::size_t at = request.target.find("token-");
        const bool good = at != std::string::npos && std::stoi(request.target.substr(at + 6)) >= good_from_;
        return http_answer(200, good ? R"({"active": true, "username": "jana@obec.test"})" : R"({"active": false})",
                           "Content-Type: application/json\r\n");
    }

    std::atomic<int> given_{0};
    std::atomic<int> good_from_{1};
    ScriptedHttpServer server_;
};

std::shared_ptr<channel::Poller> poller(const std::string& url, const std::string& token_url,
                                        const std::map<std::string, std::string>& more = {},
                                        const std::string& refresh = "obnova")
{
    channel::AccountSettings account;
    account.id = 5;
    account.settings = {{"url", url},
                        {"tls", "none"},
                        {"user", "jana@obec.test"},
                        {"timeout_seconds", "10"},
                        {"oauth_token_url", token_url},
                        {"oauth_client_id", "app"}};
    for (const auto& [name, value] : more)
        account.settings[name] = value;
    account.secrets = {{"oauth_client_secret", "tajne"}, {"oauth_refresh_token", refresh}};
    return connectors::mailbox_kind().make(account).poller;
}

bool never()
{
    return false;
}

} // namespace

TEST_CASE("a mailbox is entered with a token that is fetched, used again and renewed when it is refused")
{
    const std::string mechanism = GENERATE("oauthbearer", "xoauth2");
    const bool pop3 = GENERATE(false, true);
    INFO(mechanism << (pop3 ? " POP3" : " IMAP"));
    Provider provider;
    DovecotServer dovecot(provider.url() + "/introspect?token=", mechanism);
    const std::string url = pop3 ? "pop3://127.0.0.1:" + std::to_string(dovecot.pop3_port())
                                 : "imap://127.0.0.1:" + std::to_string(dovecot.imap_port());
    const auto box = poller(url, provider.url() + "/token");
    RecordingInbound sink;
    dovecot.deliver("jana@obec.test", "Subject: first\r\n\r\nText\r\n");
    CHECK(box->poll(sink, never) == 1);
    dovecot.deliver("jana@obec.test", "Subject: second\r\n\r\nText\r\n");
    CHECK(box->poll(sink, never) == 1);
    CHECK(provider.given() == 1);
    provider.revoke();
    dovecot.deliver("jana@obec.test", "Subject: third\r\n\r\nText\r\n");
    CHECK(box->poll(sink, never) == 1);
    CHECK(provider.given() == 2);
    CHECK(sink.items().size() == 3);
    provider.revoke_all();
    CHECK_THROWS_WITH(box->poll(sink, never), Contains("also with a new access token") && !Contains("token-"));
    CHECK(provider.given() == 3);
}

TEST_CASE("a token endpoint that refuses or is away leaves the mailbox alone and says what to do")
{
    Provider provider;
    RecordingInbound sink;
    const std::string url = "imap://127.0.0.1:" + std::to_string(free_port());
    CHECK_THROWS_WITH(poller(url, provider.url() + "/token", {}, "taken back")->poll(sink, never),
                      Contains("invalid_grant") && Contains("grant access anew"));
    const std::string nowhere = "http://127.0.0.1:" + std::to_string(free_port()) + "/token";
    CHECK_THROWS_WITH(poller(url, nowhere)->poll(sink, never), Contains("the token endpoint cannot be asked"));
}

TEST_CASE("the token endpoint's certificate is checked")
{
    const TemporaryFolder folder;
    const std::string certificate = make_certificate(folder.path().string(), "DNS:localhost");
    Provider provider(certificate);
    RecordingInbound sink;
    const std::string nobody = "imap://127.0.0.1:" + std::to_string(free_port());
    const std::string url = provider.secure_url() + "/token";
    CHECK_THROWS_WITH(poller(nobody, url)->poll(sink, never), Contains("oauth_verify"));
    CHECK(provider.given() == 0);
    CHECK_THROWS_WITH(poller(nobody, url, {{"oauth_verify", certificate}})->poll(sink, never),
                      Contains("mailbox at " + nobody)); // it has a token, and nobody to show it to
    CHECK(provider.given() == 1);
}
