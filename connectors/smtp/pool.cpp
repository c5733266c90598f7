// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/pool.h"

namespace dosah::connectors::smtp {

namespace {

/// Servers commonly end an idle connection after five minutes; one older than this is not worth trying.
constexpr std::chrono::seconds idle_limit{120};

} // namespace

std::unique_ptr<Session> Pool::kept()
{
    std::vector<Idle> dropped; // closed after the lock is gone
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
        Idle candidate = std::move(idle_.back());
        idle_.pop_back();
        if (std::chrono::steady_clock::now() - candidate.since < idle_limit && !candidate.session->stale())
            return std::move(candidate.session);
        dropped.push_back(std::move(candidate));
    }
    return nullptr;
}

std::variant<std::unique_ptr<Session>, channel::Outcome> Pool::open()
{
    auto session = std::make_unique<Session>(settings_);
    if (std::optional<channel::Outcome> trouble = session->open()) return std::move(*trouble);
    return session;
}

void Pool::keep(std::unique_ptr<Session> session)
{
    if (!session || !session->usable()) return;
    const std::lock_guard lock(mutex_);
    if (idle_.size() < static_cast<std::size_t>(settings_.connections))
        idle_.push_back({std::move(session), std::chrono::steady_clock::now()});
}

} // namespace dosah::connectors::smtp
