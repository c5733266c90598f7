// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/session.h"

#include <memory>
#include <mutex>
#include <variant>
#include <vector>

namespace dosah::connectors::smtp {

/// The relays of an account and the open connections between one send() and the next. Any thread.
///
/// A new connection goes to the relay that has the fewest for its weight. A relay that cannot be used rests for
/// Settings::relay_rest and the next one is tried at once; when all rest, the one whose rest ends first is tried all
/// the same, so that a single relay never rests.
class Pool
{
public:
    explicit Pool(const Settings& settings);

    /// One that was kept and that the server has not closed since, or none.
    std::unique_ptr<Session> kept();
    /// A new one, or the outcome of everything that waits for it: with several relays `later` "connect", unless all of
    /// them need an operator.
    std::variant<std::unique_ptr<Session>, channel::Outcome> open();
    /// Keeps it for the next send(); one that is of no more use is closed.
    void keep(std::unique_ptr<Session> session);
    /// A connection to it was lost without an answer: it rests.
    void distrust(const RelayMemory& relay, const channel::Outcome& outcome);

    /// Opens a connection to each relay. Good when at least one can be used; the text tells of each.
    channel::Health check();

private:
    using Clock = std::chrono::steady_clock;

    struct Idle
    {
        std::unique_ptr<Session> session;
        Clock::time_point since;
    };

    struct Place
    {
        explicit Place(const Relay& relay) : memory(relay) {}
        RelayMemory memory;
        Clock::time_point rests_until; ///< guarded by mutex_, as the next
        std::string trouble;           ///< what was last wrong with it
    };

    struct Begun
    {
        Place* place = nullptr;
        std::unique_ptr<Session> session; ///< counted, not yet open
    };

    Begun begin(const std::vector<Place*>& tried);
    void rest(Place& place, const channel::Outcome& trouble);

    const Settings& settings_;
    std::vector<std::unique_ptr<Place>> places_;
    std::mutex mutex_;
    std::vector<Idle> idle_;
};

} // namespace dosah::connectors::smtp
