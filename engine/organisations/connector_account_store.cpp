// SPDX-License-Identifier: EUPL-1.2
#include "organisations/connector_account_store.h"

namespace dosah::organisations {

std::int64_t insert_account(store::Session& session, const StoredAccount& stored, Instant now)
{
    return session.insert("INSERT INTO connector_accounts (organisation_id, key, connector, settings, sealed_secrets, "
                          "active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                          {stored.account.organisation_id, stored.account.key, stored.account.connector,
                           stored.settings, stored.sealed_secrets, stored.account.active, to_micros(now)});
}

bool account_exists(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    return !session
                .query("SELECT id FROM connector_accounts WHERE organisation_id = $1 AND key = $2",
                       {organisation_id, key})
                .empty();
}

void set_settings(store::Session& session, std::int64_t id, const std::string& settings)
{
    session.run("UPDATE connector_accounts SET settings = $1 WHERE id = $2", {settings, id});
}

void set_sealed_secrets(store::Session& session, std::int64_t id, const std::string& sealed)
{
    session.run("UPDATE connector_accounts SET sealed_secrets = $1 WHERE id = $2", {sealed, id});
}

std::vector<StoredAccount> read_active_accounts(store::Session& session)
{
    const store::Rows rows =
        session.query("SELECT id, organisation_id, key, connector, settings, sealed_secrets FROM connector_accounts "
                      "WHERE active = $1 ORDER BY id",
                      {true});
    std::vector<StoredAccount> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        StoredAccount stored;
        stored.account.id = rows.integer(i, 0);
        stored.account.organisation_id = rows.integer(i, 1);
        stored.account.key = rows.text(i, 2);
        stored.account.connector = rows.text(i, 3);
        stored.settings = rows.text(i, 4);
        stored.sealed_secrets = rows.text(i, 5);
        out.push_back(std::move(stored));
    }
    return out;
}

std::optional<std::int64_t> find_account(store::Session& session, std::int64_t organisation_id,
                                         const std::vector<std::string>& connectors)
{
    std::optional<std::int64_t> first;
    for (const std::string& connector : connectors) {
        const store::Rows rows = session.query("SELECT MIN(id) FROM connector_accounts WHERE organisation_id = $1 AND "
                                               "connector = $2 AND active = $3",
                                               {organisation_id, connector, true});
        const auto id = rows.optional_integer(0, 0);
        if (id && (!first || *id < *first)) first = id;
    }
    return first;
}

} // namespace dosah::organisations
