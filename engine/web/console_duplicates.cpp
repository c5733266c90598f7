// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/duplicates.h"
#include "responses/merge_people.h"
#include "web/console_notice.h"
#include "web/console_page.h"
#include "web/pages.h"

namespace dosah::web {

namespace {

constexpr std::size_t most_shown = 200;

content::View person_view(const contacts::Contact& contact)
{
    const auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    content::View one;
    one.set("name", shown(contact.given_name + " " + contact.family_name));
    one.set("born", contact.birth_year ? std::to_string(*contact.birth_year) : std::string("–"));
    one.set("place", shown(contact.place));
    one.set("email", shown(contact.email));
    one.set("phone", shown(contact.phone));
    return one;
}

} // namespace

Response list_duplicates(Exchange& exchange)
{
    content::ViewList rows;
    {
        store::Session session = exchange.shared.database().session();
        for (const auto& pair : contacts::possible_duplicates(session, exchange.organisation->id, most_shown)) {
            const auto older = contacts::find_contact(session, exchange.organisation->id, pair.contact_id);
            const auto newer = contacts::find_contact(session, exchange.organisation->id, pair.other_contact_id);
            if (!older || !newer) continue;
            content::View row;
            row.set("id", std::to_string(pair.id));
            row.set("heading", older->given_name + " " + older->family_name);
            row.set("reason",
                    exchange.text("console.duplicates.reason." + pair.reason.substr(0, pair.reason.find(' '))));
            content::ViewList people;
            people.push_back(person_view(*older));
            people.push_back(person_view(*newer));
            row.set("people", std::move(people));
            rows.push_back(std::move(row));
        }
    }
    content::View view = console_view(exchange, exchange.text("console.label.duplicates"), "replies");
    set_notice(view, exchange, "console.duplicates.done.", {"same", "distinct", "conflict"});
    view.set("empty", rows.empty());
    view.set("count", exchange.text("console.duplicates.count", {{"count", static_cast<std::int64_t>(rows.size())}}));
    view.set("pairs", std::move(rows));
    return console_response(exchange, "console/duplicates.html", view);
}

Response decide_duplicate(Exchange& exchange)
{
    const std::string decision = exchange.field("decision");
    const std::int64_t pair = exchange.number("id");
    auto& services = exchange.shared.services();
    try {
        if (decision == "same") {
            responses::merge_people(services.database, services.clock, exchange.organisation->id, pair,
                                    exchange.actor());
        } else if (decision == "distinct") {
            store::Transaction transaction(services.database);
            contacts::keep_apart(transaction.session(), exchange.organisation->id, pair, exchange.actor(),
                                 services.clock.now());
            transaction.commit();
        } else {
            throw input_error("decision: must be same or distinct");
        }
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::conflict) throw;
        return redirect("/duplicates?done=conflict");
    }
    return redirect("/duplicates?done=" + decision);
}

} // namespace dosah::web
