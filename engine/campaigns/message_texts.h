// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/greeting.h"
#include "content/message_writer.h"

#include <string>

namespace dosah::campaigns {

/// What a campaign's message tells somebody, in their locale and format; links are left to the caller. Private to
/// campaigns/.
content::InvitationTexts message_texts(const content::Catalogs& catalogs, const Definition& definition,
                                       const organisations::Organisation& organisation, std::int64_t campaign_id,
                                       const std::string& locale, const content::Addressed& person,
                                       content::Format format = content::Format::usual);

/// Makes them a later wave's: its own texts in the place of the invitation's, and what people said.
void use_wave(content::InvitationTexts& texts, const Wave& wave, const std::string& locale);

/// What a message without a campaign (an opt-out acknowledgement) tells: the organisation alone.
content::InvitationTexts organisation_texts(const content::Catalogs& catalogs,
                                            const organisations::Organisation& organisation, const std::string& locale,
                                            const content::Addressed& person);

/// Whether an SMS from this sender can be answered: a name cannot; "" is the account's own number.
bool can_be_answered(const std::string& sms_sender);

} // namespace dosah::campaigns
