// SPDX-License-Identifier: EUPL-1.2
#include "base/worker.h"

#include "base/log.h"

#include <Poco/Exception.h>
#include <pthread.h>
#include <sched.h>

namespace dosah {

void name_thread(const std::string& name)
{
    constexpr std::size_t most = 15; // what Linux keeps
    pthread_setname_np(pthread_self(), name.substr(0, most).c_str());
}

void wait_for_turn()
{
    const sched_param none{};
    pthread_setschedparam(pthread_self(), SCHED_BATCH, &none); // refused: it stays as it was
}

Worker::Worker(std::string name, Work work, std::chrono::milliseconds after_failure)
    : name_(std::move(name)), work_(std::move(work)), after_failure_(after_failure)
{
}

Worker::~Worker()
{
    stop();
}

void Worker::start()
{
    thread_ = std::thread([this] { run(); });
}

void Worker::wake()
{
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Worker::request_stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
}

void Worker::stop()
{
    request_stop();
    if (thread_.joinable()) thread_.join();
}

bool Worker::stopping() const
{
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Worker::run()
{
    name_thread(name_);
    while (!stopping()) {
        std::chrono::milliseconds rest = after_failure_;
        try {
            rest = work_();
        } catch (const Poco::Exception& problem) {
            log_error("worker.failed", {{"worker", name_}, {"problem", problem.displayText()}});
        } catch (const std::exception& problem) {
            log_error("worker.failed", {{"worker", name_}, {"problem", problem.what()}});
        }
        std::unique_lock lock(mutex_);
        if (rest.count() > 0) changed_.wait_for(lock, rest, [this] { return stopping_ || woken_; });
        woken_ = false;
    }
}

} // namespace dosah
