// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What a coordinator has to see to.
struct InboxItem
{
    std::int64_t response_id = 0;
    std::optional<std::int64_t> contact_id;
    std::string channel;
    std::string kind;
    std::string text;
    Instant received_at;
    std::optional<std::string> answer; ///< yes, no, maybe: what it was read as, whether or not it could be taken
};

/// Where a page ends: the row that was last seen, which may be dealt with by now.
struct InboxPlace
{
    Instant received_at;
    std::int64_t response_id = 0;

    bool operator==(const InboxPlace&) const = default;
};
InboxPlace place_of(const InboxItem& item);
/// "MICROSECONDS-RESPONSE", for addresses and the command line.
std::string to_text(const InboxPlace& place);
std::optional<InboxPlace> inbox_place_from(std::string_view text);

enum class InboxTurn { older, newer };

struct InboxPage
{
    std::vector<InboxItem> items; ///< newest first
    bool newer = false;           ///< there may be some before these
    bool older = false;           ///< there are some behind these
};
/// At most `limit` that are older (or newer) than the place and next to it; without one, the newest of all.
InboxPage inbox(store::Session& session, std::int64_t organisation_id, std::size_t limit,
                const std::optional<InboxPlace>& from = std::nullopt, InboxTurn turn = InboxTurn::older);
std::size_t count_inbox(store::Session& session, std::int64_t organisation_id);

} // namespace dosah::responses
