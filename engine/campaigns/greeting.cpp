// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/greeting.h"

namespace dosah::campaigns {

content::Tone tone_of(const Definition& definition)
{
    return content::tone_from(definition.tone).value_or(content::Tone::usual);
}

content::Addressed addressed(const contacts::Contact& contact)
{
    content::Addressed person{contact.given_name, contact.family_name, contact.gender, ""};
    for (const char* name : {"greeting", "osloveni", "tiltale"}) // as claimed_store.cpp reads them
        if (const auto own = contact.attributes.find(name); own != contact.attributes.end() && person.greeting.empty())
            person.greeting = own->second;
    return person;
}

std::string greeting_of(const content::Catalogs& catalogs, const Definition& definition,
                        const contacts::Contact& contact, const std::string& locale)
{
    return content::greeting(catalogs, locale, addressed(contact), tone_of(definition));
}

} // namespace dosah::campaigns
