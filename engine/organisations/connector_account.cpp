// SPDX-License-Identifier: EUPL-1.2
#include "organisations/connector_account.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "organisations/connector_account_store.h"
#include "organisations/organisation.h"

namespace dosah::organisations {

namespace {

std::string write_map(const std::map<std::string, std::string>& values)
{
    json::Object::Ptr object = json::object();
    for (const auto& [name, value] : values)
        object->set(name, value);
    return json::write(object);
}

std::map<std::string, std::string> read_map(const std::string& text, const std::string& where)
{
    json::Reader reader(json::parse_object(text, where), where);
    std::map<std::string, std::string> values;
    for (const std::string& name : reader.names())
        values[name] = reader.text(name);
    return values;
}

/// What binds sealed secrets to their row.
std::string context(std::int64_t id)
{
    return "connector_account:" + std::to_string(id);
}

const channel::ConnectorKind& kind_of(const std::vector<channel::ConnectorKind>& kinds, const std::string& name)
{
    std::vector<std::string> known;
    for (const channel::ConnectorKind& kind : kinds) {
        if (kind.name == name) return kind;
        known.push_back(kind.name);
    }
    const std::string near = nearest_name(name, known);
    std::string all;
    for (const std::string& one : known)
        all += (all.empty() ? "" : ", ") + one;
    throw input_error("unknown connector \"" + name + "\"" +
                      (near.empty() ? " (there are: " + all + ")" : " (did you mean " + near + "?)"));
}

channel::AccountSettings settings_of(const ConnectorAccount& account, const std::string& webhook_url)
{
    return {account.id, account.organisation_id, account.key, account.settings, account.secrets, webhook_url};
}

void apply(std::map<std::string, std::string>& values, const std::map<std::string, std::optional<std::string>>& changes)
{
    for (const auto& [name, value] : changes) {
        if (value)
            values[name] = *value;
        else if (values.erase(name) == 0)
            throw input_error("there is no " + name + " to take away");
    }
}

/// Refuses also values that are wrong in themselves.
void check_account(const std::vector<channel::ConnectorKind>& kinds, const ConnectorAccount& account)
{
    const channel::ConnectorKind& kind = kind_of(kinds, account.connector);
    check_settings(kind, settings_of(account, ""));
    kind.make(settings_of(account, "http://localhost/"));
}

std::vector<ConnectorAccount> opened(std::vector<StoredAccount> accounts, const MasterKey& master)
{
    std::vector<ConnectorAccount> out;
    for (StoredAccount& stored : accounts) {
        const auto secrets = master.open(stored.sealed_secrets, context(stored.account.id));
        if (!secrets)
            throw input_error("connector account \"" + stored.account.key + "\" (id " +
                              std::to_string(stored.account.id) +
                              "): its secrets were sealed under another key; set key_file to the one in use then");
        stored.account.settings = read_map(stored.settings, "settings");
        stored.account.secrets = read_map(*secrets, "secrets");
        out.push_back(std::move(stored.account));
    }
    return out;
}

ConnectorAccount find_in(std::vector<ConnectorAccount> accounts, std::int64_t organisation_id, const std::string& key)
{
    std::vector<std::string> known;
    for (ConnectorAccount& account : accounts) {
        if (account.organisation_id != organisation_id) continue;
        if (account.key == key) return std::move(account);
        known.push_back(account.key);
    }
    const std::string near = nearest_name(key, known);
    throw missing_error(
        "no connector account \"" + key + "\"" +
        (near.empty() ? std::string(" (\"dosah connector list\" shows them)") : " (did you mean \"" + near + "\"?)"));
}

} // namespace

ConnectorAccount add_connector_account(store::Database& database, const Clock& clock, const MasterKey& master,
                                       Random& random, const std::string& actor,
                                       const std::vector<channel::ConnectorKind>& kinds, ConnectorAccount account)
{
    if (account.key.empty() || account.key.size() > 40 ||
        account.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        throw input_error("key: write 1 to 40 of a-z, 0-9 and hyphen, not \"" + account.key + "\"");
    check_account(kinds, account);
    store::Transaction transaction(database);
    if (account_exists(transaction.session(), account.organisation_id, account.key))
        throw conflict_error("connector account \"" + account.key + "\" is there already");
    account.id = insert_account(transaction.session(), {account, write_map(account.settings), ""}, clock.now());
    set_sealed_secrets(transaction.session(), account.id,
                       master.seal(write_map(account.secrets), context(account.id), random));
    audit(transaction.session(), clock.now(),
          {account.organisation_id, actor, "connector.add", "connector_account", account.id,
           "{\"connector\":\"" + account.connector + "\"}"});
    transaction.commit();
    return account;
}

ConnectorAccount change_connector_account(store::Database& database, const Clock& clock, const MasterKey& master,
                                          Random& random, const std::string& actor,
                                          const std::vector<channel::ConnectorKind>& kinds,
                                          std::int64_t organisation_id, const std::string& key,
                                          const AccountChange& change)
{
    store::Transaction transaction(database);
    ConnectorAccount account =
        find_in(opened(read_active_accounts(transaction.session()), master), organisation_id, key);
    apply(account.settings, change.settings);
    apply(account.secrets, change.secrets);
    check_account(kinds, account);
    set_settings(transaction.session(), account.id, write_map(account.settings));
    set_sealed_secrets(transaction.session(), account.id,
                       master.seal(write_map(account.secrets), context(account.id), random));
    json::Array::Ptr changed = json::array();
    for (const auto* changes : {&change.settings, &change.secrets})
        for (const auto& [name, value] : *changes)
            changed->add(name);
    json::Object::Ptr detail = json::object();
    detail->set("changed", changed);
    audit(transaction.session(), clock.now(),
          {organisation_id, actor, "connector.set", "connector_account", account.id, json::write(detail)});
    transaction.commit();
    return account;
}

ConnectorAccount find_connector_account(store::Database& database, const MasterKey& master,
                                        std::int64_t organisation_id, const std::string& key)
{
    return find_in(active_connector_accounts(database, master), organisation_id, key);
}

std::vector<ConnectorAccount> active_connector_accounts(store::Database& database, const MasterKey& master)
{
    store::Session session = database.session();
    return opened(read_active_accounts(session), master);
}

std::string webhook_token(const MasterKey& master, std::int64_t connector_account_id)
{
    return to_crockford(hmac_sha256(master.derive("webhook"), std::to_string(connector_account_id)).substr(0, 16));
}

channel::Transport make_transport(const std::vector<channel::ConnectorKind>& kinds, const MasterKey& master,
                                  const std::string& public_url, const ConnectorAccount& account)
{
    return kind_of(kinds, account.connector)
        .make(settings_of(account, public_url + "/hooks/" + std::to_string(account.id) + "/" +
                                       webhook_token(master, account.id) + "/"));
}

} // namespace dosah::organisations
