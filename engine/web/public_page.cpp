// SPDX-License-Identifier: EUPL-1.2
#include "web/public_page.h"

#include "base/locales.h"
#include "content/locale.h"

#include <algorithm>

namespace dosah::web {

std::string public_locale(const Exchange& exchange, const std::string& preferred)
{
    const std::string asked = exchange.query("lang");
    if (content::is_locale(asked)) return asked;
    if (content::is_locale(preferred)) return preferred;
    return exchange.locale();
}

std::string localised(const campaigns::Localised& texts, const std::string& locale)
{
    for (const std::string& candidate : content::fallbacks(locale)) {
        const auto found = texts.find(candidate);
        if (found != texts.end() && !found->second.empty()) return found->second;
    }
    for (const auto& [candidate, text] : texts)
        if (!text.empty()) return text;
    return "";
}

std::vector<std::string> page_languages(const organisations::Organisation& organisation, const std::string& shown)
{
    std::vector<std::string> languages;
    if (organisation.country == "CZ")
        languages = {"cs", "en"};
    else if (organisation.country == "NO")
        languages = {"nb", "nn", "en"};
    else
        languages = content::locales();
    for (const std::string& added : content::locales()) // whoever adds a language has people who read it
        if (!is_shipped_locale(added) && std::ranges::find(languages, added) == languages.end())
            languages.push_back(added);
    if (std::ranges::find(languages, shown) == languages.end()) languages.insert(languages.begin(), shown);
    return languages;
}

content::View public_view(const Exchange& exchange, const organisations::Organisation* organisation,
                          const std::string& title, const std::string& self, const std::string& locale,
                          const std::vector<std::string>& languages)
{
    const Shared& shared = exchange.shared;
    const std::string language = locale.empty() ? exchange.locale() : locale;
    content::View view = shared.public_labels.at(language);
    view.set("lang", language);
    view.set("page_title", organisation ? title + " – " + organisation->name : title);
    view.set("css_url", shared.assets.url("public.css"));
    view.set("has_organisation", organisation != nullptr);
    view.set("theme_url", organisation ? theme_url(*organisation) : std::string());
    view.set("organisation", organisation ? organisation->name : std::string());
    view.set("contact_email", organisation ? organisation->contact_email : std::string());
    view.set("has_contact_email", organisation && !organisation->contact_email.empty());
    view.set("contact_phone", organisation ? organisation->contact_phone : std::string());
    view.set("has_contact_phone", organisation && !organisation->contact_phone.empty());
    content::ViewList links;
    for (const std::string& code : languages) {
        content::View link;
        link.set("code", code);
        link.set("name", shared.services().catalogs.text(code, "public.language"));
        link.set("here", code == language);
        link.set("url", self + "?lang=" + code);
        links.push_back(link);
    }
    view.set("has_languages", !self.empty() && links.size() > 1);
    view.set("languages", std::move(links));
    return view;
}

Response public_response(const Exchange& exchange, const std::string& name, const content::View& view, int status)
{
    return html_response(exchange.shared.services().templates.render(name, view), Policy::page, status);
}

} // namespace dosah::web
