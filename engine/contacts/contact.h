// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::contacts {

/// A person who can be addressed.
struct Contact
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string external_id; ///< the organisation's own number for the person; "" when it has none
    std::string given_name;
    std::string family_name;
    std::string gender; ///< "f", "m", "x" or "" (not known)
    std::optional<int> birth_year;
    std::string locale; ///< a language people can be written to in (base/locales.h) or "" (the organisation's)
    std::string format; ///< how they want to read: usual, easy_to_read, large_print, or "" (nobody said: usual)
    std::string place;
    std::string email; ///< normalised (contacts/address.h) or ""
    std::string phone; ///< E.164 or ""
    std::string postal_address;
    std::string legal_basis; ///< public_task, consent, contract or ""
    std::string legal_basis_source;
    std::optional<Instant> legal_basis_at;
    std::int64_t token_version = 1; ///< raised to revoke the links of /u and /p
    std::map<std::string, std::string> attributes;
};

std::optional<Contact> find_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);
/// Everybody of the organisation with this email or number, oldest first; a shared address gives several.
std::vector<std::int64_t> find_contacts_by_email(store::Session& session, std::int64_t organisation_id,
                                                 const std::string& email);
std::vector<std::int64_t> find_contacts_by_phone(store::Session& session, std::int64_t organisation_id,
                                                 const std::string& phone);
std::int64_t count_contacts(store::Session& session, std::int64_t organisation_id);

} // namespace dosah::contacts
