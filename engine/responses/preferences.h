// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "contacts/preferences.h"

namespace dosah::responses {

/// What a person chose on their page, in one transaction with its audit row. Both throw Error(missing) when the person
/// was erased meanwhile.
void choose_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id,
                    const contacts::Preferences& preferences);
/// They want to be written to again: where a page may take the opt-out back (contacts::find_stop), forgets it at every
/// address they have, and keeps the wish among the responses. What was skipped meanwhile stays skipped.
void start_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id);

} // namespace dosah::responses
