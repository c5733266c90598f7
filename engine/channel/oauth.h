// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/connector.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dosah::channel {

/// How an account gets its access tokens (RFC 6749): by a refresh token (section 6) where there is one, else by the
/// client's own credentials (section 4.4). The client proves itself in the request's body (section 2.3.1), as Microsoft
/// and Google want it.
struct OAuth
{
    std::string token_url; ///< https://..., or http:// on this machine
    std::string client_id;
    std::string client_secret; ///< empty: a public client
    std::string refresh_token;
    std::string refresh_token_file; ///< instead of refresh_token: written anew when the endpoint gives another one
    std::string scope;              ///< empty: as granted before
    std::string ca_file;            ///< trusted certificates for token_url; empty: the system's
};

/// The settings of a connector's kind for this, each beginning with oauth_.
std::vector<SettingHelp> oauth_settings();
/// Nothing when the account has no oauth_token_url. Throws Error(input) naming the setting that is wrong or missing.
std::optional<OAuth> read_oauth(const ConnectorKind& kind, const AccountSettings& account);

/// A token endpoint's answer as HTTP brought it.
struct TokenReply
{
    int status = 0;
    std::string body;
};

struct AccessToken
{
    std::string token;
    std::chrono::seconds lifetime{0}; ///< 0: the endpoint did not say
    std::string refresh_token;        ///< another one from now on; empty: the same
};

/// Reads a good answer (RFC 6749, 5.1) or throws Error(unavailable) with what a bad one says (5.2) and what to do.
/// Nothing of what is secret stands in the error.
AccessToken read_token(const TokenReply& reply);

/// An account's access token, renewed when it has run out or was refused. Any thread; one asks the endpoint at a time,
/// the others wait for what it gets.
class TokenSource
{
public:
    /// Sends a form (application/x-www-form-urlencoded) by POST and returns the answer. The server's certificate is
    /// checked, no redirection is followed, at most 64 KB are read. Throws Error(unavailable) when it is away.
    using Post = std::function<TokenReply(const OAuth& settings, const std::string& form)>;

    TokenSource(OAuth settings, Post post, const Clock& clock);

    /// A token that is good for a minute or more (as long as half its life, when that is shorter). Throws
    /// Error(unavailable) when there is none.
    std::string token();
    /// A server refused this one: token() gets another. Nothing when it has another already.
    void refused(const std::string& token);

private:
    std::string form(const std::string& refresh) const;
    AccessToken ask();
    void keep_refresh_token(const std::string& token);

    const OAuth settings_;
    const Post post_;
    const Clock& clock_;
    std::mutex mutex_;
    std::string token_;
    std::optional<Instant> until_; ///< nothing: it did not say; used until it is refused
    std::string refresh_token_;    ///< a newer one than the settings', where there is no file
};

} // namespace dosah::channel
