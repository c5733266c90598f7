// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"
#include "contacts/erasure.h"

#include <string>
#include <string_view>
#include <vector>

namespace dosah::contacts {

/// Tells texts that name a person: by email (also earlier ones), number (its last eight digits, however they are
/// grouped), whole name in either order or family name as a word of its own, postal address or the organisation's own
/// number for them. Case and marks do not matter. Rather one text too many than one too few: it is for notes that may
/// go.
class Traces
{
public:
    explicit Traces(const Contact& contact, const std::vector<KnownAddress>& addresses = {});
    bool in(std::string_view utf8) const;

private:
    void add(const KnownAddress& known);

    std::vector<std::string> emails_;
    std::vector<std::string> numbers_; ///< their last digits
    std::string words_;                ///< family name, folded
    std::string postal_address_;
    std::string external_id_;
};

} // namespace dosah::contacts
