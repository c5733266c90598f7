// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "channel/oauth.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <thread>

using namespace dosah;
using namespace dosah::channel;
using Catch::Contains;

namespace {

constexpr const char* good = R"({"access_token": "tok-1", "token_type": "Bearer", "expires_in": 3600})";

/// An endpoint with answers for one question after another; the last one stays.
struct Endpoint
{
    TokenReply operator()(const OAuth&, const std::string& form)
    {
        const std::lock_guard lock(mutex);
        forms.push_back(form);
        return answers.at(std::min(forms.size(), answers.size()) - 1);
    }
    std::mutex mutex;
    std::vector<TokenReply> answers{{200, good}};
    std::vector<std::string> forms;
};

struct Bench
{
    explicit Bench(OAuth settings = {"https://id.test/token", "app", "se/cret", "re fresh", "", "", ""})
        : source(
              std::move(settings),
              [this](const OAuth& oauth, const std::string& form) { return endpoint(oauth, form); }, clock)
    {
    }
    void answer(std::vector<TokenReply> answers) { endpoint.answers = std::move(answers); }

    ManualClock clock{from_iso("2026-11-23T08:00:00Z")};
    Endpoint endpoint;
    TokenSource source;
};

TokenReply token(const std::string& name, const std::string& more = "")
{
    return {200, R"({"access_token": ")" + name + R"(", "token_type": "bearer")" + more + "}"};
}

} // namespace

TEST_CASE("a token is asked for once and used until a minute before it runs out")
{
    Bench bench;
    bench.answer({{200, good}, token("tok-2", R"(, "expires_in": "3600")")});
    CHECK(bench.source.token() == "tok-1");
    CHECK(bench.endpoint.forms ==
          std::vector<std::string>{
              "grant_type=refresh_token&refresh_token=re%20fresh&client_id=app&client_secret=se%2Fcret"});
    bench.clock.advance(std::chrono::seconds(3539));
    CHECK(bench.source.token() == "tok-1");
    bench.clock.advance(std::chrono::seconds(1));
    CHECK(bench.source.token() == "tok-2");
    bench.clock.advance(std::chrono::seconds(3539));
    CHECK(bench.source.token() == "tok-2");
    CHECK(bench.endpoint.forms.size() == 2);
}

TEST_CASE("a short life is used by half, one that is not told until the token is refused")
{
    Bench bench;
    bench.answer({token("short", R"(, "expires_in": 30)"), token("long"), token("next")});
    CHECK(bench.source.token() == "short");
    bench.clock.advance(std::chrono::seconds(14));
    CHECK(bench.source.token() == "short");
    bench.clock.advance(std::chrono::seconds(1));
    CHECK(bench.source.token() == "long");
    bench.clock.advance(std::chrono::hours(1000));
    CHECK(bench.source.token() == "long");
    bench.source.refused("long");
    CHECK(bench.source.token() == "next");
}

TEST_CASE("of two who were refused the same token one gets another for both")
{
    Bench bench;
    bench.answer({token("first"), token("second"), token("third")});
    CHECK(bench.source.token() == "first");
    bench.source.refused("first");
    CHECK(bench.source.token() == "second");
    bench.source.refused("first"); // the other one, later
    CHECK(bench.source.token() == "second");
    CHECK(bench.endpoint.forms.size() == 2);
}

