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
    std::string unreadable;                      ///< why it cannot be read, else ""
    std::optional<std::int64_t> told_contact_id; ///< who wrote it, as a coordinator said
};

/// Keeps an item once: false when the account has one of that kind and provider_key already. Throws Error(missing) when
/// there is no such account.
bool insert_item(store::Session& session, std::int64_t connector_account_id, const channel::InboundItem& item,
                 Instant received_at);
struct NewItem
{
    std::int64_t id = 0;
    int tries = 0; ///< how often its interpretation was begun
};
/// New items, oldest first, without what is in them: that is read one by one, so that memory is bounded.
std::vector<NewItem> find_new_items(store::Session& session, std::size_t limit);
/// Counts a beginning, durably when it returns: of every new item up to `last` that has none, or of one.
void begin_items(store::Session& session, std::int64_t last);
void begin_item(store::Session& session, std::int64_t id);
/// Nothing when there is none (any more).
std::optional<StoredItem> read_item(store::Session& session, std::int64_t id);
/// What an operator's receipt says beyond status and code goes: its words may quote number and message, and its
/// attempt's reference leads to the person. An applied receipt needs neither any more.
void forget_receipt(store::Session& session, const StoredItem& stored);
/// It has no response rows.
void delete_item(store::Session& session, std::int64_t id);
/// new -> done, or -> aside with what the problem was. False when it is not new any more.
bool finish_item(store::Session& session, std::int64_t id, Instant now);
bool set_item_aside(store::Session& session, std::int64_t id, const std::string& problem, Instant now);

/// new, done or aside, "" when there is no such item; why it was set aside.
std::string item_state(store::Session& session, std::int64_t id);
std::string item_problem(store::Session& session, std::int64_t id);

/// Worked-off mails and SMS after `after` that came in since then, oldest first: their ids.
std::vector<std::int64_t> find_done_items(store::Session& session, std::optional<std::int64_t> organisation_id,
                                          Instant since, std::int64_t after, std::size_t limit);
/// Back to new: tried from the beginning. From `done`, its response rows go: it is interpreted again. False when it is
/// in neither state.
bool reopen_item(store::Session& session, std::int64_t id);

/// Who wrote it; for its next interpretation.
void tell_contact(store::Session& session, std::int64_t id, std::int64_t contact_id);

std::string read_position(store::Session& session, std::int64_t connector_account_id);
void write_position(store::Session& session, std::int64_t connector_account_id, const std::string& position,
                    Instant now);

} // namespace dosah::responses
