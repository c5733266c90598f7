// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/connector.h"

#include <cstdint>
#include <functional>
#include <string>

namespace dosah::responses {

/// Files for what comes in while the store is away: one file an item, written aside, synced, then renamed, so that a
/// crash leaves it whole or not at all. Names sort by the time of arrival. Any thread.
class Spool
{
public:
    explicit Spool(std::string folder) : folder_(std::move(folder)) {}

    /// Durable when it returns. Throws Error(unavailable) when it cannot be written.
    void put(std::int64_t connector_account_id, const channel::InboundItem& item, Instant received) const;

    using Taker = std::function<void(std::int64_t connector_account_id, const channel::InboundItem&, Instant received)>;
    /// Gives each item to `take`, oldest first, and removes its file when that returns. Error(unavailable) of `take`
    /// stops it and leaves the file. What cannot be read, or is refused for another reason, is renamed to *.bad and
    /// logged. Returns how many were taken.
    std::size_t drain(const Taker& take) const;

private:
    const std::string folder_;
};

} // namespace dosah::responses
