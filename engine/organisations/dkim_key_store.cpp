// SPDX-License-Identifier: EUPL-1.2
#include "organisations/dkim_key_store.h"

namespace dosah::organisations {

bool dkim_key_exists(store::Session& session, const std::string& domain, const std::string& selector)
{
    return !session.query("SELECT id FROM dkim_keys WHERE domain = $1 AND selector = $2", {domain, selector}).empty();
}

std::int64_t insert_dkim_key(store::Session& session, const DkimKey& key)
{
    return session.insert("INSERT INTO dkim_keys (organisation_id, domain, selector, kind, public_key, sealed_key, "
                          "signs, created_at) VALUES ($1, $2, $3, $4, $5, '', $6, $7) RETURNING id",
                          {key.organisation_id, key.domain, key.selector, to_string(key.kind), key.public_key,
                           key.signs, to_micros(key.created_at)});
}

void set_sealed_dkim_key(store::Session& session, std::int64_t id, const std::string& sealed)
{
    session.run("UPDATE dkim_keys SET sealed_key = $1 WHERE id = $2", {sealed, id});
}

std::vector<StoredDkimKey> read_dkim_keys(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows =
        session.query("SELECT id, domain, selector, kind, public_key, sealed_key, signs, created_at FROM dkim_keys "
                      "WHERE organisation_id = $1 ORDER BY id",
                      {organisation_id});
    std::vector<StoredDkimKey> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        DkimKey key;
        key.id = rows.integer(i, 0);
        key.organisation_id = organisation_id;
        key.domain = rows.text(i, 1);
        key.selector = rows.text(i, 2);
        key.kind = rows.text(i, 3) == "rsa" ? SigningKey::Kind::rsa : SigningKey::Kind::ed25519;
        key.public_key = rows.text(i, 4);
        key.signs = rows.boolean(i, 6);
        key.created_at = from_micros(rows.integer(i, 7));
        out.push_back({std::move(key), rows.text(i, 5)});
    }
    return out;
}

void set_signing_dkim_key(store::Session& session, const DkimKey& key)
{
    session.run("UPDATE dkim_keys SET signs = $1 WHERE organisation_id = $2 AND kind = $3",
                {false, key.organisation_id, to_string(key.kind)});
    session.run("UPDATE dkim_keys SET signs = $1 WHERE id = $2", {true, key.id});
}

void delete_dkim_key(store::Session& session, std::int64_t id)
{
    session.run("DELETE FROM dkim_keys WHERE id = $1", {id});
}

} // namespace dosah::organisations
