// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/delivery/fixture.h"

#include "tests/support/queue.h"

namespace dosah::tests {

DeliveryStore::DeliveryStore(StoreKind kind) : test_store(kind)
{
    store::Session session = database().session();
    organisation_id = session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, created_at) VALUES ('lipova', 'Lipová', 'CZ', 'cs', "
        "'Europe/Prague', '#000', 'mesto@lipova.test', '', '', $1, 36, 0) RETURNING id",
        {false});
    contact_id = session.insert(
        "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
        "folded_place, "
        "postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) VALUES ($1, 'Jana', "
        "'Vzorová', 'jana vzorova', 'f', 'cs', '', '', '', 'public_task', '', 1, 0, 0) RETURNING id",
        {organisation_id});
    account_id = session.insert("INSERT INTO connector_accounts (organisation_id, key, connector, settings, "
                                "sealed_secrets, active, created_at) VALUES ($1, 'relay', 'twin', '{}', '', $2, 0) "
                                "RETURNING id",
                                {organisation_id, true});
    lane_id = delivery::open_lane(session, organisation_id, true);
}

std::int64_t DeliveryStore::planned(const std::string& name, channel::Channel channel)
{
    delivery::NewMessage message;
    message.organisation_id = organisation_id;
    message.lane_id = lane_id;
    message.contact_id = contact_id;
    message.connector_account_id = account_id;
    message.purpose = "test";
    message.channel = channel;
    message.address = name + "@osoba.test";
    message.locale = "cs";
    message.keeps_hours = true; // as a wave does
    message.dedupe_key = name;
    message.due_at = clock.now();
    store::Transaction transaction(database());
    const auto id = delivery::plan(transaction.session(), random, message, clock.now());
    transaction.commit();
    return id.value();
}

std::int64_t DeliveryStore::queued(const std::string& name, channel::Channel channel)
{
    const std::int64_t id = planned(name, channel);
    delivery::release_due(database(), clock.now());
    return id;
}

delivery::State DeliveryStore::state(std::int64_t message_id)
{
    return delivery::state_from(
        database().session().query("SELECT state FROM messages WHERE id = $1", {message_id}).text(0, 0));
}

std::string DeliveryStore::reason(std::int64_t message_id)
{
    return database().session().query("SELECT state_reason FROM messages WHERE id = $1", {message_id}).text(0, 0);
}

std::int64_t DeliveryStore::attempts(std::int64_t message_id)
{
    return database().session().query("SELECT attempts FROM messages WHERE id = $1", {message_id}).integer(0, 0);
}

std::string DeliveryStore::history(std::int64_t message_id)
{
    const store::Rows rows = database().session().query(
        "SELECT to_state FROM message_moves WHERE message_id = $1 ORDER BY id", {message_id});
    std::string path;
    for (std::size_t i = 0; i < rows.size(); ++i)
        path += (i == 0 ? "" : ">") + rows.text(i, 0);
    return path;
}

std::int64_t DeliveryStore::count(const std::string& state)
{
    return database().session().query("SELECT COUNT(*) FROM messages WHERE state = $1", {state}).integer(0, 0);
}

void DeliveryStore::set_state(std::int64_t message_id, delivery::State state, int attempts)
{
    database().session().run("UPDATE messages SET state = $1, attempts = $2 WHERE id = $3",
                             {to_string(state), attempts, message_id});
    tests::follow_states(database().session());
}

} // namespace dosah::tests
