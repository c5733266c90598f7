// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/session.h"

#include <memory>
#include <mutex>
#include <variant>
#include <vector>

namespace dosah::connectors::smtp {

/// The open connections between one send() and the next. Any thread.
class Pool
{
public:
    explicit Pool(const Settings& settings) : settings_(settings) {}

    /// One that was kept and that the server has not closed since, or none.
    std::unique_ptr<Session> kept();
    /// A new one, or the outcome of everything that waits for it.
    std::variant<std::unique_ptr<Session>, channel::Outcome> open();
    /// Keeps it for the next send(); one that is of no more use is closed.
    void keep(std::unique_ptr<Session> session);

private:
    struct Idle
    {
        std::unique_ptr<Session> session;
        std::chrono::steady_clock::time_point since;
    };

    const Settings& settings_;
    std::mutex mutex_;
    std::vector<Idle> idle_;
};

} // namespace dosah::connectors::smtp
