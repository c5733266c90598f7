// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace dosah::store {

/// A lock that is given in the order in which it was asked for. A std::mutex goes to whoever comes first after it was
/// let go, and that is nearly always the thread that had it: the ledger, which commits again and again, would keep
/// everybody else waiting for seconds.
class FairLock
{
public:
    bool try_lock_for(std::chrono::milliseconds limit)
    {
        std::unique_lock lock(mutex_);
        if (!held_ && waiting_.empty()) {
            held_ = true;
            return true;
        }
        const auto mine = waiting_.emplace(waiting_.end());
        const bool mine_now = mine->turn.wait_for(lock, limit, [&] { return !held_ && mine == waiting_.begin(); });
        waiting_.erase(mine);
        if (mine_now) {
            held_ = true;
        } else if (!held_) {
            wake_first(); // it may have been this one's turn the moment it gave up
        }
        return mine_now;
    }

    void unlock()
    {
        const std::lock_guard lock(mutex_);
        held_ = false;
        wake_first();
    }

private:
    struct Waiter
    {
        std::condition_variable turn;
    };

    void wake_first()
    {
        if (!waiting_.empty()) waiting_.front().turn.notify_one();
    }

    std::mutex mutex_;
    bool held_ = false;
    std::list<Waiter> waiting_;
};

} // namespace dosah::store