TEST_CASE("one asks at a time, whoever waits gets what it got")
{
    Bench bench;
    std::vector<std::thread> threads;
    std::atomic<int> same{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { same += bench.source.token() == "tok-1" ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(same == 16);
    CHECK(bench.endpoint.forms.size() == 1);
}

TEST_CASE("without a refresh token the application's own rights are asked for")
{
    Bench bench({"https://id.test/token", "app", "secret", "", "", "https://mail.test/.default", ""});
    CHECK(bench.source.token() == "tok-1");
    CHECK(bench.endpoint.forms.front() == "grant_type=client_credentials&client_id=app&client_secret=secret&scope="
                                          "https%3A%2F%2Fmail.test%2F.default");
}

TEST_CASE("another refresh token is used from then on, and kept where it came from")
{
    const tests::TemporaryFolder folder;
    const bool in_file = GENERATE(false, true);
    const std::string file = in_file ? folder.write("refresh", "one\n") : "";
    Bench bench({"https://id.test/token", "app", "", in_file ? "" : "one", file, "", ""});
    bench.answer({token("a", R"(, "refresh_token": "two")"), token("b")});
    bench.source.token();
    bench.source.refused("a");
    CHECK(bench.source.token() == "b");
    CHECK_THAT(bench.endpoint.forms[0], Contains("refresh_token=one&"));
    CHECK_THAT(bench.endpoint.forms[1], Contains("refresh_token=two&"));
    if (!in_file) return;
    CHECK(tests::read_file(file) == "two\n");
    struct stat found = {};
    REQUIRE(::stat(file.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    std::filesystem::remove(file);
    bench.source.refused("b");
    CHECK_THROWS_WITH(bench.source.token(), Contains("oauth_refresh_token_file"));
}

TEST_CASE("a refusal says what the endpoint says and what to do, and nothing secret")
{
    Bench bench;
    bench.answer({{400, R"({"error": "invalid_grant", "error_description": "re fresh was revoked, se/cret"})"},
                  {401, R"({"error": "invalid_client"})"},
                  {200, "<html>sign in</html>"},
                  {200, R"({"access_token": 5})"},
                  {200, R"({"access_token": "a b"})"},
                  {200, R"({"access_token": "x", "token_type": "mac"})"},
                  {503, "{}"}});
    CHECK_THROWS_WITH(bench.source.token(), Contains("invalid_grant") && Contains("grant access anew") &&
                                                !Contains("se/cret") && !Contains("re fresh"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("oauth_client_secret"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("no JSON object") && !Contains("sign in"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("without an access_token"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("without an access_token"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("Bearer"));
    CHECK_THROWS_WITH(bench.source.token(), Contains("503"));
    bench.answer({token("back")});
    CHECK(bench.source.token() == "back"); // trouble is not remembered
}

TEST_CASE("a life that is no number is no life told")
{
    for (const char* life : {"\"soon\"", "[]", "null", "{}", "1e300"})
        CHECK(read_token(token("x", std::string(R"(, "expires_in": )") + life)).lifetime <=
              std::chrono::seconds(100000000));
    CHECK(read_token(token("x", R"(, "expires_in": -5)")).lifetime == std::chrono::seconds(1));
}

TEST_CASE("wrong OAuth settings are named")
{
    ConnectorKind kind;
    kind.name = "post";
    kind.settings = oauth_settings();
    const auto read = [&](std::map<std::string, std::string> settings, std::map<std::string, std::string> secrets) {
        AccountSettings account;
        account.settings = std::move(settings);
        account.secrets = std::move(secrets);
        return read_oauth(kind, account);
    };
    const std::map<std::string, std::string> some{{"oauth_token_url", "https://id.test/t"}, {"oauth_client_id", "app"}};
    CHECK_FALSE(read({}, {}));
    CHECK(read(some, {{"oauth_client_secret", "s"}})->client_id == "app");
    CHECK_THROWS_WITH(read({}, {{"oauth_client_secret", "s"}}), Contains("oauth_token_url"));
    CHECK_THROWS_WITH(read(some, {}), Contains("oauth_refresh_token"));
    auto wrong = some;
    for (const char* url : {"http://id.test/t", "ftp://id.test", "https://u:p@id.test/t", "id.test", "https://"}) {
        wrong["oauth_token_url"] = url;
        CHECK_THROWS_WITH(read(wrong, {{"oauth_client_secret", "s"}}), Contains("oauth_token_url"));
    }
    wrong["oauth_token_url"] = "http://127.0.0.1:8080/t";
    CHECK(read(wrong, {{"oauth_refresh_token", "r"}}));
    wrong["oauth_refresh_token_file"] = "/x";
    CHECK_THROWS_WITH(read(wrong, {{"oauth_refresh_token", "r"}}), Contains("not both"));
    wrong["oauth_verify"] = "/nowhere";
    CHECK_THROWS_WITH(read(wrong, {}), Contains("oauth_verify"));
    wrong.erase("oauth_client_id");
    CHECK_THROWS_WITH(read(wrong, {}), Contains("oauth_client_id"));
}
