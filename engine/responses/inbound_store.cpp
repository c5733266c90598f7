// SPDX-License-Identifier: EUPL-1.2
#include "responses/inbound_store.h"

#include "base/encoding.h"
#include "base/error.h"
#include "responses/item_fields.h"

namespace dosah::responses {

bool insert_item(store::Session& session, std::int64_t connector_account_id, const channel::InboundItem& item,
                 Instant received_at)
{
    const store::Rows account =
        session.query("SELECT organisation_id FROM connector_accounts WHERE id = $1", {connector_account_id});
    if (account.empty()) throw missing_error("no connector account " + std::to_string(connector_account_id));
    return session.run("INSERT INTO inbound_items (organisation_id, connector_account_id, kind, provider_key, "
                       "raw_base64, fields, received_at, state, problem) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, 'new', '') "
                       "ON CONFLICT (connector_account_id, kind, provider_key) DO NOTHING",
                       {account.integer(0, 0), connector_account_id, to_string(item.kind), item.provider_key,
                        to_base64(item.raw), write_fields(item.fields), to_micros(received_at)}) == 1;
}

std::vector<StoredItem> read_new_items(store::Session& session, std::size_t limit)
{
    const store::Rows rows =
        session.query("SELECT id, organisation_id, connector_account_id, kind, provider_key, raw_base64, fields, "
                      "received_at FROM inbound_items WHERE state = 'new' ORDER BY id LIMIT $1",
                      {limit});
    std::vector<StoredItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        StoredItem stored;
        stored.id = rows.integer(i, 0);
        stored.organisation_id = rows.integer(i, 1);
        stored.connector_account_id = rows.integer(i, 2);
        stored.item.provider_key = rows.text(i, 4);
        stored.received_at = from_micros(rows.integer(i, 7));
        try {
            stored.item.kind = channel::inbound_kind_from(rows.text(i, 3));
            stored.item.raw = raw_of(rows.text(i, 5));
            stored.item.fields = read_fields(rows.text(i, 6));
        } catch (const Error& problem) {
            stored.unreadable = problem.what();
        }
        items.push_back(std::move(stored));
    }
    return items;
}

bool finish_item(store::Session& session, std::int64_t id, Instant now)
{
    return session.run("UPDATE inbound_items SET state = 'done', interpreted_at = $1 WHERE id = $2 AND state = 'new'",
                       {to_micros(now), id}) == 1;
}

bool set_item_aside(store::Session& session, std::int64_t id, const std::string& problem, Instant now)
{
    return session.run("UPDATE inbound_items SET state = 'aside', problem = $1, interpreted_at = $2 "
                       "WHERE id = $3 AND state = 'new'",
                       {problem, to_micros(now), id}) == 1;
}

std::string read_position(store::Session& session, std::int64_t connector_account_id)
{
    const store::Rows rows =
        session.query("SELECT position FROM poll_positions WHERE connector_account_id = $1", {connector_account_id});
    return rows.empty() ? std::string() : rows.text(0, 0);
}

void write_position(store::Session& session, std::int64_t connector_account_id, const std::string& position,
                    Instant now)
{
    session.run("INSERT INTO poll_positions (connector_account_id, position, updated_at) VALUES ($1, $2, $3) "
                "ON CONFLICT (connector_account_id) DO UPDATE SET position = excluded.position, "
                "updated_at = excluded.updated_at",
                {connector_account_id, position, to_micros(now)});
}

} // namespace dosah::responses
