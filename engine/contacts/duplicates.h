// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <cstdint>
#include <string>
#include <vector>

/// Pairs of contacts that an import found may be one person (contacts/person_index.h). A person decides; until then
/// both are written to.
namespace dosah::contacts {

struct PossibleDuplicate
{
    std::int64_t id = 0;
    std::int64_t contact_id = 0;       ///< the older one
    std::int64_t other_contact_id = 0; ///< the newer one
    std::string reason;                ///< what is the same: email, phone, "name and birth year"
    Instant found_at;
};
/// Those that nobody has decided about, oldest first.
std::vector<PossibleDuplicate> possible_duplicates(store::Session& session, std::int64_t organisation_id,
                                                   std::size_t limit);
/// Throws Error(missing) when the organisation has no such pair, Error(conflict) when it was decided.
PossibleDuplicate find_possible_duplicate(store::Session& session, std::int64_t organisation_id, std::int64_t id);

/// The two are different people: no import asks again. With an audit row. Throws as find_possible_duplicate.
void keep_apart(store::Session& session, std::int64_t organisation_id, std::int64_t id, const std::string& actor,
                Instant now);

/// contacts' part of responses/merge_people.h, in its transaction: fields (blanks are filled, nothing is replaced;
/// contacts/merge.h), attributes, groups, involvement and the opt-out go to the older one; the newer row is emptied as
/// after an erasure, but links given out for it are good and lead to the older one (column merged_into). Throws
/// Error(conflict) where each has a number of its own in the organisation's register: those are two people there.
void merge_duplicate(store::Session& session, const PossibleDuplicate& pair, std::int64_t organisation_id, Instant now);

} // namespace dosah::contacts
