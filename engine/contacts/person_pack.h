// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/person_row.h"

#include <string>
#include <string_view>

namespace dosah::contacts {

/// People and rows as bytes for a Spool: within one process, no format to be kept. A row's bytes begin with its
/// person's.
void pack(const Person& person, std::string& out);
void pack(const PersonRow& row, std::string& out);
Person unpack_person(std::string_view bytes);
PersonRow unpack_row(std::string_view bytes);

} // namespace dosah::contacts
