// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "delivery/ledger_store.h"
#include "store/database.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace dosah::delivery {

/// Group commit: one thread writes the hand marks and endings of all senders, as many as came in while the commit
/// before was under way in one transaction. So the price of durability is divided by what is in flight.
///
/// While the store is away it keeps what it was given and tries again; hand() waits that long.
class Ledger
{
public:
    Ledger(store::Database& database, const Clock& clock, Random& random, const Config& config);
    ~Ledger(); ///< close(0)

    void start();
    /// Durable when it returns; see write_hands. All false once closed. Any thread.
    std::vector<bool> hand(const std::vector<HandMark>& marks);
    /// Durable some time after; before whatever the same thread hands over next. Dropped once closed. Any thread.
    void record(Ending ending);
    /// Writes what it was given, for at most so long if the store is away, and ends. Touches the store no more.
    void close(std::chrono::milliseconds limit);

private:
    struct Hand
    {
        const std::vector<HandMark>* marks;
        std::vector<bool> answers;
        bool done = false;
    };

    /// What one transaction takes.
    struct Group
    {
        std::vector<Hand*> hands;
        std::vector<Ending> endings;
    };

    void run();
    void write(Group& group);
    void write_one_by_one(Group& group);
    bool commit(Group& group); ///< false: the store is away

    store::Database& database_;
    const Clock& clock_;
    Random& random_;
    const Config config_;
    std::mutex mutex_;
    std::condition_variable changed_; ///< something to write, or closing
    std::condition_variable answered_;
    Group waiting_;
    bool closing_ = false;
    bool closed_ = false;
    std::chrono::steady_clock::time_point give_up_;
    std::thread thread_;
};

} // namespace dosah::delivery
