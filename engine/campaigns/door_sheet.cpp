// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/door.h"
#include "content/locale.h"
#include "content/qr_code.h"

namespace dosah::campaigns {

std::string door_sheet(const Services& services, const Campaign& campaign,
                       const organisations::Organisation& organisation)
{
    const Event& event = campaign.definition.event;
    std::vector<std::string> locales{organisation.locale};
    for (const std::string& locale : content::locales())
        if (locale != organisation.locale && event.title.contains(locale)) locales.push_back(locale);
    content::ViewList languages;
    for (const std::string& locale : locales) {
        const auto text = [&](const char* key) {
            return services.catalogs.text(locale, std::string("letter.door_") + key);
        };
        content::View one;
        one.set("locale", locale);
        one.set("title", in_locale(event.title, locale));
        one.set("when", content::format_time_span(locale, event.starts, event.ends, organisation.time_zone));
        one.set("place", in_locale(event.place, locale));
        for (const char* key : {"welcome", "scan", "ask", "help"})
            one.set(key, text(key));
        languages.push_back(std::move(one));
    }
    const std::string url = door_url(services.master, services.config.http_public_url, campaign);
    content::View view;
    view.set("locale", organisation.locale);
    view.set("title", in_locale(event.title, organisation.locale));
    view.set("organisation", organisation.name);
    view.set("languages", languages);
    view.set("qr", content::qr_code_svg(url, services.catalogs.text(organisation.locale, "letter.door_qr")));
    return services.templates.render("letter/door_sheet.html", view);
}

} // namespace dosah::campaigns
