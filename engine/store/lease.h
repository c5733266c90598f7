// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace dosah::store {

/// A right that one of several daemons holds at a time: a row that says who, until when, and how often it has changed
/// hands. What is done under it must be safe even when two believe to hold it (a step that takes longer than the lease,
/// clocks that disagree by more): it saves work, it does not guard data. One thread at a time.
class Lease
{
public:
    /// `name` is the right ("scheduler"), `holder` tells daemons apart. The database and clock must outlive it.
    Lease(Database& database, const Clock& clock, std::string name, std::string holder,
          std::chrono::seconds lasts = std::chrono::seconds(30))
        : database_(database), clock_(clock), name_(std::move(name)), holder_(std::move(holder)), lasts_(lasts)
    {
    }

    /// Takes the right when it is free, ours or run out, and has it for `lasts` from now. The epoch rises each time it
    /// changes hands; nothing while another holds it. Throws Error(unavailable).
    std::optional<std::int64_t> hold();
    /// Gives it up, so that the next need not wait. Throws Error(unavailable).
    void release();

private:
    Database& database_;
    const Clock& clock_;
    const std::string name_;
    const std::string holder_;
    const std::chrono::seconds lasts_;
};

} // namespace dosah::store
