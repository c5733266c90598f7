// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <string>
#include <string_view>

namespace dosah::contacts {

/// Tells texts that name a person: by email, number (its last eight digits, however they are grouped), whole name in
/// either order or family name as a word of its own, postal address or the organisation's own number for them. Case and
/// marks do not matter. Rather one text too many than one too few: it is for notes that may go.
class Traces
{
public:
    explicit Traces(const Contact& contact);
    bool in(std::string_view utf8) const;

private:
    std::string email_;
    std::string digits_;
    std::string words_; ///< family name, folded
    std::string postal_address_;
    std::string external_id_;
};

} // namespace dosah::contacts
