// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/test_send_store.h"

namespace dosah::campaigns {

bool is_users_address(store::Session& session, std::int64_t organisation_id, const std::string& email)
{
    return !session
                .query("SELECT 1 FROM users WHERE organisation_id = $1 AND email = $2 AND disabled_at IS NULL",
                       {organisation_id, email})
                .empty();
}

std::int64_t count_tests(store::Session& session, std::int64_t organisation_id, Instant since)
{
    return session
        .query("SELECT COUNT(*) FROM audit_log WHERE organisation_id = $1 AND subject = 'campaign' AND action = "
               "'campaign.test' AND at > $2",
               {organisation_id, to_micros(since)})
        .integer(0, 0);
}

} // namespace dosah::campaigns
