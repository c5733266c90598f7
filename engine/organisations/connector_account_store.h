// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "organisations/connector_account.h"

namespace dosah::organisations {

/// As the store holds it: settings as JSON, secrets as one sealed text.
struct StoredAccount
{
    ConnectorAccount account; ///< without settings and secrets
    std::string settings;
    std::string sealed_secrets;
};

std::int64_t insert_account(store::Session& session, const StoredAccount& stored, Instant now);
bool account_exists(store::Session& session, std::int64_t organisation_id, const std::string& key);
void set_settings(store::Session& session, std::int64_t id, const std::string& settings);
void set_sealed_secrets(store::Session& session, std::int64_t id, const std::string& sealed);
std::vector<StoredAccount> read_active_accounts(store::Session& session); ///< by id

} // namespace dosah::organisations
