// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace dosah {

/// What tools such as top and perf show the calling thread as; they show its first 15 bytes.
void name_thread(const std::string& name);

/// The calling thread, when it wakes, lets the one that runs finish its time slice (SCHED_BATCH, sched(7)): for threads
/// of which many wait for one, so that waking them all does not interrupt it once for each.
void wait_for_turn();

/// A thread that runs one piece of work again and again: at once when woken, else after the rest the work asked for.
/// An exception out of the work is logged and the work is run again after `after_failure`; the thread never dies of it.
class Worker
{
public:
    /// The work returns how long to rest; zero means there is more to do now.
    using Work = std::function<std::chrono::milliseconds()>;

    Worker(std::string name, Work work, std::chrono::milliseconds after_failure = std::chrono::seconds(5));
    ~Worker(); ///< stop()

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void start();
    /// Cuts the present rest short. Any thread.
    void wake();
    /// Asks the thread to end after the work in hand and waits for it. Idempotent.
    void stop();
    /// Asks only; stop() waits.
    void request_stop();
    bool stopping() const;

private:
    void run();

    const std::string name_;
    const Work work_;
    const std::chrono::milliseconds after_failure_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    std::thread thread_;
};

} // namespace dosah
