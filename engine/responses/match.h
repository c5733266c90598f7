// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "mime/parse.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::responses {

/// Whom and what an inbound item is about. Never guessed: what is not certain stays empty.
struct Match
{
    std::optional<std::int64_t> contact_id;
    std::optional<std::int64_t> invitation_id;
    std::optional<std::int64_t> message_id;
    std::string message_address; ///< where that message went; "" without a message
    /// When it is not certain who wrote: everybody a message for several was for, else all contacts of the sender's
    /// address.
    std::vector<std::int64_t> sharing_address;
    bool erased = false;         ///< it names a message to somebody who was erased since, with all it was for
    bool carrier_erased = false; ///< that message was for several, and the person it was kept under was erased since
    bool to_unsubscribe = false; ///< it was sent to an unsubscribe address of ours
    /// Only the person can have sent it, as far as one can know: it went to an address with their token, or names a
    /// message that only they have; a number, for an SMS. A sender's address in a mail proves nothing: anybody can
    /// write it.
    bool proven = false;
};

/// A mail: token in the address it was sent to, else a Message-ID of ours that it refers to, else the sender's address
/// when it is one person's. A message for several that it refers to leaves it open who wrote, whoever the sender is:
/// anybody can write that address.
Match match_mail(campaigns::Services& services, store::Session& session, std::int64_t organisation_id,
                 const mime::ParsedMail& mail);

/// The message among these Message-IDs that is ours; fills what it tells.
void match_references(store::Session& session, std::int64_t organisation_id,
                      const std::vector<std::string>& message_ids, Match& match);

/// The message of this attempt (what a delivery report gives back of our ENVID); fills what it tells.
void match_envelope(store::Session& session, std::int64_t organisation_id, const std::string& envelope_id,
                    Match& match);

/// An SMS: the number, when it is one person's or only one of its people has an open invitation.
Match match_phone(store::Session& session, std::int64_t organisation_id, const std::string& phone);

/// The person whom a coordinator named, in the place of what the address told: their newest open invitation.
void match_told(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Match& match);

/// A campaign's code in the text ("ANO 17"): when the matched person has an open invitation to that campaign, it is
/// about that one, whichever is newer.
void match_code(store::Session& session, std::int64_t organisation_id, std::string_view text, Match& match);

} // namespace dosah::responses
