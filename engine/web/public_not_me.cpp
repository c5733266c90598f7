// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/short_code.h"
#include "campaigns/token.h"
#include "responses/corrections.h"
#include "web/error_page.h"
#include "web/opened_invitation.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

std::string text_of(const Exchange& exchange, const OpenedInvitation& opened, const std::string& name)
{
    return exchange.shared.services().catalogs.text(opened.locale, "public.not_me." + name,
                                                    {{"organisation", opened.organisation.name}});
}

/// What brought them to the page: a code is on letters alone.
channel::Channel way_here(const Exchange& exchange, const OpenedInvitation& opened)
{
    const std::string& token = exchange.parameter("token");
    if (campaigns::is_code_token(exchange.shared.services().master, opened.invitation, token))
        return channel::Channel::letter;
    return campaigns::is_brief(token) ? channel::Channel::sms : channel::Channel::email;
}

/// `notice` names what was wrong with the form; "" when nothing was. What was written stays there.
Response not_me_page(const Exchange& exchange, const OpenedInvitation& opened, const std::string& notice, int status)
{
    const std::string title = text_of(exchange, opened, "title");
    content::View view = invitation_view(exchange, opened, title, opened.path + "/not-me");
    view.set("title", title);
    view.set("text", text_of(exchange, opened, "text"));
    view.set("has_notice", !notice.empty());
    view.set("notice", notice.empty() ? std::string() : text_of(exchange, opened, "wrong_" + notice));
    view.set("is_not_me", exchange.field("reason") == "not_me");
    view.set("is_moved_away", exchange.field("reason") == "moved_away");
    for (const char* name : {"email", "phone", "address"})
        view.set(name, exchange.field(name));
    return public_response(exchange, "public/not_me.html", view, status);
}

} // namespace

Response ask_not_me(Exchange& exchange)
{
    if (is_test_link(exchange)) return test_link_page(exchange);
    const auto opened = open_invitation(exchange);
    return opened ? not_me_page(exchange, *opened, "", 200) : unknown_link_page(exchange);
}

Response take_not_me(Exchange& exchange)
{
    if (is_test_link(exchange)) return test_link_page(exchange);
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    try {
        responses::disown_on_page(exchange.shared.services(), opened->invitation, exchange.field("reason"),
                                  {exchange.field("email"), exchange.field("phone"), exchange.field("address")},
                                  way_here(exchange, *opened));
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::input) throw;
        const std::string what = problem.what();
        return not_me_page(exchange, *opened, what.substr(0, what.find(':')), 400);
    }
    const std::string title = text_of(exchange, *opened, "done.title");
    content::View view = invitation_view(exchange, *opened, title, "");
    view.set("title", title);
    view.set("text", text_of(exchange, *opened, "done.text"));
    view.set("has_detail", false);
    view.set("detail", std::string());
    return public_response(exchange, "public/message.html", view);
}

} // namespace dosah::web
