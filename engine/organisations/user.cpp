// SPDX-License-Identifier: EUPL-1.2
#include "organisations/user.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "organisations/organisation.h"
#include "organisations/user_store.h"

namespace dosah::organisations {

std::string_view to_string(Role role)
{
    switch (role) {
    case Role::admin:
        return "admin";
    case Role::coordinator:
        return "coordinator";
    case Role::evaluator:
        return "evaluator";
    }
    return "evaluator";
}

Role role_from(std::string_view word)
{
    for (const Role role : {Role::admin, Role::coordinator, Role::evaluator})
        if (to_string(role) == word) return role;
    throw input_error("role: write admin, coordinator or evaluator, not \"" + std::string(word) + "\"");
}

User add_user(store::Database& database, const Clock& clock, const std::string& actor, User user,
              const std::string& password)
{
    user.email = text::to_lower(text::trim(user.email));
    if (user.email.find('@') == std::string::npos || user.email.find_first_of(" \r\n") != std::string::npos)
        throw input_error("email: write an address, not \"" + user.email + "\"");
    if (text::trim(user.name).empty()) throw input_error("name: is missing");
    if (text::to_utf32(password).size() < 12) throw input_error("password: at least 12 characters");
    if (password.size() > 1000) throw input_error("password: at most 1000 octets");
    const std::string hash = hash_password(password);
    store::Transaction transaction(database);
    if (find_user_by_email(transaction.session(), user.email))
        throw conflict_error("a user with that email is there already");
    user.id = insert_user(transaction.session(), user, hash, clock.now());
    audit(transaction.session(), clock.now(),
          {user.organisation_id, actor, "user.add", "user", user.id,
           "{\"role\":\"" + std::string(to_string(user.role)) + "\"}"});
    transaction.commit();
    return user;
}

std::optional<User> authenticate(store::Database& database, const std::string& email, const std::string& password)
{
    // An unknown email is checked against a hash of nobody's password, so that it takes as long as a wrong password.
    static const std::string nobody = hash_password("nobody has this password");
    if (password.size() > 1000) return std::nullopt;
    std::optional<StoredUser> stored;
    {
        store::Session session = database.session();
        stored = find_user_by_email(session, text::to_lower(text::trim(email)));
    }
    const bool right = verify_password(stored ? stored->password_hash : nobody, password);
    return right && stored && !stored->disabled ? std::optional(stored->user) : std::nullopt;
}

std::optional<User> find_user(store::Database& database, std::int64_t id)
{
    store::Session session = database.session();
    const auto stored = find_user_by_id(session, id);
    return stored && !stored->disabled ? std::optional(stored->user) : std::nullopt;
}

std::string open_session(store::Database& database, const Clock& clock, Random& random, std::int64_t user_id,
                         std::chrono::hours length)
{
    const std::string id = to_hex(random.bytes(32));
    store::Session session = database.session();
    delete_expired_sessions(session, clock.now());
    insert_session(session, sha256_hex(id), user_id, clock.now(), clock.now() + length);
    return id;
}

std::optional<User> session_user(store::Database& database, const Clock& clock, const std::string& session_id)
{
    std::optional<std::int64_t> user_id;
    {
        store::Session session = database.session();
        user_id = find_session_user(session, sha256_hex(session_id), clock.now());
    }
    return user_id ? find_user(database, *user_id) : std::nullopt;
}

void close_session(store::Database& database, const std::string& session_id)
{
    store::Session session = database.session();
    delete_session(session, sha256_hex(session_id));
}

std::string csrf_token(const MasterKey& master, const std::string& session_id)
{
    return to_hex(hmac_sha256(master.derive("csrf"), session_id));
}

} // namespace dosah::organisations
