// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/child_process.h"
#include "tests/support/scripted_http_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/connector_smtp/smtp_bench.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using channel::OutcomeKind;

namespace {

constexpr const char* form = "grant_type=client_credentials&client_id=app&client_secret=tajne&scope=mail";

/// Gives one token after another; the last one stays.
class Provider
{
public:
    explicit Provider(std::vector<std::string> tokens, const std::string& certificate = "")
        : tokens_(std::move(tokens)),
          server_([this](const HttpRequest& request) { return answer(request); }, certificate)
    {
    }

    int port() const { return server_.port(); }
    int given() const { return given_; }

private:
    HttpAnswer answer(const HttpRequest& request)
    {
        if (request.method != "POST" || request.body != form)
            return http_answer(400, R"({"error": "invalid_request"})");
        const auto place = std::min(static_cast<std::size_t>(given_++), tokens_.size() - 1);
        return http_answer(200, R"({"access_token": ")" + tokens_[place] + R"(", "expires_in": 3600})");
    }

    std::atomic<int> given_{0};
    const std::vector<std::string> tokens_;
    ScriptedHttpServer server_;
};

/// A relay that takes one token only.
struct Relay
{
    Relay() : server(script()) {}

    static SmtpScript script()
    {
        SmtpScript made;
        made.user = "posta@mesto.test";
        made.token = "good";
        made.mechanisms = "XOAUTH2";
        return made;
    }
    std::shared_ptr<channel::Connector> connector(const std::string& token_url,
                                                  const std::map<std::string, std::string>& more = {}) const
    {
        channel::AccountSettings account;
        account.id = 1;
        account.settings = {{"host", "127.0.0.1"},
                            {"port", std::to_string(server.port())},
                            {"tls", "none"},
                            {"helo", "dosah.test"},
                            {"timeout_seconds", "5"},
                            {"user", "posta@mesto.test"},
                            {"oauth_token_url", token_url},
                            {"oauth_client_id", "app"},
                            {"oauth_scope", "mail"}};
        for (const auto& [name, value] : more)
            account.settings[name] = value;
        account.secrets = {{"oauth_client_secret", "tajne"}};
        return connectors::smtp_kind().make(account).connector;
    }
    channel::Outcome send(channel::Connector& connector, std::int64_t id)
    {
        RecordingOutcomes outcomes;
        const channel::OutgoingMessage message = SmtpBench::message(id);
        connector.send(std::span(&message, 1), outcomes);
        return outcomes.only(id);
    }

    RecordingSmtpServer server;
};

std::string plain(const Provider& provider)
{
    return "http://127.0.0.1:" + std::to_string(provider.port()) + "/token";
}

} // namespace

TEST_CASE("a token is fetched for the login, and another one when it is refused")
{
    Provider provider({"taken-back", "good"});
    Relay relay;
    const auto connector = relay.connector(plain(provider));
    CHECK(relay.send(*connector, 1).kind == OutcomeKind::accepted);
    CHECK(provider.given() == 2);
    relay.server.drop_connections();
    CHECK(relay.send(*connector, 2).kind == OutcomeKind::accepted); // a login by the same token
    CHECK(provider.given() == 2);
    CHECK(relay.server.count() == 2);
    CHECK(relay.server.complaints().empty());
}

TEST_CASE("a login that no token opens breaks the connector, after one renewal")
{
    Provider provider({"bad"});
    Relay relay;
    const auto connector = relay.connector(plain(provider));
    const channel::Outcome outcome = relay.send(*connector, 1);
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK_THAT(outcome.text, Contains("also with a new access token") && !Contains("bad"));
    CHECK(provider.given() == 2);
    CHECK(relay.server.count() == 0);
}

TEST_CASE("an endpoint that is away breaks the connector and says so; nothing is handed over")
{
    Relay relay;
    const auto connector = relay.connector("http://127.0.0.1:" + std::to_string(free_port()) + "/token");
    const channel::Outcome outcome = relay.send(*connector, 1);
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK(outcome.code == "oauth");
    CHECK_THAT(outcome.text, Contains("the token endpoint cannot be asked"));
}

TEST_CASE("the endpoint's certificate is checked by the system's or by the file that is named")
{
    const TemporaryFolder folder;
    const std::string certificate = make_certificate(folder.path().string(), "DNS:localhost");
    Provider provider({"good"}, certificate);
    Relay relay;
    const std::string url = "https://localhost:" + std::to_string(provider.port()) + "/token";
    const channel::Outcome outcome = relay.send(*relay.connector(url), 1);
    CHECK(outcome.kind == OutcomeKind::connector_broken);
    CHECK_THAT(outcome.text, Contains("oauth_verify"));
    CHECK(provider.given() == 0);
    CHECK(relay.send(*relay.connector(url, {{"oauth_verify", certificate}}), 2).kind == OutcomeKind::accepted);
}

TEST_CASE("OAuth beside another proof, or without a user, is refused")
{
    Relay relay;
    CHECK_THROWS_WITH(relay.connector("https://id.test/t", {{"user", ""}}), Contains("with setting user"));
    CHECK_THROWS_WITH(relay.connector("https://id.test/t", {{"token_file", "/x"}}), Contains("one of them"));
}
