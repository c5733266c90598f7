// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/way_runner.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dosah::delivery {

/// Threads that compose for all ways in turn, as many as the machine has cores.
class ComposePool
{
public:
    explicit ComposePool(Composer& composer) : composer_(composer) {}
    ~ComposePool() { stop(); }
    ComposePool(const ComposePool&) = delete;
    ComposePool& operator=(const ComposePool&) = delete;

    void start();
    /// The way has something to compose. Any thread; nothing after stop().
    void add(const std::shared_ptr<WayRunner>& way);
    /// Ends after what is being composed. Idempotent.
    void stop();

private:
    void run();

    Composer& composer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<WayRunner>> ways_; ///< each at most once
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace dosah::delivery
