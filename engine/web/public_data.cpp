// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/data_link.h"
#include "campaigns/invitation.h"
#include "campaigns/test_send.h"
#include "evaluation/erasure_steps.h"
#include "responses/corrections.h"
#include "responses/held_data.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

using campaigns::DataLink;

/// The person behind one of these links.
struct Person
{
    contacts::Contact contact;
    organisations::Organisation organisation;
    std::string locale;
};

std::optional<Person> person_of(const Exchange& exchange, const std::optional<contacts::Contact>& contact)
{
    if (!contact) return std::nullopt;
    Person person{*contact, organisations::find_organisation(exchange.shared.database(), contact->organisation_id), ""};
    person.locale =
        public_locale(exchange, contact->locale.empty() ? person.organisation.locale : person.contact.locale);
    return person;
}

/// Of the page's own link, which many may have.
std::optional<Person> asking_person(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    if (token.size() > 100) return std::nullopt;
    std::optional<contacts::Contact> contact;
    {
        store::Session session = exchange.shared.database().session();
        contact = campaigns::find_contact_by_token(session, exchange.shared.services().master, token,
                                                   campaigns::TokenKind::data);
    }
    return person_of(exchange, contact);
}

std::optional<Person> person_of(const Exchange& exchange, const std::optional<DataLink>& link)
{
    if (!link) return std::nullopt;
    std::optional<contacts::Contact> contact;
    {
        store::Session session = exchange.shared.database().session();
        contact = contacts::find_contact(session, link->organisation_id, link->contact_id);
    }
    return person_of(exchange, contact);
}

std::string text_of(const Exchange& exchange, const Person& person, const std::string& name)
{
    return exchange.shared.services().catalogs.text(person.locale, "public.data." + name,
                                                    {{"organisation", person.organisation.name}});
}

/// `word` names the texts; `self` is where the language links lead, "" for none.
content::View view_of(const Exchange& exchange, const Person& person, const std::string& word, const std::string& self)
{
    const std::string title = text_of(exchange, person, word + ".title");
    content::View view = public_view(exchange, &person.organisation, title, self, person.locale,
                                     page_languages(person.organisation, person.locale));
    view.set("title", title);
    view.set("lang_query", "?lang=" + person.locale);
    return view;
}

/// A question and its button, or what was done.
Response asking_page(const Exchange& exchange, const Person& person, const std::string& word, const std::string& path,
                     bool done)
{
    content::View view = view_of(exchange, person, word, done ? "" : path);
    view.set("text", text_of(exchange, person, word + ".text"));
    view.set("sent", done);
    view.set("button", done ? std::string() : text_of(exchange, person, word + ".button"));
    view.set("path", path + "?lang=" + person.locale);
    return public_response(exchange, "public/data_ask.html", view);
}

Response notice_page(const Exchange& exchange, const Person& person, const std::string& word, const std::string& text,
                     int status)
{
    content::View view = view_of(exchange, person, word, "");
    view.set("text", text_of(exchange, person, word + "." + text));
    view.set("has_detail", false);
    view.set("detail", std::string());
    return public_response(exchange, "public/message.html", view, status);
}

std::string event_title(const Exchange& exchange, const Person& person, const std::string& key)
{
    store::Session session = exchange.shared.database().session();
    const auto campaign = campaigns::find_campaign(session, person.organisation.id, key);
    const std::string title = localised(campaign.definition.event.title, person.locale);
    return title.empty() ? key : title;
}

std::string value_text(const Exchange& exchange, const Person& person, const responses::HeldValue& value)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    if (value.kind == responses::HeldValue::Kind::moment)
        return content::format_date_time(person.locale, from_iso(value.value), person.organisation.time_zone);
    if (value.name == "campaign") return event_title(exchange, person, value.value);
    if (value.name == "group" && catalogs.has(person.locale, "console.group." + value.value))
        return catalogs.text(person.locale, "console.group." + value.value);
    if (value.kind != responses::HeldValue::Kind::word) return value.value;
    const std::string key =
        value.name == "language" ? "public.language" : std::string("public.data.word.") + value.value;
    const std::string& locale = value.name == "language" ? value.value : person.locale;
    return catalogs.has(locale, key) ? catalogs.text(locale, key) : value.value;
}

content::ViewList sections_view(const Exchange& exchange, const Person& person,
                                const std::vector<responses::HeldSection>& held)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    content::ViewList sections;
    for (const responses::HeldSection& section : held) {
        if (section.rows.empty()) continue;
        content::ViewList rows;
        for (const responses::HeldRow& row : section.rows) {
            content::ViewList values;
            for (const responses::HeldValue& value : row) {
                if (value.kind == responses::HeldValue::Kind::raw) continue; // in the file
                content::View one;
                one.set("name", catalogs.text(person.locale, "public.data.field." + value.name));
                one.set("value", value_text(exchange, person, value));
                values.push_back(std::move(one));
            }
            content::View one;
            one.set("values", std::move(values));
            rows.push_back(std::move(one));
        }
        content::View one;
        one.set("name", catalogs.text(person.locale, std::string("public.data.section.") + section.name));
        one.set("rows", std::move(rows));
        sections.push_back(std::move(one));
    }
    return sections;
}

