// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/data_link.h"
#include "campaigns/invitation.h"
#include "campaigns/test_send.h"
#include "responses/interpret.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

std::optional<contacts::Contact> find_person(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    if (token.size() > 100) return std::nullopt;
    store::Session session = exchange.shared.database().session();
    return campaigns::find_contact_by_token(session, exchange.shared.services().master, token);
}

Response unsubscribe_page(Exchange& exchange, const contacts::Contact& contact, bool done)
{
    const auto organisation = organisations::find_organisation(exchange.shared.database(), contact.organisation_id);
    const std::string locale = public_locale(exchange, contact.locale.empty() ? organisation.locale : contact.locale);
    const auto& catalogs = exchange.shared.services().catalogs;
    const std::string path = "/u/" + exchange.parameter("token");
    const content::Arguments name = {{"organisation", organisation.name}};
    const std::string word = done ? "done" : "ask";
    const std::string title = catalogs.text(locale, "public.unsubscribe." + word + ".title", name);
    content::View view =
        public_view(exchange, &organisation, title, done ? "" : path, locale, page_languages(organisation, locale));
    view.set("title", title);
    view.set("text", catalogs.text(locale, "public.unsubscribe." + word + ".text", name));
    view.set("done", done);
    view.set("path", path + "?lang=" + locale);
    view.set("preferences_url",
             campaigns::preferences_url(exchange.shared.services().master, "", contact) + "?lang=" + locale);
    view.set("data_url", campaigns::data_url(exchange.shared.services().master, "", contact) + "?lang=" + locale);
    return public_response(exchange, "public/unsubscribe.html", view);
}

} // namespace

Response ask_unsubscribe(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto contact = find_person(exchange);
    return contact ? unsubscribe_page(exchange, *contact, false) : unknown_link_page(exchange);
}

/// Also RFC 8058's one-click POST: the link alone is the authority, no cookie and no further token.
Response do_unsubscribe(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto contact = find_person(exchange);
    if (!contact) return unknown_link_page(exchange);
    responses::opt_out_on_page(exchange.shared.services(), contact->organisation_id, contact->id);
    if (exchange.shared.site.planned) exchange.shared.site.planned();
    return unsubscribe_page(exchange, *contact, true);
}

} // namespace dosah::web
