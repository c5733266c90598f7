// SPDX-License-Identifier: EUPL-1.2
#include "channel/oauth.h"

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

#include <fcntl.h>
#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace dosah::channel {

namespace {

constexpr std::streamsize longest_token = 16 * 1024;

bool is_token(const std::string& text)
{
    return !text.empty() && text.size() <= static_cast<std::size_t>(longest_token) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string token_in(const std::string& path)
{
    std::string token(longest_token + 1, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(token.data(), longest_token + 1);
    token.resize(static_cast<std::size_t>(file.gcount()));
    token = text::trim(token);
    if (!is_token(token))
        throw unavailable_error("there is no refresh token in the file of setting oauth_refresh_token_file, \"" + path +
                                "\"; check that it can be read and holds one line");
    return token;
}

/// An endpoint that repeats what it was sent must not bring it into a log.
std::string without(std::string text, const std::string& secret)
{
    if (secret.empty()) return text;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
        text.replace(at, secret.size(), "...");
    return text;
}

/// Written beside, synced and renamed: a crash leaves the old one or the new one.
bool write_token(const std::string& path, const std::string& token)
{
    const std::string fresh = path + "." + to_hex(SystemRandom().bytes(6)); // two accounts may share the file
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const std::string line = token + "\n";
    const bool written =
        ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(file) == 0;
    ::close(file);
    std::error_code problem;
    if (written) std::filesystem::rename(fresh, path, problem);
    if (written && !problem) return true;
    std::filesystem::remove(fresh, problem);
    return false;
}

/// A member of the answer as a short line: words of the endpoint for people, and nothing that could be a token.
std::string words_of(const json::Object::Ptr& answer, const char* name)
{
    if (!answer->has(name) || !answer->get(name).isString()) return {};
    std::string words = text::repair_utf8(answer->getValue<std::string>(name)).substr(0, 300);
    for (char& c : words)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return text::repair_utf8(words);
}

std::string remedy(const std::string& error)
{
    if (error == "invalid_grant")
        return "the refresh token has run out or was taken back: grant access anew and set the new one";
    if (error == "invalid_client" || error == "unauthorized_client")
        return "check oauth_client_id and secret oauth_client_secret (it may have run out)";
    if (error == "invalid_scope") return "check oauth_scope";
    return "check the oauth settings";
}

std::chrono::seconds lifetime_in(const json::Object::Ptr& answer)
{
    if (!answer->has("expires_in")) return {};
    try {
        // A number by RFC 6749, a text with some.
        const double seconds = answer->get("expires_in").convert<double>();
        return seconds >= 1 ? std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, 1e8)))
                            : std::chrono::seconds(1);
    } catch (const Poco::Exception&) {
        return {};
    }
}

} // namespace

std::vector<SettingHelp> oauth_settings()
{
    return {
        {"oauth_token_url", "", "where access tokens come from (OAuth2); empty: no OAuth2"},
        {"oauth_client_id", "", "the application's id at the provider"},
        {"oauth_client_secret", "", "the application's secret", false, true},
        {"oauth_refresh_token", "", "the refresh token; without one the application's own rights are used", false,
         true},
        {"oauth_refresh_token_file", "", "a file with the refresh token, written anew when the provider changes it"},
        {"oauth_scope", "", "what access is asked for"},
        {"oauth_verify", "true", "true (the system's trusted certificates) or a PEM file, for oauth_token_url"},
    };
}

std::optional<OAuth> read_oauth(const ConnectorKind& kind, const AccountSettings& account)
{
    const auto get = [&](const char* name) { return setting(kind, account, name); };
    const auto wrong = [&](const std::string& words) { return input_error("connector " + kind.name + ": " + words); };
    OAuth result;
    result.token_url = get("oauth_token_url");
    result.client_id = get("oauth_client_id");
    result.client_secret = get("oauth_client_secret");
    result.refresh_token = get("oauth_refresh_token");
    result.refresh_token_file = get("oauth_refresh_token_file");
    result.scope = get("oauth_scope");
    if (result.token_url.empty()) {
        if (!(result.client_id + result.client_secret + result.refresh_token + result.refresh_token_file).empty())
            throw wrong("setting oauth_token_url is missing");
        return std::nullopt;
    }
    try {
        const Poco::URI url(result.token_url);
        const bool here = url.getHost() == "localhost" || url.getHost() == "127.0.0.1" || url.getHost() == "::1";
        const bool safe = url.getScheme() == "https" || (url.getScheme() == "http" && here);
        if (!safe || url.getHost().empty() || !url.getUserInfo().empty() || !url.getFragment().empty())
            throw Poco::SyntaxException("not https://...");
    } catch (const Poco::Exception&) {
        throw wrong("setting oauth_token_url is an address that begins with https://");
    }
    if (result.client_id.empty()) throw wrong("setting oauth_client_id is missing");
    if (!result.refresh_token.empty() && !result.refresh_token_file.empty())
        throw wrong("give secret oauth_refresh_token or setting oauth_refresh_token_file, not both");
    if (result.refresh_token.empty() && result.refresh_token_file.empty() && result.client_secret.empty())
        throw wrong("OAuth2 needs secret oauth_client_secret, oauth_refresh_token, or both");
    const std::string verify = get("oauth_verify");
    if (verify != "true") {
        if (!std::filesystem::is_regular_file(verify))
            throw wrong("setting oauth_verify is true or a file of trusted certificates (PEM); there is no file \"" +
                        verify + "\"");
        result.ca_file = verify;
    }
    return result;
}

