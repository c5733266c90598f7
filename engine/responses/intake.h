// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/connector.h"
#include "store/database.h"

#include <functional>
#include <string>

namespace dosah::responses {

/// Keeps what comes in, raw, before anyone looks at it: in the store, or as a file in the spool folder while the store
/// is away. Any thread.
class Intake final : public channel::InboundSink
{
public:
    /// `arrived` is called after something was kept in the store (to wake the interpreter).
    Intake(store::Database& database, const Clock& clock, std::string spool_folder, std::function<void()> arrived);

    void take(std::int64_t connector_account_id, const channel::InboundItem& item) override;
    std::string position(std::int64_t connector_account_id) override;
    void save_position(std::int64_t connector_account_id, const std::string& position) override;

    /// Moves spooled items into the store. Returns how many; stops at the first the store still refuses.
    std::size_t drain_spool();

private:
    void store_item(std::int64_t connector_account_id, const channel::InboundItem& item, Instant received);

    store::Database& database_;
    const Clock& clock_;
    const std::string spool_folder_;
    const std::function<void()> arrived_;
};

} // namespace dosah::responses
