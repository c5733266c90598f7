// SPDX-License-Identifier: EUPL-1.2
#include "responses/inbound_store.h"

#include "base/encoding.h"
#include "base/error.h"
#include "responses/item_fields.h"
#include "responses/replay.h"

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

std::vector<NewItem> find_new_items(store::Session& session, std::size_t limit)
{
    const store::Rows rows =
        session.query("SELECT id, tries FROM inbound_items WHERE state = 'new' ORDER BY id LIMIT $1", {limit});
    std::vector<NewItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back({rows.integer(i, 0), static_cast<int>(rows.integer(i, 1))});
    return items;
}

void begin_items(store::Session& session, std::int64_t last)
{
    session.run("UPDATE inbound_items SET tries = 1 WHERE state = 'new' AND tries = 0 AND id <= $1", {last});
}

void begin_item(store::Session& session, std::int64_t id)
{
    session.run("UPDATE inbound_items SET tries = tries + 1 WHERE id = $1", {id});
}

std::optional<StoredItem> read_item(store::Session& session, std::int64_t id)
{
    const store::Rows rows =
        session.query("SELECT id, organisation_id, connector_account_id, kind, provider_key, raw_base64, fields, "
                      "received_at, told_contact_id FROM inbound_items WHERE id = $1",
                      {id});
    if (rows.empty()) return std::nullopt;
    StoredItem stored;
    stored.id = rows.integer(0, 0);
    stored.organisation_id = rows.integer(0, 1);
    stored.connector_account_id = rows.integer(0, 2);
    stored.item.provider_key = rows.text(0, 4);
    stored.received_at = from_micros(rows.integer(0, 7));
    stored.told_contact_id = rows.optional_integer(0, 8);
    try {
        stored.item.kind = channel::inbound_kind_from(rows.text(0, 3));
        stored.item.raw = raw_of(rows.text(0, 5));
        stored.item.fields = read_fields(rows.text(0, 6));
    } catch (const Error& problem) {
        stored.unreadable = problem.what();
    }
    return stored;
}

std::string item_state(store::Session& session, std::int64_t id)
{
    const store::Rows rows = session.query("SELECT state FROM inbound_items WHERE id = $1", {id});
    return rows.empty() ? std::string() : rows.text(0, 0);
}

std::string item_problem(store::Session& session, std::int64_t id)
{
    const store::Rows rows = session.query("SELECT problem FROM inbound_items WHERE id = $1", {id});
    return rows.empty() ? std::string() : rows.text(0, 0);
}

std::vector<AsideItem> find_aside_items(store::Session& session, std::optional<std::int64_t> organisation_id,
                                        std::int64_t after, std::size_t limit)
{
    const store::Rows rows =
        session.query("SELECT id, organisation_id, kind, problem, received_at FROM inbound_items WHERE state = 'aside' "
                      "AND id > $1 AND (CAST($2 AS BIGINT) IS NULL OR organisation_id = $2) ORDER BY id LIMIT $3",
                      {after, organisation_id, limit});
    std::vector<AsideItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back({rows.integer(i, 0), rows.integer(i, 1), channel::inbound_kind_from(rows.text(i, 2)),
                         rows.text(i, 3), from_micros(rows.integer(i, 4))});
    return items;
}

std::vector<std::int64_t> find_done_items(store::Session& session, std::optional<std::int64_t> organisation_id,
                                          Instant since, std::int64_t after, std::size_t limit)
{
    const store::Rows rows =
        session.query("SELECT id FROM inbound_items WHERE state = 'done' AND kind IN ('email', 'sms') AND id > $1 AND "
                      "(CAST($2 AS BIGINT) IS NULL OR organisation_id = $2) AND received_at >= $3 ORDER BY id LIMIT $4",
                      {after, organisation_id, to_micros(since), limit});
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i)
        ids.push_back(rows.integer(i, 0));
    return ids;
}

bool reopen_item(store::Session& session, std::int64_t id)
{
    session.run("DELETE FROM responses WHERE inbound_id = $1", {id});
    return session.run("UPDATE inbound_items SET state = 'new', tries = 0, problem = '', interpreted_at = NULL "
                       "WHERE id = $1 AND state IN ('done', 'aside')",
                       {id}) == 1;
}

void tell_contact(store::Session& session, std::int64_t id, std::int64_t contact_id)
{
    session.run("UPDATE inbound_items SET told_contact_id = $1 WHERE id = $2", {contact_id, id});
}

void forget_receipt(store::Session& session, const StoredItem& stored)
{
    auto fields = stored.item.fields;
    fields.erase("attempt");
    session.run("UPDATE inbound_items SET raw_base64 = '', fields = $1 WHERE id = $2",
                {write_fields(fields), stored.id});
}

void delete_item(store::Session& session, std::int64_t id)
{
    session.run("DELETE FROM inbound_items WHERE id = $1", {id});
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
