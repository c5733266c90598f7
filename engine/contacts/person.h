// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <functional>
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
/// `fold` is asked for what repeats from person to person, so that the caller may remember it.
Person folded(Contact contact, const std::function<std::string(const std::string&)>& fold);

} // namespace dosah::contacts
