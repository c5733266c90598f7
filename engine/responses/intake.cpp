// SPDX-License-Identifier: EUPL-1.2
#include "responses/intake.h"

#include "base/error.h"
#include "base/log.h"
#include "responses/inbound_store.h"
#include "responses/spool.h"

namespace dosah::responses {

Intake::Intake(store::Database& database, const Clock& clock, std::string spool_folder, std::function<void()> arrived)
    : database_(database), clock_(clock), spool_folder_(std::move(spool_folder)), arrived_(std::move(arrived))
{
}

void Intake::store_item(std::int64_t connector_account_id, const channel::InboundItem& item, Instant received)
{
    {
        // Who waits for SQLite's writer must not hold a connection that the writer may need.
        store::Transaction transaction(database_);
        insert_item(transaction.session(), connector_account_id, item, received);
        transaction.commit();
    }
    if (arrived_) arrived_();
}

void Intake::take(std::int64_t connector_account_id, const channel::InboundItem& item)
{
    const Instant received = clock_.now();
    try {
        store_item(connector_account_id, item, received);
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::unavailable) throw;
        log_warning("intake.spooled", {{"account", connector_account_id}, {"problem", problem.what()}});
        Spool(spool_folder_).put(connector_account_id, item, received);
    }
}

std::string Intake::position(std::int64_t connector_account_id)
{
    store::Session session = database_.session();
    return read_position(session, connector_account_id);
}

void Intake::save_position(std::int64_t connector_account_id, const std::string& position)
{
    store::Session session = database_.session();
    write_position(session, connector_account_id, position, clock_.now());
}

std::size_t Intake::drain_spool()
{
    std::size_t taken = 0;
    try {
        taken = Spool(spool_folder_).drain([this](std::int64_t account, const channel::InboundItem& item, Instant at) {
            store_item(account, item, at);
        });
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::unavailable) throw;
    }
    return taken;
}

} // namespace dosah::responses
