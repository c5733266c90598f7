// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/message_texts.h"

namespace dosah::campaigns {

namespace {

/// A campaign's own mails and SMS, each found locale by locale: a locale may have its subject only. Whoever wants to
/// read easily gets the easy body of the locale, or its usual one: it says what the shipped easy one does not.
void use_own(content::InvitationTexts& texts, const std::map<std::string, EmailContent>& email, const Localised& sms)
{
    Localised subjects;
    Localised bodies;
    for (const auto& [name, content] : email) {
        const bool easy = texts.format == content::Format::easy_to_read && !content.easy_body.empty();
        const std::string& body = easy ? content.easy_body : content.body;
        if (!content.subject.empty()) subjects[name] = content.subject;
        if (!body.empty()) bodies[name] = body;
    }
    texts.own_subject = find_text(subjects, texts.locale).value_or("");
    texts.own_body = find_text(bodies, texts.locale).value_or("");
    texts.own_sms = find_text(sms, texts.locale).value_or("");
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
    texts.organisation = {organisation.name, organisation.contact_phone, organisation.contact_email, organisation.key,
                          organisation.brand_colour};
    texts.event.time_zone = organisation.time_zone;
    return texts;
}

content::InvitationTexts message_texts(const content::Catalogs& catalogs, const Definition& definition,
                                       const organisations::Organisation& organisation, std::int64_t campaign_id,
                                       const std::string& locale, const content::Addressed& person,
                                       content::Format format)
{
    content::InvitationTexts texts = organisation_texts(catalogs, organisation, locale, person);
    texts.format = format;
    texts.group = definition.wording;
    texts.greeting = content::greeting(catalogs, locale, person, tone_of(definition));
    texts.event.title = in_locale(definition.event.title, locale);
    texts.event.lead = find_text(definition.event.lead, locale).value_or("");
    texts.event.place = in_locale(definition.event.place, locale); // where it is does not hang on the language
    texts.event.access = find_text(definition.event.access, locale).value_or("");
    texts.event.interpreter = find_text(definition.event.interpreter, locale).value_or("");
    texts.event.transport = find_text(definition.event.transport, locale).value_or("");
    texts.event.childcare = find_text(definition.event.childcare, locale).value_or("");
    texts.event.link = definition.event.link;
    texts.event.kind = definition.event.kind;
    texts.event.starts = definition.event.starts;
    texts.event.ends = definition.event.ends;
    texts.code = std::to_string(campaign_id);
    use_own(texts, definition.email, definition.sms);
    return texts;
}

void use_wave(content::InvitationTexts& texts, const Wave& wave, const std::string& locale)
{
    use_own(texts, wave.email, wave.sms);
    for (const Point& point : wave.content)
        texts.points.push_back({in_locale(point.said, locale), in_locale(point.done, locale),
                                in_locale(point.not_done, locale), in_locale(point.why, locale)});
}

} // namespace dosah::campaigns
