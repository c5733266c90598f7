// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <cstdint>
#include <string>
#include <vector>

/// A family's mailbox, a shared telephone: who wrote is for a coordinator to say, never guessed.
namespace dosah::responses {

/// The people of the organisation who have the address that an inbox row came from, oldest first. Empty where nobody
/// has it, the row came from no mail or SMS, or there is no such row.
std::vector<std::int64_t> possible_senders(campaigns::Services& services, std::int64_t organisation_id,
                                           std::int64_t response_id);

/// This contact wrote it: what it says is applied as theirs, as arrived when it came, by the next run of the
/// interpreter (or interpret_item with the id that is returned). Kept with the item, so that replay knows it too; an
/// audit row. Throws Error(missing) when the organisation has no such row or contact, Error(conflict) when it was dealt
/// with or is somebody's already.
std::int64_t assign(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                    std::int64_t contact_id, const std::string& actor);

/// Nothing more is to be done about an inbox row. With an audit row; throws as response_store.h's handle_response.
void close(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
           const std::string& actor);

} // namespace dosah::responses
