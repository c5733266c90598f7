// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "store/database.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace dosah::organisations {

/// admin: everything of the organisation; coordinator: contacts and campaigns; evaluator: protected aggregates only.
enum class Role { admin, coordinator, evaluator };

std::string_view to_string(Role role);
Role role_from(std::string_view word); ///< throws Error(input)

struct User
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string email; ///< what one signs in with; unique over all organisations
    std::string name;
    Role role = Role::coordinator;
    bool may_approve = false;  ///< may approve campaigns of others
    std::string locale = "cs"; ///< of the console
};

/// Throws Error(input) for a short password (under 12 characters) or a wrong field, Error(conflict) for a taken email.
User add_user(store::Database& database, const Clock& clock, const std::string& actor, User user,
              const std::string& password);

/// Who it is, or nothing; takes the same time for an unknown email as for a wrong password.
std::optional<User> authenticate(store::Database& database, const std::string& email, const std::string& password);
std::optional<User> find_user(store::Database& database, std::int64_t id);

/// Opens a session and returns its id (256 random bits, hexadecimal); the store holds only its hash.
std::string open_session(store::Database& database, const Clock& clock, Random& random, std::int64_t user_id,
                         std::chrono::hours length);
/// Who the session belongs to; nothing when it is unknown, over, or the user was disabled.
std::optional<User> session_user(store::Database& database, const Clock& clock, const std::string& session_id);
void close_session(store::Database& database, const std::string& session_id);

/// The token a form of this session must carry: derived from the session's id, so nothing is stored.
std::string csrf_token(const MasterKey& master, const std::string& session_id);

} // namespace dosah::organisations
