// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace dosah::content {

/// Copies of something that one thread at a time may use. As many come to be as threads ever used it at once.
template <typename T>
class Pool
{
public:
    explicit Pool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

    /// Calls use(T&) with a copy nobody else has; one that threw is not put back.
    template <typename Use>
    auto with(Use use)
    {
        std::unique_ptr<T> one = take();
        auto result = use(*one);
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(one));
        return result;
    }

private:
    std::unique_ptr<T> take()
    {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                auto one = std::move(free_.back());
                free_.pop_back();
                return one;
            }
        }
        return make_();
    }

    std::function<std::unique_ptr<T>()> make_; ///< called by several threads at once
    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> free_;
};

} // namespace dosah::content
