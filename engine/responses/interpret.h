// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/details.h"
#include "campaigns/invitation.h"
#include "responses/lexicon.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dosah::responses {

/// Interprets inbound items that are new, oldest first, at most `limit`: classify, match to message, person and
/// invitation, act (receipt, suppression, opt-out, answer), write the response rows, all of one item in one
/// transaction. An item that cannot be worked, or was begun five times without an end, is set aside with its reason and
/// never stops the rest. One item is in memory at a time. Returns how many it looked at.
std::size_t interpret_new(campaigns::Services& services, const Lexicons& lexicons, std::size_t limit);
/// The same with one new item; false when it was set aside.
bool interpret_item(campaigns::Services& services, const Lexicons& lexicons, std::int64_t id);

/// What pages write. All throw Error(missing) when the person was erased meanwhile, and write nothing.
///
/// An answer from the invitation's page: response row and current answer in one transaction. False when the campaign
/// takes none any more.
bool answer_on_page(campaigns::Services& services, const campaigns::Invitation& invitation, const std::string& answer);

/// What somebody who comes brings and needs, from the page behind their answer. False when there are no places for that
/// many companions; the rest is kept.
bool details_on_page(campaigns::Services& services, const campaigns::Invitation& invitation,
                     const campaigns::Details& details);

/// An opt-out on the /u page or by one-click POST (RFC 8058).
void opt_out_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id);

} // namespace dosah::responses
