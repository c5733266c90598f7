// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/exchange.h"

namespace dosah::web {

/// Sets the exchange's user and organisation from the session cookie, if it is a valid one.
void read_session(Exchange& exchange);

/// Whether the form carries the token of its session; constant time.
bool form_token_fits(const Exchange& exchange);
std::string form_token(const Exchange& exchange);

/// Set-Cookie values. Secure whenever people come by https.
std::string session_cookie(const Shared& shared, const std::string& session_id);
std::string no_session_cookie(const Shared& shared);
/// The cookie that ties a sign-in form to its browser before there is a session.
std::string login_cookie(const Shared& shared, const std::string& value);

inline constexpr const char* session_cookie_name = "dosah_session";
inline constexpr const char* login_cookie_name = "dosah_login";

} // namespace dosah::web
