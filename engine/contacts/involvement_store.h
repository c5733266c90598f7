// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/involvement.h"

#include <optional>

namespace dosah::contacts {

/// As record_involvement, with the import it came by. False when the act was there already.
bool insert_involvement(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                        const std::string& kind, Instant occurred_at, const std::string& what,
                        const std::string& source, std::optional<std::int64_t> import_id);

} // namespace dosah::contacts
