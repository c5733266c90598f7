// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/hold.h"

namespace dosah::contacts {

bool hold_person(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    return session.run("UPDATE contacts SET updated_at = updated_at WHERE id = $1 AND organisation_id = $2 AND "
                       "erased_at IS NULL",
                       {contact_id, organisation_id}) == 1;
}

void require_person(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    if (!hold_person(session, organisation_id, contact_id))
        throw missing_error("there is no contact " + std::to_string(contact_id) +
                            " in this organisation (any more); they may have been erased just now");
}

} // namespace dosah::contacts
