// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/definition.h"
#include "contacts/contact.h"
#include "content/salutation.h"

#include <string>
#include <vector>

namespace dosah::campaigns {

/// How the campaign greets.
content::Tone tone_of(const Definition& definition);
/// What a greeting needs of a contact. An attribute "greeting", "osloveni" or "tiltale" (a column "Oslovení" of the
/// import) is how that person is to be greeted, whatever the rules say.
content::Addressed addressed(const contacts::Contact& contact);
/// How the campaign greets this contact in this locale.
std::string greeting_of(const content::Catalogs& catalogs, const Definition& definition,
                        const contacts::Contact& contact, const std::string& locale);

} // namespace dosah::campaigns
