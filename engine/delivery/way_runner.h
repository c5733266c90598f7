// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "delivery/composer.h"
#include "delivery/dispatcher.h"
#include "delivery/domain_refusals.h"
#include "delivery/ledger.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace dosah::delivery {

/// A message that is written and waits for a connection.
struct Ready
{
    Claim claim;
    Composed composed;
};

/// Sends what was claimed for one account, in two steps with a bounded number of messages in both: claims are composed
/// by whoever calls compose_some(), and what is ready is sent by as many threads as the connector takes connections.
/// Each takes the next few in the order of the queue when it can begin them, so what is under way at a time are
/// neighbours: the ledger's transactions touch few pages of the store, and no connection runs dry beside others that
/// have more than they can do.
///
/// A connector that says it is broken gets nothing more until its check() is good again, asked after 1 s, 2 s, 4 s ...
/// 60 s; what waits goes back to queued. A shared object, because a thread that hangs in a connector beyond the limit
/// of stopping is left to itself: it may come back later, finds everything closed and ends.
class WayRunner : public std::enable_shared_from_this<WayRunner>
{
public:
    /// Called without a lock held; any thread.
    struct Bells
    {
        std::function<void()> hungry;                                      ///< there is room for more claims
        std::function<void(const std::shared_ptr<WayRunner>&)> to_compose; ///< compose_some() has work
    };

    WayRunner(Way way, std::shared_ptr<Ledger> ledger, const Clock& clock, const Config& config, Bells bells);

    void start();
    const Way& way() const { return way_; }
    const channel::Limits& limits() const { return limits_; }
    std::size_t room() const; ///< how many claims it would take now; 0 while more than half is full
    void put(std::vector<Claim> claims);
    /// Composes a few claims. True when there is more to compose now. One thread at a time or several.
    bool compose_some(Composer& composer);
    /// SMS parts beyond the one that a claim was counted as, since the last call.
    int take_extra_parts() { return extra_parts_.exchange(0); }
    /// Nothing new is begun and nothing more handed over; what waits goes back to queued.
    void request_stop();
    bool stopped() const; ///< no thread is left at work
    /// After request_stop(). True when all threads ended in time; the others are let go.
    bool join(std::chrono::steady_clock::time_point until);
    std::optional<Problem> problem() const;

    // What a sender's OutcomeSink needs.
    bool stopping() const { return stopping_; }
    /// What is next for a sender that is at work: at most limits().batch. Does not wait; nothing when that is for
    /// senders that have nothing to do, when the connector is broken, after request_stop().
    std::vector<Ready> take_more();
    Ledger& ledger() { return *ledger_; }
    const Clock& clock() const { return clock_; }
    void broken(const channel::Outcome& outcome);
    /// The other side takes nothing at present, or leaves us without an answer: a few times in a row and it counts as
    /// broken, lest each message that waits lose a try to it or come to be in doubt.
    void turned_away(const channel::Outcome& outcome);
    void worked(bool got_through); ///< the other side answered
    /// Until when the domain is left alone, if it has refused too often in a row.
    std::optional<Instant> domain_refused(const std::string& domain) { return refusals_.refused(domain, clock_.now()); }
    void domain_took(const std::string& domain) { refusals_.took(domain); }

private:
    struct Sender
    {
        std::thread thread;
        bool done = false;
    };

    void run(std::size_t index);
    std::vector<Ready> take();
    std::vector<Ready> take_some(std::unique_lock<std::mutex>& lock, std::size_t available); ///< lets go of the lock
    void check_again(std::unique_lock<std::mutex>& lock);
    void rest_until_check();
    bool wants_composing() const;      ///< under the lock
    std::vector<Claim> take_waiting(); ///< under the lock: all that no sender has
    void give_back(const std::vector<Claim>& claims, const std::string& reason);

    const Way way_;
    const std::shared_ptr<Ledger> ledger_;
    const Clock& clock_;
    const Config config_;
    const Bells bells_;
    const std::size_t capacity_;
    const channel::Limits limits_;

    mutable std::mutex mutex_;
    std::condition_variable changed_; ///< senders that have nothing wait for it
    std::condition_variable done_;    ///< a sender ended
    std::deque<Claim> claimed_;
    std::size_t composing_ = 0; ///< taken from claimed_, not yet in ready_
    std::deque<Ready> ready_;
    std::vector<Sender> senders_;
    std::size_t idle_ = 0;             ///< senders within take(): each message in ready_ has rung for one of them
    std::size_t taken_since_bell_ = 0; ///< since it was last said that there is room
    std::atomic<bool> stopping_{false};
    std::atomic<int> turned_away_{0}; ///< in a row
    std::atomic<int> extra_parts_{0};
    DomainRefusals refusals_;
    std::optional<Problem> problem_;
    bool checking_ = false;
    std::atomic<int> recheck_seconds_{1};
    std::chrono::steady_clock::time_point next_check_;
};

} // namespace dosah::delivery