AccessToken read_token(const TokenReply& reply)
{
    const std::string status = "the token endpoint answered " + std::to_string(reply.status);
    json::Object::Ptr answer;
    try {
        answer = json::parse_object(reply.body, "token answer");
    } catch (const Error&) {
        // What it says instead may hold anything: it is not repeated.
        throw unavailable_error(status + " with something that is no JSON object; check oauth_token_url");
    }
    if (reply.status != 200 || answer->has("error")) {
        const std::string error = words_of(answer, "error");
        const std::string more = words_of(answer, "error_description");
        throw unavailable_error(status + (error.empty() ? "" : ": " + error) + (more.empty() ? "" : " (" + more + ")") +
                                "; " + remedy(error));
    }
    AccessToken token;
    const auto text = [&](const char* name) {
        return answer->has(name) && answer->get(name).isString() ? answer->getValue<std::string>(name) : std::string();
    };
    token.token = text("access_token");
    if (!is_token(token.token)) throw unavailable_error(status + " without an access_token; check oauth_token_url");
    const std::string type = text::to_lower(text::repair_utf8(text("token_type")));
    if (!type.empty() && type != "bearer")
        throw unavailable_error(status + " with a token that is not of type Bearer; check oauth_token_url");
    token.lifetime = lifetime_in(answer);
    token.refresh_token = text("refresh_token");
    if (!is_token(token.refresh_token)) token.refresh_token.clear();
    return token;
}

TokenSource::TokenSource(OAuth settings, Post post, const Clock& clock)
    : settings_(std::move(settings)), post_(std::move(post)), clock_(clock), refresh_token_(settings_.refresh_token)
{
}

std::string TokenSource::form(const std::string& refresh) const
{
    std::string form;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) form += (form.empty() ? "" : "&") + name + "=" + url_encode(value);
    };
    add("grant_type", refresh.empty() ? "client_credentials" : "refresh_token");
    add("refresh_token", refresh);
    add("client_id", settings_.client_id);
    add("client_secret", settings_.client_secret);
    add("scope", settings_.scope);
    return form;
}

AccessToken TokenSource::ask()
{
    const std::string refresh =
        settings_.refresh_token_file.empty() ? refresh_token_ : token_in(settings_.refresh_token_file);
    try {
        return read_token(post_(settings_, form(refresh)));
    } catch (const Error& problem) {
        throw Error(problem.kind(), without(without(problem.what(), settings_.client_secret), refresh));
    }
}

void TokenSource::keep_refresh_token(const std::string& token)
{
    if (token.empty()) return;
    refresh_token_ = token;
    if (!settings_.refresh_token_file.empty() && !write_token(settings_.refresh_token_file, token))
        log_error("oauth.refresh_token_not_kept", {{"file", settings_.refresh_token_file}});
}

std::string TokenSource::token()
{
    const std::lock_guard lock(mutex_);
    if (!token_.empty() && (!until_ || clock_.now() < *until_)) return token_;
    const Instant asked = clock_.now();
    const AccessToken fresh = ask();
    keep_refresh_token(fresh.refresh_token);
    token_ = fresh.token;
    until_.reset();
    if (fresh.lifetime.count() > 0)
        until_ = asked + fresh.lifetime - std::min<std::chrono::seconds>(std::chrono::minutes(1), fresh.lifetime / 2);
    return token_;
}

void TokenSource::refused(const std::string& token)
{
    const std::lock_guard lock(mutex_);
    if (token_ == token) token_.clear();
}

} // namespace dosah::channel
