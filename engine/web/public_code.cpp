// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation.h"
#include "campaigns/short_code.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"
#include "web/session.h"

namespace dosah::web {

namespace {

constexpr std::chrono::hours doors_open(2); // as attendance may be recorded

/// The bucket of all clients together: 40 bits are few for many machines at once.
const std::string everybody = "*";

Response code_page(Exchange& exchange, const std::string& typed, const std::string& problem, int status)
{
    content::View view = public_view(exchange, nullptr, exchange.text("public.code.title"), "");
    view.set("title", exchange.text("public.code.title"));
    view.set("typed", typed.substr(0, 40));
    view.set("has_problem", !problem.empty());
    view.set("problem", problem);
    return public_response(exchange, "public/code.html", view, status);
}

/// Where the code leads; a page that says why it leads nowhere.
Response follow(Exchange& exchange, const std::string& code)
{
    RateLimit& limit = exchange.shared.wrong_codes;
    if (!campaigns::is_short_code(code)) return code_page(exchange, code, exchange.text("public.code.mistyped"), 404);
    // When many machines have emptied the bucket of all, who has not been wrong lately is still let in: else anybody
    // could keep a whole town from its letters.
    const std::string& client = exchange.request.client;
    if (!limit.allows(client) || (!limit.is_full(client) && !exchange.shared.wrong_codes_of_all.allows(everybody)))
        return too_many_page(exchange);
    const auto& services = exchange.shared.services();
    std::optional<campaigns::Invitation> invitation;
    std::optional<campaigns::Campaign> campaign;
    {
        store::Session session = exchange.shared.database().session();
        invitation = campaigns::find_invitation_by_code(session, services.master, code);
        if (invitation)
            campaign = campaigns::find_campaign(session, invitation->organisation_id, invitation->campaign_id);
    }
    if (!invitation) {
        limit.charge(client);
        exchange.shared.wrong_codes_of_all.charge(everybody);
        return code_page(exchange, code, exchange.text("public.code.unknown"), 404);
    }
    read_session(exchange);
    const bool at_the_door = exchange.user && exchange.user->role != organisations::Role::evaluator &&
                             exchange.user->organisation_id == invitation->organisation_id &&
                             exchange.shared.now() >= campaign->definition.event.starts - doors_open;
    if (at_the_door)
        return redirect("/campaigns/" + std::to_string(campaign->id) +
                        "/door?q=" + campaigns::short_code(services.master, invitation->id, invitation->token_version));
    return redirect("/i/" + campaigns::code_token(services.master, *invitation));
}

} // namespace

Response show_code_form(Exchange& exchange)
{
    return code_page(exchange, "", "", 200);
}

Response take_code(Exchange& exchange)
{
    return follow(exchange, exchange.field("code"));
}

Response open_code(Exchange& exchange)
{
    return follow(exchange, exchange.parameter("code"));
}

} // namespace dosah::web
