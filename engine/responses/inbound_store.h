// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/connector.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::responses {

/// An inbound item as the store keeps it.
struct StoredItem
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::int64_t connector_account_id = 0;
    channel::InboundItem item;
    Instant received_at;
    std::string unreadable; ///< why it cannot be read, else ""
};

/// Keeps an item once: false when the account has one of that kind and provider_key already. Throws Error(missing) when
/// there is no such account.
bool insert_item(store::Session& session, std::int64_t connector_account_id, const channel::InboundItem& item,
                 Instant received_at);
/// New items, oldest first.
std::vector<StoredItem> read_new_items(store::Session& session, std::size_t limit);
/// new -> done, or -> aside with what the problem was. False when it is not new any more.
bool finish_item(store::Session& session, std::int64_t id, Instant now);
bool set_item_aside(store::Session& session, std::int64_t id, const std::string& problem, Instant now);

std::string read_position(store::Session& session, std::int64_t connector_account_id);
void write_position(store::Session& session, std::int64_t connector_account_id, const std::string& position,
                    Instant now);

} // namespace dosah::responses
