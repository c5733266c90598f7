// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "delivery/composer.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One message for several people of one address. Each has a message of their own; one of them, the carrier, is sent
/// with everybody's links, the others are skipped(duplicate_address) from the beginning and stand in carried_messages
/// with their carrier. What becomes of the carrier became of all of them.
///
/// Nobody is lost by it: when the carrier is skipped, for whatever reason, the next of those it carried is planned
/// again and carries the rest; who is taken out of one that was not handed over yet is planned again too, and skipped
/// for the reason there is. So each person keeps one message of a wave and channel, and its history says what happened.
/// Who is erased once it was sent stays in it without their invitation (0 in its place), so that a reply to it is still
/// known to be anybody's.
namespace dosah::delivery {

/// state_reason of a message that another one carries.
inline constexpr std::string_view carried_reason = "duplicate_address";

/// Somebody whose links go with another message.
struct Carried
{
    std::int64_t carrier_id = 0;
    std::int64_t message_id = 0; ///< their own
    std::int64_t contact_id = 0;
    std::optional<std::int64_t> invitation_id;
};
/// Whom these messages carry, by carrier and message in rising order.
std::vector<Carried> carried_by(store::Session& session, std::span<const Claim> claims);

/// Whom a message was for.
struct Recipients
{
    std::vector<std::int64_t> people; ///< contacts, without those who are erased; its own first
    std::string address;              ///< where it went; "" once all of them are erased
    bool several = false;             ///< it had more people's links than its own person's, whoever of them is left
    bool own_erased = false;          ///< the person whose message it is
};
Recipients recipients_of(store::Session& session, std::int64_t message_id);

/// SQL: the message, which `message` names, carries somebody who is not erased.
std::string carries_somebody(const std::string& message);

/// SQL: there is a message m, which `that` speaks of, to whom the SQL `invitation` names: their own, or with `carried`
/// also one that carries theirs. What is asked of a campaign without such messages does not ask for them.
std::string wrote_to(const std::string& invitation, const std::string& that, bool carried);

/// Takes the contact's messages out of those that carry them and are not handed over: they are planned again, for the
/// caller to skip. A carrier that is claimed is queued again, for what was written has their links in it. With an
/// address, only what goes there. In a transaction of the caller's.
void set_apart(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
               const std::string& address, Instant now);
/// Whether a message that carries one of the contact's is being handed over.
bool is_carried_off(store::Session& session, std::int64_t contact_id);

} // namespace dosah::delivery
