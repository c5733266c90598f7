// SPDX-License-Identifier: EUPL-1.2
#include "responses/inbox.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace dosah::responses {

namespace {

constexpr std::string_view open = " FROM responses WHERE organisation_id = $1 AND needs_person = $2 AND handled_at IS "
                                  "NULL";

std::optional<std::int64_t> number_of(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

} // namespace

InboxPlace place_of(const InboxItem& item)
{
    return {item.received_at, item.response_id};
}

std::string to_text(const InboxPlace& place)
{
    return std::to_string(to_micros(place.received_at)) + "-" + std::to_string(place.response_id);
}

std::optional<InboxPlace> inbox_place_from(std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash == text.npos) return std::nullopt;
    const auto at = number_of(text.substr(0, dash));
    const auto id = number_of(text.substr(dash + 1));
    return at && id ? std::optional(InboxPlace{from_micros(*at), *id}) : std::nullopt;
}

InboxPage inbox(store::Session& session, std::int64_t organisation_id, std::size_t limit,
                const std::optional<InboxPlace>& from, InboxTurn turn)
{
    constexpr auto end = std::numeric_limits<std::int64_t>::max();
    const bool up = from && turn == InboxTurn::newer;
    const std::string beyond = up ? ">" : "<";
    const std::string order = up ? "" : " DESC";
    const store::Rows rows = session.query(
        "SELECT id, contact_id, channel, kind, text, received_at, answer" + std::string(open) + " AND (received_at " +
            beyond + " $3 OR (received_at = $3 AND id " + beyond + " $4)) ORDER BY received_at" + order + ", id" +
            order + " LIMIT $5",
        {organisation_id, true, from ? to_micros(from->received_at) : end, from ? from->response_id : end, limit + 1});
    InboxPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i)
        page.items.push_back({rows.integer(i, 0), rows.optional_integer(i, 1), rows.text(i, 2), rows.text(i, 3),
                              rows.text(i, 4), from_micros(rows.integer(i, 5)), rows.optional_text(i, 6)});
    const bool more = rows.size() > limit;
    page.newer = up ? more : from.has_value();
    page.older = up || more;
    if (up) std::reverse(page.items.begin(), page.items.end());
    return page;
}

std::size_t count_inbox(store::Session& session, std::int64_t organisation_id)
{
    return static_cast<std::size_t>(
        session.query("SELECT COUNT(*)" + std::string(open), {organisation_id, true}).integer(0, 0));
}

} // namespace dosah::responses