std::vector<responses::HeldSection> held_of(const Exchange& exchange, const Person& person)
{
    store::Snapshot snapshot(exchange.shared.database());
    return responses::held_data(snapshot.session(), person.contact.organisation_id, person.contact.id);
}

/// `visit` is the token of the visit; `notice` what has just happened ("corrected" ...), "" for nothing.
Response held_page(const Exchange& exchange, const Person& person, const std::string& visit, const std::string& notice,
                   bool as_file = false, int status = 200)
{
    content::View view = view_of(exchange, person, "held", "");
    view.set("text", text_of(exchange, person, "held.text"));
    view.set("has_notice", !notice.empty());
    view.set("notice", notice.empty() ? std::string() : text_of(exchange, person, "notice." + notice));
    view.set("sections", sections_view(exchange, person, held_of(exchange, person)));
    view.set("visit", "/d/visit/" + visit);
    view.set("is_file", as_file);
    return public_response(exchange, "public/data_held.html", view, status);
}

Response as_download(Response response, const std::string& name)
{
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return response;
}

/// What a visit's forms do, once its link is known to be good.
Response in_visit(Exchange& exchange, Response (*act)(Exchange&, const Person&))
{
    const std::string& token = exchange.parameter("token");
    const auto visit =
        token.size() > 100 ? std::nullopt : campaigns::find_data_visit(exchange.shared.services(), token);
    const auto person = person_of(exchange, visit);
    return person ? act(exchange, *person) : unknown_link_page(exchange);
}

} // namespace

Response ask_data(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto person = asking_person(exchange);
    if (!person) return unknown_link_page(exchange);
    return asking_page(exchange, *person, "ask", "/d/" + exchange.parameter("token"), false);
}

Response send_data(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto person = asking_person(exchange);
    if (!person) return unknown_link_page(exchange);
    if (campaigns::send_data_link(exchange.shared.services(), person->contact) && exchange.shared.site.planned)
        exchange.shared.site.planned();
    return asking_page(exchange, *person, "sent", "/d/" + exchange.parameter("token"), true);
}

Response ask_open_data(Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    const auto link = campaigns::find_data_link(exchange.shared.services(), token);
    const auto person = person_of(exchange, link);
    if (!person) return unknown_link_page(exchange);
    if (link->state != DataLink::State::fresh) return notice_page(exchange, *person, "gone", "text", 410);
    return asking_page(exchange, *person, "open", "/d/open/" + token, false);
}

Response open_data(Exchange& exchange)
{
    const auto link = campaigns::find_data_link(exchange.shared.services(), exchange.parameter("token"));
    const auto person = person_of(exchange, link);
    if (!person) return unknown_link_page(exchange);
    const auto visit = campaigns::open_data_link(exchange.shared.services(), *link);
    if (!visit) return notice_page(exchange, *person, "gone", "text", 410);
    return held_page(exchange, *person, *visit, "");
}

Response download_data(Exchange& exchange)
{
    return in_visit(exchange, [](Exchange& asked, const Person& person) {
        if (asked.field("form") == "html") return as_download(held_page(asked, person, "", "", true), "data.html");
        const auto file = responses::held_file(held_of(asked, person), person.organisation.name, asked.shared.now());
        return as_download(text_response(json::write(file) + "\n", "application/json"), "data.json");
    });
}

Response correct_data(Exchange& exchange)
{
    return in_visit(exchange, [](Exchange& asked, const Person& person) {
        const bool kept = responses::ask_correction(asked.shared.services(), person.contact, asked.field("words"));
        return held_page(asked, person, asked.parameter("token"), kept ? "corrected" : "correct_enough", false,
                         kept ? 200 : 429);
    });
}

Response erase_data(Exchange& exchange)
{
    return in_visit(exchange, [](Exchange& asked, const Person& person) {
        const std::string& token = asked.parameter("token");
        if (asked.field("sure") != "yes") return held_page(asked, person, token, "erase_unsure", false, 400);
        const bool keep = asked.field("keep") == "yes";
        try {
            contacts::erase_contact(asked.shared.database(), asked.shared.services().clock, evaluation::erasure_steps(),
                                    {person.contact.organisation_id, person.contact.id, keep, "recipient"});
        } catch (const Error& problem) {
            if (problem.kind() != ErrorKind::conflict) throw;
            return held_page(asked, person, token, "erase_busy", false, 409);
        }
        if (asked.shared.site.wake) asked.shared.site.wake(); // a place may have become free
        return notice_page(asked, person, "erased", keep ? "kept" : "text", 200);
    });
}

} // namespace dosah::web
