// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/account_choice.h"
#include "campaigns/campaign.h"
#include "mime/dkim.h"

#include <vector>

namespace dosah::campaigns {

/// An organisation as its messages need it.
struct Office
{
    organisations::Organisation organisation;
    std::string mailbox;                   ///< where replies are read; "" when nowhere
    std::vector<mime::DkimSigner> signers; ///< of its mails; none: they go out unsigned, or the relay signs them
    AccountChoice::Post post;              ///< what stands on its letters
    Instant read_at;
};

/// Throws Error(missing), and Error(input) when a signing key cannot be opened: no mail goes out unsigned then.
Office read_office(Services& services, std::int64_t organisation_id);

/// Puts the organisation's DKIM signatures, if it has any, before a mail that goes out. What is put before it
/// afterwards, as relays do, is not signed.
void sign_mail(const Office& office, std::string& mail, Instant now);

} // namespace dosah::campaigns
