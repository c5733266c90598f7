// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace dosah {

/// Figures that cost something to find and that many ask for: found once for all of them. Any thread.
///
/// What was found is given again for `at_least`, and for ten times as long as finding it took: however many look,
/// and however large the store, that is at most a tenth of one core for one key. Several keys that are asked for
/// share the tenth. Figures that do not hold any more (see get) or were dropped are found anew at once.
template <class Key, class Figures>
class SharedFigures
{
public:
    using Found = std::shared_ptr<const Figures>;

    explicit SharedFigures(const Clock& clock, std::chrono::microseconds at_least = std::chrono::seconds(1))
        : clock_(clock), at_least_(at_least)
    {
    }
    SharedFigures(const SharedFigures&) = delete;

    /// `holds` says of older figures whether they may still be shown; it is quick and throws nothing. `find` is called
    /// without a lock; what it throws goes to this caller, and the next who asks tries again. Who comes while somebody
    /// finds has the older figures, or waits where there are none.
    Found get(const Key& key, const std::function<bool(const Figures&)>& holds, const std::function<Figures()>& find)
    {
        std::unique_lock lock(mutex_);
        bool again = false;
        while (true) {
            const Instant now = clock_.now();
            forget_unasked(now);
            Entry& entry = entries_[key];
            entry.asked_at = now;
            again = entry.figures && holds(*entry.figures);
            if (again && (entry.finding || finding_again_ || now < entry.found_at + rest_of(entry, now)) &&
                now >= entry.found_at) // a clock that was set back
                return entry.figures;
            if (!entry.finding) break;
            found_.wait(lock);
        }
        Entry& entry = entries_.at(key);
        entry.finding = true;
        if (again) finding_again_ = true;
        const Turn turn(*this, lock, entry, again);
        const std::uint64_t drops = entry.drops;
        const Instant begun = clock_.now();
        lock.unlock();
        const Found figures = std::make_shared<const Figures>(find());
        lock.lock();
        const Instant ended = clock_.now();
        entry.found_at = ended;
        entry.took = std::clamp<std::chrono::microseconds>(ended - begun, std::chrono::microseconds(0), longest);
        entry.figures = entry.drops == drops ? figures : nullptr; // else it may be of before what they were dropped for
        return figures;
    }

    /// After a change that must show at once: what was found for these keys is not given again.
    void drop(const std::function<bool(const Key&)>& of)
    {
        const std::lock_guard lock(mutex_);
        for (auto& [key, entry] : entries_) {
            if (!of(key)) continue;
            entry.figures = nullptr;
            ++entry.drops;
        }
    }

private:
    static constexpr int share = 10;
    static constexpr auto longest = std::chrono::minutes(1);      ///< of finding: a clock may be set while it goes on
    static constexpr auto asked_lately = std::chrono::minutes(1); ///< such keys share the tenth
    static constexpr auto kept_unasked = std::chrono::minutes(10);

    struct Entry
    {
        Found figures;
        Instant found_at{};
        std::chrono::microseconds took{};
        Instant asked_at{};
        std::uint64_t drops = 0;
        bool finding = false;
    };

    /// Ends the finding, however it went.
    class Turn
    {
    public:
        Turn(SharedFigures& of, std::unique_lock<std::mutex>& lock, Entry& entry, bool again)
            : of_(of), lock_(lock), entry_(entry), again_(again)
        {
        }
        ~Turn()
        {
            if (!lock_.owns_lock()) lock_.lock();
            entry_.finding = false;
            if (again_) of_.finding_again_ = false;
            of_.found_.notify_all();
        }
        Turn(const Turn&) = delete;

    private:
        SharedFigures& of_;
        std::unique_lock<std::mutex>& lock_;
        Entry& entry_;
        const bool again_;
    };

    std::chrono::microseconds rest_of(const Entry& entry, Instant now) const
    {
        const auto asked = std::count_if(entries_.begin(), entries_.end(),
                                         [&](const auto& one) { return one.second.asked_at + asked_lately > now; });
        return std::max<std::chrono::microseconds>(at_least_, entry.took * share * asked);
    }

    void forget_unasked(Instant now)
    {
        std::erase_if(entries_,
                      [&](const auto& one) { return !one.second.finding && one.second.asked_at + kept_unasked < now; });
    }

    const Clock& clock_;
    const std::chrono::microseconds at_least_;
    std::mutex mutex_;
    std::condition_variable found_;
    std::map<Key, Entry> entries_;
    bool finding_again_ = false; ///< one at a time: whoever has older figures can wait
};

} // namespace dosah
