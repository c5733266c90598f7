// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/crypto.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::campaigns {

/// Links are derived, never stored: HMAC(key, kind, id, version). /i belongs to an invitation, /u and /p to a contact,
/// /door to a campaign; raising the row's version revokes every link given out before. /d belongs to a contact too; the
/// one-time link it sends, and the visit that opens, to a row of data_links (campaigns/data_link.h), with its nonce.
enum class TokenKind { invitation, unsubscribe, preferences, door, data, data_link, data_visit };

/// "ID-MAC" in Crockford's base 32: the row's id, then 26 characters (128 bits) or, where short (SMS), 16 (80 bits).
std::string make_token(const MasterKey& master, TokenKind kind, std::int64_t id, std::int64_t version, bool brief);

/// The id a token claims to be for, in any writing a person may have typed; nothing when it is not of the form.
std::optional<std::int64_t> token_id(std::string_view token);

/// Whether it is of the short form, as in an SMS.
bool is_brief(std::string_view token);
/// Whether it is the token of that row; constant time.
bool token_matches(const MasterKey& master, TokenKind kind, std::int64_t id, std::int64_t version,
                   std::string_view token);

} // namespace dosah::campaigns
