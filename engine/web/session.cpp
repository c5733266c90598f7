// SPDX-License-Identifier: EUPL-1.2
#include "web/session.h"

#include "base/crypto.h"

namespace dosah::web {

namespace {

std::string cookie(const Shared& shared, const std::string& name, const std::string& value, long long seconds)
{
    const bool secure = shared.site.services.config.http_public_url.starts_with("https:");
    return name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
           (secure ? "; Secure" : "");
}

} // namespace

void read_session(Exchange& exchange)
{
    const std::string id = exchange.request.cookie(session_cookie_name);
    if (id.size() != 64) return;
    auto user = organisations::session_user(exchange.shared.database(), exchange.shared.services().clock, id);
    if (!user) return;
    exchange.organisation = organisations::find_organisation(exchange.shared.database(), user->organisation_id);
    exchange.session_id = id;
    exchange.user = std::move(user);
}

bool form_token_fits(const Exchange& exchange)
{
    return constant_time_equal(exchange.field("csrf"), form_token(exchange));
}

std::string form_token(const Exchange& exchange)
{
    return organisations::csrf_token(exchange.shared.services().master, exchange.session_id);
}

std::string session_cookie(const Shared& shared, const std::string& session_id)
{
    return cookie(shared, session_cookie_name, session_id,
                  std::chrono::seconds(shared.site.services.config.session_length).count());
}

std::string no_session_cookie(const Shared& shared)
{
    return cookie(shared, session_cookie_name, "", 0);
}

std::string login_cookie(const Shared& shared, const std::string& value)
{
    return cookie(shared, login_cookie_name, value, 3600);
}

} // namespace dosah::web
