// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/message_texts.h"

namespace dosah::campaigns {

namespace {

/// One field of the campaign's own mails, found locale by locale: a locale may have its subject only.
std::string own_email(const std::map<std::string, EmailContent>& email, std::string EmailContent::*field,
                      const std::string& locale)
{
    Localised texts;
    for (const auto& [name, content] : email)
        if (!(content.*field).empty()) texts[name] = content.*field;
    return find_text(texts, locale).value_or("");
}

} // namespace

bool can_be_answered(const std::string& sms_sender)
{
    return sms_sender.find_first_not_of("+0123456789") == std::string::npos;
}

content::InvitationTexts organisation_texts(const content::Catalogs& catalogs,
                                            const organisations::Organisation& organisation, const std::string& locale,
                                            const content::Addressed& person)
{
    content::InvitationTexts texts;
    texts.locale = locale;
    texts.greeting = content::greeting(catalogs, locale, person);
    texts.given_name = person.given_name;
    texts.organisation = {organisation.name, organisation.contact_phone, organisation.contact_email};
    texts.event.time_zone = organisation.time_zone;
    return texts;
}

content::InvitationTexts message_texts(const content::Catalogs& catalogs, const Definition& definition,
                                       const organisations::Organisation& organisation, std::int64_t campaign_id,
                                       const std::string& locale, const content::Addressed& person)
{
    content::InvitationTexts texts = organisation_texts(catalogs, organisation, locale, person);
    texts.greeting = content::greeting(catalogs, locale, person, tone_of(definition));
    texts.event.title = in_locale(definition.event.title, locale);
    texts.event.lead = find_text(definition.event.lead, locale).value_or("");
    texts.event.place = in_locale(definition.event.place, locale); // where it is does not hang on the language
    texts.event.access = find_text(definition.event.access, locale).value_or("");
    texts.event.starts = definition.event.starts;
    texts.event.ends = definition.event.ends;
    texts.code = std::to_string(campaign_id);
    texts.own_subject = own_email(definition.email, &EmailContent::subject, locale);
    texts.own_body = own_email(definition.email, &EmailContent::body, locale);
    texts.own_sms = find_text(definition.sms, locale).value_or("");
    return texts;
}

void use_wave(content::InvitationTexts& texts, const Wave& wave, const std::string& locale)
{
    texts.own_subject = own_email(wave.email, &EmailContent::subject, locale);
    texts.own_body = own_email(wave.email, &EmailContent::body, locale);
    texts.own_sms = find_text(wave.sms, locale).value_or("");
    for (const Point& point : wave.content)
        texts.points.push_back({in_locale(point.said, locale), in_locale(point.done, locale),
                                in_locale(point.not_done, locale), in_locale(point.why, locale)});
}

} // namespace dosah::campaigns
