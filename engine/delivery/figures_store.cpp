// SPDX-License-Identifier: EUPL-1.2
#include "delivery/figures.h"

namespace dosah::delivery {

namespace {

/// Of `queue`, due by $1 and not held back.
constexpr const char* may_go =
    " AND queue.due_at <= $1 AND (queue.lane_id IS NULL OR EXISTS (SELECT 1 FROM lanes WHERE lanes.id = queue.lane_id "
    "AND lanes.open)) ORDER BY queue.due_at LIMIT 1";

std::optional<Instant> instant(const store::Rows& rows, std::size_t row, std::size_t column)
{
    const auto micros = rows.optional_integer(row, column);
    return micros ? std::optional(from_micros(*micros)) : std::nullopt;
}

} // namespace

Figures outbox_figures(store::Session& session, Instant now)
{
    Figures figures;
    store::Rows rows =
        session.query("SELECT messages.channel, messages.state, COUNT(*) FROM queue CROSS JOIN "
                      "messages WHERE messages.id = queue.message_id GROUP BY messages.channel, messages.state");
    for (std::size_t i = 0; i < rows.size(); ++i)
        figures.depths[{channel::channel_from(rows.text(i, 0)), rows.text(i, 1)}] = rows.integer(i, 2);
    rows = session.query(std::string("SELECT connector_accounts.id, connector_accounts.connector, (SELECT "
                                     "queue.due_at FROM queue WHERE queue.stage = 'queued' AND "
                                     "queue.connector_account_id = connector_accounts.id") +
                             may_go + ") FROM connector_accounts WHERE active ORDER BY id",
                         {to_micros(now)});
    for (std::size_t i = 0; i < rows.size(); ++i)
        figures.accounts.push_back({rows.integer(i, 0), rows.text(i, 1), instant(rows, i, 2)});
    rows = session.query(std::string("SELECT queue.due_at FROM queue WHERE queue.stage = 'planned'") + may_go,
                         {to_micros(now)});
    if (!rows.empty()) figures.oldest_unreleased = instant(rows, 0, 0);
    return figures;
}

std::map<std::string, std::map<std::string, std::int64_t>> lane_reasons(store::Session& session, std::int64_t lane_id)
{
    const store::Rows rows = session.query(
        "SELECT state, state_reason, COUNT(*) AS messages FROM messages WHERE lane_id = $1 AND state IN ('queued', "
        "'skipped', 'failed', 'bounced', 'expired', 'in_doubt') AND state_reason <> '' GROUP BY state, state_reason "
        "ORDER BY messages DESC, state, state_reason LIMIT 100",
        {lane_id});
    std::map<std::string, std::map<std::string, std::int64_t>> reasons;
    for (std::size_t i = 0; i < rows.size(); ++i)
        reasons[rows.text(i, 0)][rows.text(i, 1)] = rows.integer(i, 2);
    return reasons;
}

} // namespace dosah::delivery
