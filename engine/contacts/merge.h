// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <string>
#include <vector>

namespace dosah::contacts {

struct MergeResult
{
    std::vector<std::string> changed; ///< names of the fields that got something
    /// Fields in which the two differ and the known value stayed: name of the field and the row's value.
    std::vector<std::pair<std::string, std::string>> kept;
};

/// Puts what a row says into a known person: blanks are filled, an initial is written out, nothing is ever emptied.
/// A different value replaces the known one only when `row_wins`. Organisation, id and token are not touched.
MergeResult merge_into(Contact& known, const Contact& row, bool row_wins);

} // namespace dosah::contacts
