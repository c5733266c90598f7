// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "delivery/outbox.h"
#include "delivery/state.h"
#include "store/database.h"
#include "tests/support/test_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::tests {

/// A store with one organisation, one contact, one account and one open lane.
struct DeliveryStore
{
    explicit DeliveryStore(StoreKind kind);

    store::Database& database() { return test_store.database(); }
    /// One message of the lane, planned and due now; `name` makes address and dedupe key.
    std::int64_t planned(const std::string& name, channel::Channel channel = channel::Channel::email);
    std::int64_t queued(const std::string& name, channel::Channel channel = channel::Channel::email);
    delivery::State state(std::int64_t message_id);
    std::string reason(std::int64_t message_id);
    std::int64_t attempts(std::int64_t message_id);
    /// "planned>queued>claimed" from the history.
    std::string history(std::int64_t message_id);
    std::int64_t count(const std::string& state);
    void set_state(std::int64_t message_id, delivery::State state, int attempts);

    TestStore test_store;
    ManualClock clock{from_iso("2026-12-01T09:00:00Z")};
    SystemRandom random;
    std::int64_t organisation_id = 0;
    std::int64_t contact_id = 0;
    std::int64_t account_id = 0;
    std::int64_t lane_id = 0;
};

} // namespace dosah::tests
