// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>

namespace dosah::contacts {

/// Imports of one organisation go one after the other: two at once would each add the person they share.
void lock_for_import(store::Session& session, std::int64_t organisation_id);

std::int64_t insert_import(store::Session& session, std::int64_t organisation_id, const std::string& kind,
                           const std::string& file_name, const std::string& file_sha256, const std::string& actor,
                           Instant now);
void set_import_report(store::Session& session, std::int64_t import_id, const std::string& report);

/// False when the pair was noted before, whichever of the two came first then.
bool insert_possible_duplicate(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                               std::int64_t other_contact_id, const std::string& reason, std::int64_t import_id,
                               Instant now);

} // namespace dosah::contacts
