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
    std::shared_ptr<channel::Connector> connector;
};

/// Claims what is queued, has it composed, hands it to the connectors and records what came of it. One per daemon.
///
/// At start every message that this store shows as handed without an owner becomes in_doubt. stop() lets messages in
/// flight finish within the configured limit; what is still open then becomes in_doubt, what was only claimed goes back
/// to queued.
class Dispatcher
{
public:
    Dispatcher(store::Database& database, const Clock& clock, Random& random, const Config& config, Composer& composer,
               std::vector<Way> ways);
    ~Dispatcher();

    void start();
    void wake(); ///< there may be something new to send
    void stop();
    /// Ways are replaced when accounts change; in flight ones finish on the old.
    void set_ways(std::vector<Way> ways);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::delivery
