// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/message_form.h"

#include <string>
#include <vector>

namespace dosah::campaigns {

/// Definition::one_per_address: the addressee of one message for several people. Private to campaigns/.

/// The names by which people who share an address know whose link is whose: the given name where it is there and only
/// one of them has it, else the full name, else "1", "2" by their place. A name that could be taken for more than a
/// name (a link, several lines) is left out.
std::vector<std::string> names_apart(const std::vector<Addressee>& people);

/// The first of the people as the addressee of what is for all of them: nobody is named but beside their own links, the
/// greeting is the neutral one, and a reply carries nobody's token, for it does not tell who wrote it.
Addressee together(const content::Catalogs& catalogs, const Occasion& occasion, const std::vector<Addressee>& people);

} // namespace dosah::campaigns
