// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "channel/connector.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::organisations {

/// One organisation's account at a transport. Its secrets lie in the store sealed with the installation's key.
struct ConnectorAccount
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string key;       ///< its name within the organisation: "relay", "sms"
    std::string connector; ///< which ConnectorKind: "smtp", "kannel" ...
    std::map<std::string, std::string> settings;
    std::map<std::string, std::string> secrets;
    bool active = true;
};

/// Checks the settings against the kind, seals the secrets, writes the audit row. Returns it with its id.
ConnectorAccount add_connector_account(store::Database& database, const Clock& clock, const MasterKey& master,
                                       Random& random, const std::string& actor,
                                       const std::vector<channel::ConnectorKind>& kinds, ConnectorAccount account);

/// What is to be another in an account: a value, or nothing to take the setting away.
struct AccountChange
{
    std::map<std::string, std::optional<std::string>> settings;
    std::map<std::string, std::optional<std::string>> secrets;
};

/// Checks what the account will be as add_connector_account does, then changes it; the audit row tells the names of
/// what was changed, never values. Running daemons go on with the old settings until they are started again. Throws
/// Error(missing) naming the nearest key.
ConnectorAccount change_connector_account(store::Database& database, const Clock& clock, const MasterKey& master,
                                          Random& random, const std::string& actor,
                                          const std::vector<channel::ConnectorKind>& kinds,
                                          std::int64_t organisation_id, const std::string& key,
                                          const AccountChange& change);

/// The organisation's active account of that key, secrets opened. Throws Error(missing) naming the nearest key.
ConnectorAccount find_connector_account(store::Database& database, const MasterKey& master,
                                        std::int64_t organisation_id, const std::string& key);

/// All active accounts of all organisations, secrets opened. Throws Error(input) naming the account whose secrets were
/// sealed under another key.
std::vector<ConnectorAccount> active_connector_accounts(store::Database& database, const MasterKey& master);

/// The organisation's first active account (by id) whose connector is in `connectors`; nothing when it has none.
std::optional<std::int64_t> find_account(store::Session& session, std::int64_t organisation_id,
                                         const std::vector<std::string>& connectors);

/// The token in an account's webhook address: 26 characters, derived from the installation's key.
std::string webhook_token(const MasterKey& master, std::int64_t connector_account_id);

/// Makes the account's transport. public_url as in the configuration.
channel::Transport make_transport(const std::vector<channel::ConnectorKind>& kinds, const MasterKey& master,
                                  const std::string& public_url, const ConnectorAccount& account);

} // namespace dosah::organisations
