// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/delivery/dispatcher_fixture.h"

namespace dosah::tests {

void DispatchStore::queue_many(int number)
{
    {
        store::Transaction transaction(database());
        for (int i = 0; i < number; ++i) {
            delivery::NewMessage message;
            message.organisation_id = organisation_id;
            message.lane_id = lane_id;
            message.contact_id = contact_id;
            message.connector_account_id = account_id;
            message.purpose = "test";
            message.address = "osoba" + std::to_string(i) + "@osoba.test";
            message.locale = "cs";
            message.keeps_hours = true; // as a wave does
            message.dedupe_key = message.address;
            message.due_at = clock.now();
            delivery::plan(transaction.session(), random, message, clock.now());
        }
        transaction.commit();
    }
    delivery::release_due(database(), clock.now());
}

} // namespace dosah::tests
