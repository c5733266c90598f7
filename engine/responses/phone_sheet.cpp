// SPDX-License-Identifier: EUPL-1.2
#include "responses/phone_sheet.h"

#include "content/event_kind.h"
#include "content/locale.h"

#include <algorithm>

namespace dosah::responses {

namespace {

std::string csv_field(std::string text)
{
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, "'");
    if (text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

content::ViewList results_of(const content::Catalogs& catalogs, const std::string& locale)
{
    content::ViewList list;
    for (const char* key : {"yes", "maybe", "no"}) {
        content::View one;
        one.set("text", catalogs.text(locale, std::string("console.answers.") + key));
        list.push_back(std::move(one));
    }
    for (const char* key : {"no_answer", "call_later", "wrong_number", "do_not_call"}) {
        content::View one;
        one.set("text", catalogs.text(locale, std::string("console.phone.result.") + key));
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace

std::vector<PhoneScript> phone_scripts(const campaigns::Services& services, const campaigns::Campaign& campaign,
                                       const organisations::Organisation& organisation)
{
    const campaigns::Event& event = campaign.definition.event;
    std::vector<std::string> locales{organisation.locale};
    for (const std::string& locale : content::locales())
        if (locale != organisation.locale && event.title.contains(locale)) locales.push_back(locale);
    std::vector<PhoneScript> scripts;
    for (const std::string& locale : locales) {
        const std::string place = campaigns::in_locale(event.place, locale);
        const content::Arguments arguments = {
            {"organisation", organisation.name},
            {"title", campaigns::in_locale(event.title, locale)},
            {"when", content::format_time_span(locale, event.starts, event.ends, organisation.time_zone)},
            {"place", place}};
        PhoneScript script{locale, {}};
        const auto say = [&](const char* key) {
            script.lines.push_back(services.catalogs.text(locale, std::string("letter.call_") + key, arguments));
        };
        say("hello");
        if (content::is_survey(event.kind)) {
            say("survey");
            say("survey_ask");
        } else {
            say("event");
            if (!place.empty()) say("place");
            say("ask");
            say("needs");
        }
        say("stop");
        scripts.push_back(std::move(script));
    }
    return scripts;
}

std::string phone_sheet_html(const campaigns::Services& services, const campaigns::Campaign& campaign,
                             const organisations::Organisation& organisation, const std::string& locale,
                             const std::vector<PersonToCall>& people)
{
    const content::Catalogs& catalogs = services.catalogs;
    content::View view;
    view.set("locale", locale);
    view.set("title", catalogs.text(locale, "console.label.phone_list") + ": " +
                          campaigns::in_locale(campaign.definition.name, locale));
    view.set("about",
             catalogs.text(locale, "console.phone.sheet",
                           {{"count", static_cast<std::int64_t>(people.size())},
                            {"at", content::format_date_time(locale, services.clock.now(), organisation.time_zone)}}));
    content::View label;
    for (const char* key : {"person", "phone", "tries", "result"})
        label.set(key, catalogs.text(locale, std::string("console.phone.column.") + key));
    view.set("label", label);
    content::ViewList scripts;
    for (const PhoneScript& script : phone_scripts(services, campaign, organisation)) {
        content::View one;
        one.set("locale", script.locale);
        one.set("language", catalogs.text(script.locale, "public.language"));
        content::ViewList lines;
        for (const std::string& line : script.lines)
            lines.emplace_back().set("line", line);
        one.set("lines", std::move(lines));
        scripts.push_back(std::move(one));
    }
    view.set("scripts", std::move(scripts));
    const content::ViewList results = results_of(catalogs, locale);
    content::ViewList rows;
    for (const PersonToCall& person : people) {
        content::View row;
        row.set("name", person.name);
        row.set("phone", person.phone);
        row.set("language", catalogs.text(person.locale, "public.language"));
        row.set("contact", "#" + std::to_string(person.contact_id));
        row.set("note", person.last_note);
        row.set("calls", std::to_string(person.calls));
        row.set("results", results);
        rows.push_back(std::move(row));
    }
    view.set("people", std::move(rows));
    return services.templates.render("letter/phone_list.html", view);
}

std::string phone_sheet_csv(const std::vector<PersonToCall>& people)
{
    std::string out = "contact,name,phone,locale,why,calls,last_result,call_after\r\n";
    for (const PersonToCall& person : people)
        out += std::to_string(person.contact_id) + "," + csv_field(person.name) + "," + person.phone + "," +
               person.locale + "," + (person.unreached ? "unreached" : "silent") + "," + std::to_string(person.calls) +
               "," + person.last_result + "," + (person.call_after ? to_iso(*person.call_after) : "") + "\r\n";
    return out;
}

} // namespace dosah::responses
