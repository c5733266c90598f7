// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact.h"
#include "contacts/duplicates.h"
#include "responses/assign.h"
#include "responses/corrections.h"
#include "responses/inbox.h"
#include "web/console_notice.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t most_pairs = 200;

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

/// What it is beside its words; "" for a plain question.
std::string says_text(const Exchange& exchange, const responses::InboxItem& item)
{
    if (item.kind == "not_me" || item.kind == "moved_away" || item.kind == "correction")
        return exchange.text("console.replies.says." + item.kind);
    if (!item.answer) return "";
    return exchange.text("console.replies.says.answer", {{"answer", exchange.text("console.answers." + *item.answer)}});
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
    const std::string says = says_text(exchange, item);
    row.set("has_says", !says.empty());
    row.set("says", says);
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

/// Which page of the list, as its address says.
struct Place
{
    std::optional<responses::InboxPlace> from;
    responses::InboxTurn turn = responses::InboxTurn::older;
};

Place place_of_page(const std::string& older, const std::string& newer)
{
    if (const auto place = responses::inbox_place_from(newer)) return {place, responses::InboxTurn::newer};
    return {responses::inbox_place_from(older), responses::InboxTurn::older};
}

/// To the same page of the list.
Response back(const Exchange& exchange, const std::string& done)
{
    std::string address = "/replies?done=" + done;
    const Place place = place_of_page(exchange.field("older"), exchange.field("newer"));
    if (place.from)
        address += (place.turn == responses::InboxTurn::newer ? "&newer=" : "&older=") + to_text(*place.from);
    return redirect(address);
}

} // namespace

Response show_replies(Exchange& exchange)
{
    responses::InboxPage page;
    std::size_t waiting = 0;
    std::size_t pairs = 0;
    {
        store::Session session = exchange.shared.database().session();
        const Place place = place_of_page(exchange.query("older"), exchange.query("newer"));
        page = responses::inbox(session, exchange.organisation->id, page_size, place.from, place.turn);
        // Everything there has been dealt with meanwhile.
        if (page.items.empty()) page = responses::inbox(session, exchange.organisation->id, page_size);
        waiting = responses::count_inbox(session, exchange.organisation->id);
        pairs = contacts::possible_duplicates(session, exchange.organisation->id, most_pairs).size();
    }
    content::ViewList rows;
    for (const responses::InboxItem& item : page.items)
        rows.push_back(row_view(exchange, item));
    content::View view = console_view(exchange, exchange.text("console.nav.replies"), "replies");
    set_notice(view, exchange, "console.replies.done.", {"assign", "accept", "restore", "close", "nobody", "conflict"});
    view.set("has_duplicates", pairs > 0);
    view.set("duplicates", exchange.text("console.duplicates.count", {{"count", static_cast<std::int64_t>(pairs)}}));
    view.set("empty", rows.empty());
    view.set("count", exchange.text("console.replies.count", {{"count", static_cast<std::int64_t>(waiting)}}));
    view.set("older", exchange.query("older"));
    view.set("newer", exchange.query("newer"));
    view.set("has_newer", page.newer);
    view.set("has_older", page.older);
    if (!page.items.empty()) {
        view.set("newer_url", "/replies?newer=" + to_text(place_of(page.items.front())));
        view.set("older_url", "/replies?older=" + to_text(place_of(page.items.back())));
    }
    view.set("replies", std::move(rows));
    return console_response(exchange, "console/replies.html", view);
}

Response decide_reply(Exchange& exchange)
{
    const std::string decision = exchange.field("decision");
    if (decision == "assign" && exchange.field("contact").empty()) return back(exchange, "nobody");
    try {
        decide(exchange, decision);
    } catch (const Error& problem) {
        const bool gone = problem.kind() == ErrorKind::missing && decision == "accept"; // another proposal stands there
        if (problem.kind() != ErrorKind::conflict && !gone) throw;
        return back(exchange, "conflict");
    }
    return back(exchange, decision);
}

} // namespace dosah::web
