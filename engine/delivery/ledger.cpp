// SPDX-License-Identifier: EUPL-1.2
#include "delivery/ledger.h"

#include "base/error.h"
#include "base/log.h"

namespace dosah::delivery {

using namespace std::chrono_literals;

Ledger::Ledger(store::Database& database, const Clock& clock, Random& random, const Config& config)
    : database_(database), clock_(clock), random_(random), config_(config)
{
}

Ledger::~Ledger()
{
    close(0ms);
}

void Ledger::start()
{
    thread_ = std::thread([this] { run(); });
}

std::vector<bool> Ledger::hand(const std::vector<HandMark>& marks)
{
    Hand hand{&marks, std::vector<bool>(marks.size(), false)};
    std::unique_lock lock(mutex_);
    if (closing_) return hand.answers;
    waiting_.hands.push_back(&hand);
    changed_.notify_one();
    answered_.wait(lock, [&] { return hand.done; });
    return hand.answers;
}

void Ledger::record(Ending ending)
{
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.endings.push_back(std::move(ending));
    changed_.notify_one();
}

void Ledger::close(std::chrono::milliseconds limit)
{
    {
        const std::lock_guard lock(mutex_);
        if (!closing_) give_up_ = std::chrono::steady_clock::now() + limit;
        closing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

void Ledger::run()
{
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return closing_ || !waiting_.hands.empty() || !waiting_.endings.empty(); });
        if (waiting_.hands.empty() && waiting_.endings.empty()) {
            closed_ = true;
            return;
        }
        Group group = std::exchange(waiting_, {});
        lock.unlock();
        write(group);
        lock.lock();
        for (Hand* hand : group.hands)
            hand->done = true;
        answered_.notify_all();
    }
}

void Ledger::write(Group& group)
{
    std::chrono::milliseconds rest = 50ms;
    while (!commit(group)) {
        std::unique_lock lock(mutex_);
        if (closing_ && std::chrono::steady_clock::now() + rest >= give_up_) {
            log_error("delivery.not_recorded",
                      {{"endings", group.endings.size()}, {"problem", "the store stayed away"}});
            for (Hand* hand : group.hands)
                hand->answers.assign(hand->answers.size(), false);
            return;
        }
        changed_.wait_for(lock, rest, [this] { return closing_; });
        rest = std::min<std::chrono::milliseconds>(rest * 2, 2s);
    }
}

bool Ledger::commit(Group& group)
{
    try {
        const Instant now = clock_.now();
        store::Transaction transaction(database_);
        if (!group.endings.empty()) write_endings(transaction.session(), group.endings, config_, random_, now);
        std::vector<HandMark> marks;
        for (const Hand* hand : group.hands)
            marks.insert(marks.end(), hand->marks->begin(), hand->marks->end());
        const std::vector<bool> answers = write_hands(transaction.session(), marks, now);
        transaction.commit();
        auto next = answers.begin();
        for (Hand* hand : group.hands) {
            hand->answers.assign(next, next + static_cast<std::ptrdiff_t>(hand->marks->size()));
            next += static_cast<std::ptrdiff_t>(hand->marks->size());
        }
        return true;
    } catch (const Error& problem) {
        log_warning("delivery.commit_failed", {{"problem", problem.what()}});
        if (problem.kind() == ErrorKind::unavailable) return false;
    } catch (const std::exception& problem) {
        log_warning("delivery.commit_failed", {{"problem", problem.what()}});
    }
    // One row that the store refuses, or a deadlock, must not hold up the others.
    if (group.hands.size() + group.endings.size() > 1) {
        write_one_by_one(group);
    } else {
        log_error("delivery.refused_by_store", {{"message", group.endings.empty() ? 0 : group.endings[0].message_id}});
        for (Hand* hand : group.hands)
            hand->answers.assign(hand->answers.size(), false);
    }
    return true;
}

void Ledger::write_one_by_one(Group& group)
{
    for (Hand* hand : group.hands) {
        Group alone{{hand}, {}};
        write(alone);
    }
    for (Ending& ending : group.endings) {
        Group alone{{}, {std::move(ending)}};
        write(alone);
    }
}

} // namespace dosah::delivery
