// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/encoding.h"
#include "base/log.h"
#include "web/console_page.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/session.h"

namespace dosah::web {

namespace {

/// The form is tied to the browser by a cookie of its own, so nobody can be signed in by a foreign page.
Response login_page(Exchange& exchange, int status, const std::string& problem, const std::string& email)
{
    const auto& services = exchange.shared.services();
    const std::string tie = to_hex(services.random.bytes(32));
    content::View view = console_view(exchange, exchange.text("console.label.sign_in"), "");
    view.set("csrf", organisations::csrf_token(services.master, tie));
    view.set("problem", problem);
    view.set("has_problem", !problem.empty());
    view.set("email", email);
    Response response = console_response(exchange, "console/login.html", view, status);
    response.headers.emplace_back("Set-Cookie", login_cookie(exchange.shared, tie));
    return response;
}

} // namespace

Response show_login(Exchange& exchange)
{
    read_session(exchange);
    if (exchange.user) return redirect("/");
    return login_page(exchange, 200, "", "");
}

Response do_login(Exchange& exchange)
{
    Shared& shared = exchange.shared;
    const auto& services = shared.services();
    if (!shared.sign_ins.allows(exchange.request.client)) return too_many_page(exchange);
    const std::string email = exchange.field("email");
    const std::string tie = exchange.request.cookie(login_cookie_name);
    if (tie.size() != 64 ||
        !constant_time_equal(exchange.field("csrf"), organisations::csrf_token(services.master, tie)))
        return login_page(exchange, 403, exchange.text("console.login.stale"), email);
    const auto user = organisations::authenticate(shared.database(), email, exchange.field("password"));
    if (!user) {
        shared.sign_ins.charge(exchange.request.client);
        log_warning("login.refused", {{"email", email}});
        return login_page(exchange, 403, exchange.text("console.login.wrong"), email);
    }
    const std::string session = organisations::open_session(shared.database(), services.clock, services.random,
                                                            user->id, services.config.session_length);
    Response response = redirect("/");
    response.headers.emplace_back("Set-Cookie", session_cookie(shared, session));
    return response;
}

Response do_logout(Exchange& exchange)
{
    organisations::close_session(exchange.shared.database(), exchange.session_id);
    Response response = redirect("/login");
    response.headers.emplace_back("Set-Cookie", no_session_cookie(exchange.shared));
    return response;
}

} // namespace dosah::web
