// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "channel/connector.h"
#include "delivery/composer.h"
#include "store/database.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dosah::delivery {

/// One account's way out.
struct Way
{
    std::int64_t connector_account_id = 0;
    std::int64_t organisation_id = 0; ///< whose account it is
    std::shared_ptr<channel::Connector> connector;
};

/// A way that is closed until an operator mends it.
struct Problem
{
    std::int64_t connector_account_id = 0;
    std::string connector; ///< its name: "smtp"
    std::string text;      ///< what it said
    Instant since;
};

/// Claims what is queued, has it composed, hands it to the connectors and records what came of it. One per daemon.
///
/// At start every message that this store shows as handed without an owner becomes in_doubt. stop() lets messages in
/// flight finish within the configured limit; what is still open then becomes in_doubt, what was only claimed goes back
/// to queued. An SQLite store is held by one dispatcher at a time (daemon_lock.h); on PostgreSQL any number share the
/// work and take over what a dead one's leases leave behind.
///
/// What keeps an organisation's sending hours waits for them; each account keeps its pace, counted in the store so that
/// all daemons together keep it.
///
/// The database, clock, random, composer and hours must outlive it; a connector that hangs in send() is left behind
/// with its thread when stop() ends. It needs connections of the store: one to claim, one to record, one to keep
/// leases.
class Dispatcher
{
public:
    Dispatcher(store::Database& database, const Clock& clock, Random& random, const Config& config, Composer& composer,
               Hours& hours, std::vector<Way> ways);
    ~Dispatcher();

    /// Throws Error(conflict) when another daemon has the SQLite store.
    void start();
    void wake(); ///< there may be something new to send; else it looks once a second. Any thread.
    void stop(); ///< idempotent; takes at most Config::stop_limit and what the store then needs
    /// Ways are replaced when accounts change; in flight ones finish on the old.
    void set_ways(std::vector<Way> ways);
    /// For /health: what keeps ways closed now. Any thread.
    std::vector<Problem> problems() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::delivery
