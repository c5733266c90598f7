// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/data_link.h"
#include "campaigns/invitation.h"
#include "campaigns/test_send.h"
#include "responses/preferences.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"

#include <algorithm>

namespace dosah::web {

namespace {

/// What stands in the form for "as the town thinks fit".
constexpr std::string_view any = "any";

struct Person
{
    contacts::Contact contact;
    contacts::Preferences preferences;
    contacts::Stop stop = contacts::Stop::none;
    organisations::Organisation organisation;
};

std::optional<Person> find_person(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    if (token.size() > 100) return std::nullopt;
    std::optional<Person> person;
    {
        store::Session session = exchange.shared.database().session();
        const auto contact = campaigns::find_contact_by_token(session, exchange.shared.services().master, token,
                                                              campaigns::TokenKind::preferences);
        if (!contact) return std::nullopt;
        person = Person{
            *contact, contacts::find_preferences(session, contact->id), contacts::find_stop(session, contact->id), {}};
    }
    person->organisation =
        organisations::find_organisation(exchange.shared.database(), person->contact.organisation_id);
    return person;
}

/// Where there is a choice; whoever has one address only is not asked.
bool may_choose_channel(const Person& person)
{
    return !person.contact.email.empty() && !person.contact.phone.empty();
}

/// An SMS has no form.
bool may_choose_format(const Person& person)
{
    return !person.contact.email.empty() || !person.contact.postal_address.empty();
}

content::View choice(const std::string& value, const std::string& text, bool chosen)
{
    content::View one;
    one.set("value", value);
    one.set("text", text);
    one.set("chosen", chosen);
    return one;
}

/// In the one writing; a token may have been typed.
std::string path_of(const Exchange& exchange, const Person& person)
{
    return campaigns::preferences_url(exchange.shared.services().master, "", person.contact);
}

std::string locale_of(const Person& person)
{
    return person.preferences.locale.empty() ? person.organisation.locale : person.preferences.locale;
}

Response preferences_page(Exchange& exchange, const Person& person)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    const std::string locale = public_locale(exchange, locale_of(person));
    const std::string path = path_of(exchange, person);
    const std::string title = catalogs.text(locale, "public.preferences.title");
    const std::vector<std::string> languages = page_languages(person.organisation, locale_of(person));
    content::View view =
        public_view(exchange, &person.organisation, title, path, locale, page_languages(person.organisation, locale));
    view.set("title", title);
    view.set("path", path + "?lang=" + locale);
    view.set("saved", exchange.query("saved") == "1");
    view.set("stopped", person.stop != contacts::Stop::none);
    view.set("may_start", person.stop == contacts::Stop::by_page);
    const content::Arguments name = {{"organisation", person.organisation.name}};
    view.set("stopped_text",
             catalogs.text(locale,
                           person.stop == contacts::Stop::otherwise ? "public.preferences.stopped_otherwise"
                                                                    : "public.preferences.stopped",
                           name));
    content::ViewList locales;
    for (const std::string& code : languages) {
        content::View one = choice(code, catalogs.text(code, "public.language"), code == locale_of(person));
        one.set("code", code);
        locales.push_back(one);
    }
    view.set("locales", std::move(locales));
    view.set("has_channels", may_choose_channel(person));
    const auto& chosen = person.preferences.channel;
    content::ViewList channels;
    channels.push_back(
        choice(std::string(any), catalogs.text(locale, "public.preferences.channel.any", name), !chosen));
    for (const channel::Channel one : {channel::Channel::email, channel::Channel::sms}) {
        const std::string word(to_string(one));
        channels.push_back(choice(word, catalogs.text(locale, "public.preferences.channel." + word), chosen == one));
    }
    view.set("channels", std::move(channels));
    view.set("has_formats", may_choose_format(person));
    const std::string format = person.preferences.format.empty() ? "usual" : person.preferences.format;
    content::ViewList formats;
    for (const std::string_view one : contacts::formats()) {
        const std::string word(one);
        formats.push_back(choice(word, catalogs.text(locale, "public.preferences.format." + word), word == format));
    }
    view.set("formats", std::move(formats));
    view.set("unsubscribe_url",
             "/u/" +
                 campaigns::make_token(exchange.shared.services().master, campaigns::TokenKind::unsubscribe,
                                       person.contact.id, person.contact.token_version, false) +
                 "?lang=" + locale);
    view.set("data_url",
             campaigns::data_url(exchange.shared.services().master, "", person.contact) + "?lang=" + locale);
    return public_response(exchange, "public/preferences.html", view);
}

/// As the form says; what it does not ask stays.
contacts::Preferences read_form(const Exchange& exchange, const Person& person)
{
    contacts::Preferences wished = person.preferences;
    const std::vector<std::string> languages = page_languages(person.organisation, locale_of(person));
    const std::string locale = exchange.field("locale");
    if (std::ranges::find(languages, locale) == languages.end())
        throw input_error("locale: must be one of the page's languages");
    if (locale != locale_of(person)) wished.locale = locale;
    const std::string format = exchange.field("format");
    if (may_choose_format(person) && !format.empty()) {
        if (std::ranges::find(contacts::formats(), format) == contacts::formats().end())
            throw input_error("format: must be usual, easy_to_read or large_print");
        wished.format = format == "usual" && wished.format.empty() ? "" : format;
    }
    if (!may_choose_channel(person)) return wished;
    const std::string channel = exchange.field("channel");
    if (channel == any)
        wished.channel = std::nullopt;
    else if (channel == "email" || channel == "sms")
        wished.channel = channel::channel_from(channel);
    else
        throw input_error("channel: must be any, email or sms");
    return wished;
}

} // namespace

Response show_preferences(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto person = find_person(exchange);
    return person ? preferences_page(exchange, *person) : unknown_link_page(exchange);
}

Response save_preferences(Exchange& exchange)
{
    if (exchange.parameter("token") == campaigns::test_token) return test_link_page(exchange);
    const auto person = find_person(exchange);
    if (!person) return unknown_link_page(exchange);
    auto& services = exchange.shared.services();
    std::string locale = public_locale(exchange, locale_of(*person));
    if (exchange.field("start") == "yes") {
        responses::start_on_page(services, person->contact.organisation_id, person->contact.id);
    } else {
        const contacts::Preferences wished = read_form(exchange, *person);
        responses::choose_on_page(services, person->contact.organisation_id, person->contact.id, wished);
        locale = exchange.field("locale");
    }
    return redirect(path_of(exchange, *person) + "?saved=1&lang=" + locale);
}

} // namespace dosah::web
