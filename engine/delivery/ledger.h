// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "delivery/ledger_store.h"
#include "store/database.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

namespace dosah::delivery {

/// A question under way: may these be handed over? Asked of the ledger, waited for by who asked.
class HandTicket
{
public:
    explicit HandTicket(std::vector<HandMark> marks) : marks_(std::move(marks)), answers_(marks_.size(), false) {}
    /// Waits for the answers: durable then; in the order of the marks.
    const std::vector<bool>& wait() const;
    Instant answered_at() const { return answered_at_; } ///< after wait()

private:
    friend class Ledger;
    void answer();

    const std::vector<HandMark> marks_;
    std::vector<bool> answers_;
    Instant answered_at_;
    // Not an atomic's wait(): libstdc++ yields the processor several times before it sleeps.
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool answered_ = false;
};

/// Group commit: one thread writes the hand marks and endings of all senders, as many as came in while the commit
/// before was under way in one transaction. So the price of durability is divided by what is in flight.
///
/// It also knows what this daemon holds: the messages whose leases are to be renewed. While the store is away it keeps
/// what it was given and tries again; tickets wait that long.
class Ledger
{
public:
    Ledger(store::Database& database, const Clock& clock, Random& random, const Config& config);
    ~Ledger(); ///< close(0)

    void start();
    /// These claims are ours, until they end or are refused.
    void hold(const std::vector<Claim>& claims);
    std::vector<std::int64_t> held() const;
    /// See write_group. Answered at once, all false, when closed. Any thread.
    std::shared_ptr<const HandTicket> ask(std::vector<HandMark> marks);
    /// Durable some time after; before whatever the same thread asks next. Dropped once closed. Any thread.
    void record(Ending ending);
    /// Writes what it was given, for at most so long if the store is away, and ends. Touches the store no more.
    void close(std::chrono::milliseconds limit);

private:
    /// What one transaction takes.
    struct Group
    {
        std::vector<std::shared_ptr<HandTicket>> tickets;
        std::vector<Ending> endings;
        bool empty() const { return tickets.empty() && endings.empty(); }
    };

    void run();
    void write(Group& group);
    void write_one_by_one(Group& group);
    bool commit(Group& group); ///< false: the store is away
    void let_go(const Group& group);

    store::Database& database_;
    const Clock& clock_;
    Random& random_;
    const Config config_;
    std::mutex mutex_;
    std::condition_variable changed_; ///< something to write, or closing
    Group waiting_;
    bool closing_ = false;
    bool closed_ = false;
    std::chrono::steady_clock::time_point give_up_;
    mutable std::mutex held_mutex_;
    std::unordered_set<std::int64_t> held_;
    std::thread thread_;
};

} // namespace dosah::delivery
