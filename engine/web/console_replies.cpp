// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact.h"
#include "contacts/duplicates.h"
#include "responses/assign.h"
#include "responses/corrections.h"
#include "responses/interpret.h"
#include "web/console_notice.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t most_shown = 200;

std::string name_of(const contacts::Contact& contact)
{
    const bool both = !contact.given_name.empty() && !contact.family_name.empty();
    return contact.given_name + (both ? " " : "") + contact.family_name;
}

std::string person_text(const Exchange& exchange, store::Session& session, const responses::InboxItem& item)
{
    if (item.contact_id) {
        const auto contact = contacts::find_contact(session, exchange.organisation->id, *item.contact_id);
        if (contact && !name_of(*contact).empty()) return name_of(*contact);
    }
    return exchange.text("console.replies.unknown_person");
}

/// Those of whom one has written from an address that they share, to choose from.
content::ViewList senders_view(const Exchange& exchange, const responses::InboxItem& item)
{
    content::ViewList senders;
    if (item.contact_id) return senders;
    const auto people =
        responses::possible_senders(exchange.shared.services(), exchange.organisation->id, item.response_id);
    store::Session session = exchange.shared.database().session();
    for (const std::int64_t id : people) {
        const auto contact = contacts::find_contact(session, exchange.organisation->id, id);
        if (!contact) continue;
        content::View one;
        one.set("contact", std::to_string(id));
        one.set("name", name_of(*contact));
        one.set("detail", contact->birth_year ? std::to_string(*contact->birth_year) : contact->place);
        senders.push_back(std::move(one));
    }
    return senders;
}

std::string proposal_text(store::Session& session, std::int64_t response_id)
{
    const auto proposal = responses::find_proposal(session, response_id);
    if (!proposal) return "";
    std::string text;
    for (const std::string& part : {proposal->email, proposal->phone, proposal->postal_address})
        if (!part.empty()) text += (text.empty() ? "" : " · ") + part;
    return text;
}

content::View row_view(const Exchange& exchange, const responses::InboxItem& item)
{
    content::ViewList senders = senders_view(exchange, item);
    store::Session session = exchange.shared.database().session();
    const bool disowned = item.kind == "not_me" || item.kind == "moved_away";
    const std::string proposal = disowned ? proposal_text(session, item.response_id) : std::string();
    content::View row;
    row.set("id", std::to_string(item.response_id));
    row.set("person", person_text(exchange, session, item));
    row.set("at", moment_text(exchange, item.received_at));
    row.set("iso", to_iso(item.received_at));
    row.set("channel", exchange.text("console.channel." + item.channel));
    row.set("has_text", !item.text.empty());
    row.set("text", item.text);
    row.set("disowned", disowned);
    row.set("has_says", disowned || item.kind == "correction");
    row.set("says",
            disowned || item.kind == "correction" ? exchange.text("console.replies.says." + item.kind) : std::string());
    row.set("has_proposal", !proposal.empty());
    row.set("proposal", proposal);
    row.set("has_senders", !senders.empty());
    row.set("senders", std::move(senders));
    return row;
}

void decide(Exchange& exchange, const std::string& decision)
{
    const std::int64_t response = exchange.number("id");
    auto& services = exchange.shared.services();
    const std::int64_t organisation = exchange.organisation->id;
    if (decision == "assign") {
        const std::string word = exchange.field("contact");
        std::int64_t contact = 0;
        const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), contact);
        if (problem != std::errc() || end != word.data() + word.size()) throw input_error("contact: nobody was chosen");
        responses::assign(services, organisation, response, contact, exchange.actor());
    } else if (decision == "accept") {
        responses::accept_proposal(services, organisation, response, exchange.actor());
    } else if (decision == "restore") {
        responses::restore_address(services, organisation, response, exchange.actor());
    } else if (decision == "close") {
        responses::close(services, organisation, response, exchange.actor());
    } else {
        throw input_error("decision: must be assign, accept, restore or close");
    }
}

} // namespace

Response show_replies(Exchange& exchange)
{
    std::vector<responses::InboxItem> items;
    std::size_t waiting = 0;
    std::size_t pairs = 0;
    {
        store::Session session = exchange.shared.database().session();
        items = responses::inbox(session, exchange.organisation->id, most_shown);
        waiting = responses::count_inbox(session, exchange.organisation->id);
        pairs = contacts::possible_duplicates(session, exchange.organisation->id, most_shown).size();
    }
    content::ViewList rows;
    for (const responses::InboxItem& item : items)
        rows.push_back(row_view(exchange, item));
    content::View view = console_view(exchange, exchange.text("console.nav.replies"), "replies");
    set_notice(view, exchange, "console.replies.done.", {"assign", "accept", "restore", "close", "nobody", "conflict"});
    view.set("has_duplicates", pairs > 0);
    view.set("duplicates", exchange.text("console.duplicates.count", {{"count", static_cast<std::int64_t>(pairs)}}));
    view.set("empty", rows.empty());
    view.set("count", exchange.text("console.replies.count", {{"count", static_cast<std::int64_t>(waiting)}}));
    view.set("has_more", waiting > rows.size());
    view.set("more", exchange.text("console.replies.more", {{"count", static_cast<std::int64_t>(rows.size())}}));
    view.set("replies", std::move(rows));
    return console_response(exchange, "console/replies.html", view);
}

Response decide_reply(Exchange& exchange)
{
    const std::string decision = exchange.field("decision");
    if (decision == "assign" && exchange.field("contact").empty()) return redirect("/replies?done=nobody");
    try {
        decide(exchange, decision);
    } catch (const Error& problem) {
        const bool gone = problem.kind() == ErrorKind::missing && decision == "accept"; // another proposal stands there
        if (problem.kind() != ErrorKind::conflict && !gone) throw;
        return redirect("/replies?done=conflict");
    }
    return redirect("/replies?done=" + decision);
}

} // namespace dosah::web
