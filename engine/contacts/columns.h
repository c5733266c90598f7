// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dosah::contacts {

/// What a column of a file may hold.
enum class Field {
    external_id,
    given_name,
    family_name,
    full_name,              ///< "Jana Nováková": the last word is the family name
    full_name_family_first, ///< "Nováková Jana": the first word is
    email,
    phone,
    mobile,     ///< a phone, preferred to one that may be a landline
    birth_date, ///< a date or a year; only the year is kept
    gender,
    locale,
    format, ///< how the person wants to read
    place,
    postal_address,
    street,
    postcode,
    legal_basis,
    legal_basis_source,
    legal_basis_date,
    consent, ///< yes, no or the date it was given
    groups,
    act_date, ///< the next three only in a file of involvement
    act_kind,
    act_what,
    source,
    attribute, ///< any other column
    forbidden, ///< a national identity number: never kept
};

struct Column
{
    Field field = Field::attribute;
    std::string header; ///< as it stands in the file
    std::string name;   ///< an attribute's name: folded, words joined by "_"
};

/// Understands column names in Czech, Norwegian (bokmål and nynorsk) and English, whatever their case, marks and
/// punctuation.
Column column_from(std::string_view header, bool involvement);

/// True when a person can be told by such a column.
bool identifies(Field field);

std::string_view to_string(Field field);

} // namespace dosah::contacts
