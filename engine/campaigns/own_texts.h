// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <string>

namespace dosah::campaigns {

/// The texts of an organisation's own that a campaign brings, before anybody gets them. Private to campaigns/.

/// Those of the invitation (`where` is "campaign") or of a wave ("campaign.waves[reminder]"): each problem names place,
/// line, column and the nearest known name, whether anybody reads the text's locale or not; links that are not https
/// are warnings.
void check_own_texts(const Services& services, const std::map<std::string, EmailContent>& email, const Localised& sms,
                     const std::string& where, CheckReport& report);

/// Throws Error(input) with all problems of a definition's texts, a line each.
void refuse_own_texts(const Services& services, const Definition& definition);

} // namespace dosah::campaigns
