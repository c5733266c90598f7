// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/office.h"

#include "organisations/dkim_key.h"

namespace dosah::campaigns {

Office read_office(Services& services, std::int64_t organisation_id)
{
    Office office;
    office.organisation = organisations::find_organisation(services.database, organisation_id);
    const AccountChoice accounts = choose_accounts(services, organisation_id);
    office.mailbox = accounts.mailbox;
    office.post = accounts.post;
    for (auto& key : organisations::signing_dkim_keys(services.database, services.master, organisation_id))
        office.signers.push_back({std::move(key.domain), std::move(key.selector), std::move(key.key)});
    office.read_at = services.clock.now();
    return office;
}

void sign_mail(const Office& office, std::string& mail, Instant now)
{
    mail.insert(0, mime::dkim_signatures(mail, office.signers, now));
}

} // namespace dosah::campaigns
