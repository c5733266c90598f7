// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "organisations/organisation.h"
#include "responses/classify.h"
#include "responses/consequences.h"
#include "responses/inbound_store.h"
#include "responses/match.h"

#include <optional>
#include <string>

namespace dosah::responses {

/// What a kept item says, before anything is done about it.
struct Understood
{
    const StoredItem& item;
    organisations::Organisation organisation;
    std::optional<mime::ParsedMail> mail; ///< of an email
    Classified what;                      ///< of an email or SMS
    std::string sender;                   ///< normalised address or number; "" when there is none
    Instant arrived;
    std::optional<std::int64_t> contact_id; ///< whom it seemed to be about; act() asks again
};

/// Parses and reads an item; the store is only asked who wrote, to know the language. Outside a transaction: an SQLite
/// store has one writer, which a large mail must not hold up.
Understood understand(campaigns::Services& services, const Lexicons& lexicons, const StoredItem& item);

/// The normalised address or number that an item came from; "" when there is none.
std::string sender_of(const StoredItem& item, const std::string& country);

/// Whom and what it is about, as the store knows it now.
Match match_item(campaigns::Services& services, store::Session& session, const Understood& one);

/// Does what it asks for. In a transaction of the caller's; throws Error(missing) for a receipt of nothing of ours.
void act(campaigns::Services& services, store::Session& session, const Understood& one, Instant now);

} // namespace dosah::responses
