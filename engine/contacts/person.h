// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <string>

namespace dosah::contacts {

/// A contact with what it is compared and searched by: folded (base/text.h).
struct Person
{
    Contact contact;
    std::string given;
    std::string family;
    std::string name; ///< as contacts.folded_name
    std::string town; ///< as contacts.folded_place
};

Person folded(Contact contact);

} // namespace dosah::contacts
