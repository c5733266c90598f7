// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah::cli {

/// dosah contacts export: what is held about a person, as a file for them (responses/held_data.h). Audited.
int contacts_export(Context& context, Words& words);
/// dosah contacts erase (contacts/erasure.h).
int contacts_erase(Context& context, Words& words);
/// dosah contacts duplicates, distinct and merge: pairs that an import found (contacts/duplicates.h).
int contacts_duplicates(Context& context, Words& words);
int contacts_distinct(Context& context, Words& words);
int contacts_merge(Context& context, Words& words);

} // namespace dosah::cli
