// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "organisations/organisation.h"

namespace dosah::organisations {

std::int64_t insert_organisation(store::Session& session, const Organisation& organisation, Instant now);
std::optional<Organisation> find_organisation_by_key(store::Session& session, const std::string& key);
std::optional<Organisation> find_organisation_by_id(store::Session& session, std::int64_t id);
std::vector<Organisation> read_organisations(store::Session& session); ///< by key
void insert_audit(store::Session& session, Instant now, const AuditEntry& entry);

} // namespace dosah::organisations
