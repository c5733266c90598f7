// SPDX-License-Identifier: EUPL-1.2
#include "organisations/user_store.h"

namespace dosah::organisations {

namespace {

const std::string columns = "id, organisation_id, email, name, role, may_approve, locale, password_hash, disabled_at";

StoredUser read(const store::Rows& rows)
{
    StoredUser stored;
    stored.user.id = rows.integer(0, 0);
    stored.user.organisation_id = rows.integer(0, 1);
    stored.user.email = rows.text(0, 2);
    stored.user.name = rows.text(0, 3);
    stored.user.role = role_from(rows.text(0, 4));
    stored.user.may_approve = rows.boolean(0, 5);
    stored.user.locale = rows.text(0, 6);
    stored.password_hash = rows.text(0, 7);
    stored.disabled = !rows.is_null(0, 8);
    return stored;
}

} // namespace

std::int64_t insert_user(store::Session& session, const User& user, const std::string& password_hash, Instant now)
{
    return session.insert("INSERT INTO users (organisation_id, email, name, password_hash, role, may_approve, locale, "
                          "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                          {user.organisation_id, user.email, user.name, password_hash, to_string(user.role),
                           user.may_approve, user.locale, to_micros(now)});
}

std::optional<StoredUser> find_user_by_email(store::Session& session, const std::string& email)
{
    const store::Rows rows = session.query("SELECT " + columns + " FROM users WHERE email = $1", {email});
    return rows.empty() ? std::nullopt : std::optional(read(rows));
}

std::optional<StoredUser> find_user_by_id(store::Session& session, std::int64_t id)
{
    const store::Rows rows = session.query("SELECT " + columns + " FROM users WHERE id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read(rows));
}

void insert_session(store::Session& session, const std::string& id_hash, std::int64_t user_id, Instant now,
                    Instant expires)
{
    session.run("INSERT INTO sessions (id_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
                {id_hash, user_id, to_micros(now), to_micros(expires)});
}

std::optional<std::int64_t> find_session_user(store::Session& session, const std::string& id_hash, Instant now)
{
    const store::Rows rows =
        session.query("SELECT user_id FROM sessions WHERE id_hash = $1 AND expires_at > $2", {id_hash, to_micros(now)});
    return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

void delete_session(store::Session& session, const std::string& id_hash)
{
    session.run("DELETE FROM sessions WHERE id_hash = $1", {id_hash});
}

void delete_expired_sessions(store::Session& session, Instant now)
{
    session.run("DELETE FROM sessions WHERE expires_at <= $1", {to_micros(now)});
}

} // namespace dosah::organisations
