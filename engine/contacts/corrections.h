// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"
#include "contacts/contact.h"

#include <cstdint>
#include <string>

/// Addresses that are found to be wrong, or new ones. In transactions of the caller's, whose the audit row is.
namespace dosah::contacts {

/// Takes an address out of the contact and remembers that it is not theirs. Whoever else has it keeps it, and it is not
/// suppressed. True when the contact had it.
bool take_out_address(store::Session& session, std::int64_t contact_id, channel::Channel channel,
                      const std::string& address, Instant now);
/// Puts what was taken out back, where the contact has no other of that channel by now, and forgets it.
void put_back_addresses(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Instant now);
/// At the end of an import: what was taken out of a contact does not come back, neither to them nor to somebody new of
/// the same name. Returns how many were taken out again.
std::size_t keep_out_addresses(store::Session& session, std::int64_t organisation_id);

/// Email (normalised), number (E.164) and postal address where they are not "": they take the place of what was there.
/// Who opted out is suppressed at the new ones too.
void set_addresses(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                   const std::string& email, const std::string& phone, const std::string& postal_address, Instant now);

/// Links of /u, /p and /d that were given out for the contact, or for one that was merged into it, open nothing more.
void revoke_contact_links(store::Session& session, std::int64_t contact_id);

} // namespace dosah::contacts
