// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/person.h"

#include <functional>

namespace dosah::contacts {

/// How a name is kept for comparing and searching: given and family name folded (base/text.h), one space between.
std::string folded_name(const std::string& given_name, const std::string& family_name);

/// Everybody of the organisation who was not erased, attributes included, oldest first.
void each_contact(store::Session& session, std::int64_t organisation_id, const std::function<void(Contact)>& each);
/// The organisation's own numbers of erased people: they must not come back by an import.
std::vector<std::string> erased_external_ids(store::Session& session, std::int64_t organisation_id);

/// New people as the store takes them, without their attributes.
store::Given rows_of(const std::vector<Person>& people);
/// Writes them and returns their ids, in their order. Many to a statement: an import of a hundred thousand holds the
/// store's only writer until it ends.
std::vector<std::int64_t> insert_contacts(store::Session& session, std::int64_t organisation_id,
                                          const store::Given& rows, std::optional<std::int64_t> import_id, Instant now);
struct AttributeRow
{
    std::int64_t contact_id = 0;
    std::string name;
    std::string value;
};

/// Attributes of people who have none yet.
void insert_attributes(store::Session& session, const std::vector<AttributeRow>& attributes);
void write_attribute(store::Session& session, std::int64_t contact_id, const std::string& name,
                     const std::string& value);
/// Nothing in the row tells of anybody from then on, and it has `erased_at`; its links are revoked. With `keeps_number`
/// imports go on refusing the organisation's number for the person.
void empty_contact(store::Session& session, std::int64_t contact_id, bool keeps_number, Instant now);
/// Writes all columns of the row and those attributes that differ from `before`.
void update_contact(store::Session& session, const Contact& before, const Person& now_known, Instant now);

} // namespace dosah::contacts
