// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact.h"
#include "responses/interpret.h"
#include "web/console_page.h"
#include "web/pages.h"

namespace dosah::web {

namespace {

constexpr std::size_t most_shown = 200;

std::string person_text(const Exchange& exchange, store::Session& session, const responses::InboxItem& item)
{
    if (item.contact_id) {
        const auto contact = contacts::find_contact(session, exchange.organisation->id, *item.contact_id);
        if (contact && !(contact->given_name + contact->family_name).empty())
            return contact->given_name + " " + contact->family_name;
    }
    return exchange.text("console.replies.unknown_person");
}

} // namespace

Response show_replies(Exchange& exchange)
{
    content::ViewList rows;
    {
        store::Session session = exchange.shared.database().session();
        for (const auto& item : responses::inbox(session, exchange.organisation->id, most_shown)) {
            content::View row;
            row.set("person", person_text(exchange, session, item));
            row.set("known", item.contact_id.has_value());
            row.set("at", moment_text(exchange, item.received_at));
            row.set("iso", to_iso(item.received_at));
            const bool own_channel = item.channel == "email" || item.channel == "sms" || item.channel == "web";
            row.set("channel", own_channel ? exchange.text("console.channel." + item.channel) : item.channel);
            row.set("text", item.text);
            rows.push_back(row);
        }
    }
    content::View view = console_view(exchange, exchange.text("console.nav.replies"), "replies");
    view.set("empty", rows.empty());
    view.set("count", exchange.text("console.replies.count", {{"count", static_cast<std::int64_t>(rows.size())}}));
    view.set("replies", std::move(rows));
    return console_response(exchange, "console/replies.html", view);
}

} // namespace dosah::web
