// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "organisations/user.h"

namespace dosah::organisations {

struct StoredUser
{
    User user;
    std::string password_hash;
    bool disabled = false;
};

std::int64_t insert_user(store::Session& session, const User& user, const std::string& password_hash, Instant now);
std::optional<StoredUser> find_user_by_email(store::Session& session, const std::string& email);
std::optional<StoredUser> find_user_by_id(store::Session& session, std::int64_t id);

void insert_session(store::Session& session, const std::string& id_hash, std::int64_t user_id, Instant now,
                    Instant expires);
std::optional<std::int64_t> find_session_user(store::Session& session, const std::string& id_hash, Instant now);
void delete_session(store::Session& session, const std::string& id_hash);
void delete_expired_sessions(store::Session& session, Instant now);

} // namespace dosah::organisations
