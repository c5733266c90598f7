// SPDX-License-Identifier: EUPL-1.2
#include "delivery/compose_pool.h"

#include "base/worker.h"

#include <algorithm>

namespace dosah::delivery {

void ComposePool::start()
{
    const unsigned count = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < count; ++i)
        threads_.emplace_back([this] { run(); });
}

void ComposePool::add(const std::shared_ptr<WayRunner>& way)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || std::find(ways_.begin(), ways_.end(), way) != ways_.end()) return;
        ways_.push_back(way);
    }
    changed_.notify_one();
}

void ComposePool::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ways_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void ComposePool::run()
{
    name_thread("composer");
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !ways_.empty(); });
        if (stopping_) return;
        const std::shared_ptr<WayRunner> way = std::move(ways_.front());
        ways_.pop_front();
        lock.unlock();
        if (way->compose_some(composer_)) add(way);
        lock.lock();
    }
}

} // namespace dosah::delivery
