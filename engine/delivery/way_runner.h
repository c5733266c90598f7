// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "delivery/composer.h"
#include "delivery/dispatcher.h"
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

/// Sends what was claimed for one account: a bounded queue and as many threads as the connector takes connections.
///
/// A connector that says it is broken gets nothing more until its check() is good again, asked after 1 s, 2 s, 4 s ...
/// 60 s; what waits goes back to queued. A shared object, because a thread that hangs in a connector beyond the limit
/// of stopping is left to itself: it may come back later, finds everything closed and ends.
class WayRunner : public std::enable_shared_from_this<WayRunner>
{
public:
    /// hungry: called when the queue falls below half.
    WayRunner(Way way, Composer& composer, std::shared_ptr<Ledger> ledger, const Clock& clock, const Config& config,
              std::function<void()> hungry);

    void start();
    const Way& way() const { return way_; }
    std::size_t room() const; ///< how many claims it would take now
    void put(std::vector<Claim> claims);
    /// Nothing new is begun and nothing more handed over; what waits goes back to queued.
    void request_stop();
    bool stopped() const; ///< no thread is left at work
    /// After request_stop(). True when all threads ended in time; the others are let go.
    bool join(std::chrono::steady_clock::time_point until);
    std::optional<Problem> problem() const;

    // What a sender's OutcomeSink needs.
    bool stopping() const { return stopping_; }
    Ledger& ledger() { return *ledger_; }
    void broken(const channel::Outcome& outcome);
    /// The other side takes nothing at present: a few times in a row and it counts as broken, lest each message that
    /// waits lose a try to it.
    void turned_away(const channel::Outcome& outcome);
    void worked(bool got_through); ///< the other side answered

private:
    struct Sender
    {
        std::thread thread;
        bool done = false;
    };

    void run(std::size_t index);
    std::vector<Claim> take(); ///< waits; empty: stopping
    void serve(std::vector<Claim> claims);
    void check_again(std::unique_lock<std::mutex>& lock);
    void rest_until_check();
    bool wait_for_pace(int units);
    void give_back(const std::vector<Claim>& claims, const std::string& reason);

    const Way way_;
    Composer& composer_;
    const std::shared_ptr<Ledger> ledger_;
    const Clock& clock_;
    const Config config_;
    const std::function<void()> hungry_;
    const std::size_t capacity_;
    const channel::Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Claim> queue_;
    std::vector<Sender> senders_;
    std::atomic<bool> stopping_{false};

    std::optional<Problem> problem_; ///< set: broken
    std::atomic<int> recheck_seconds_{1};
    std::atomic<int> turned_away_{0};
    std::chrono::steady_clock::time_point next_check_;
    bool checking_ = false;
    std::chrono::steady_clock::time_point next_send_; ///< the pace of limits().messages_per_second
};

} // namespace dosah::delivery
