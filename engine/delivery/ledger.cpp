// SPDX-License-Identifier: EUPL-1.2
#include "delivery/ledger.h"

#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"

namespace dosah::delivery {

using namespace std::chrono_literals;

const std::vector<bool>& HandTicket::wait() const
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return answered_; });
    return answers_;
}

void HandTicket::answer()
{
    const std::lock_guard lock(mutex_);
    answered_ = true;
    changed_.notify_all();
}

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

void Ledger::hold(const std::vector<Claim>& claims)
{
    const std::lock_guard lock(held_mutex_);
    for (const Claim& claim : claims)
        held_.insert(claim.message_id);
}

std::vector<std::int64_t> Ledger::held() const
{
    const std::lock_guard lock(held_mutex_);
    return {held_.begin(), held_.end()};
}

void Ledger::let_go(const Group& group)
{
    const std::lock_guard lock(held_mutex_);
    for (const Ending& ending : group.endings)
        held_.erase(ending.message_id);
    for (const auto& ticket : group.tickets)
        for (std::size_t i = 0; i < ticket->marks_.size(); ++i)
            if (!ticket->answers_[i]) held_.erase(ticket->marks_[i].claim->message_id);
}

std::shared_ptr<const HandTicket> Ledger::ask(std::vector<HandMark> marks)
{
    auto ticket = std::make_shared<HandTicket>(std::move(marks));
    const std::lock_guard lock(mutex_);
    if (closing_) {
        ticket->answer();
        return ticket;
    }
    const bool idle = waiting_.empty();
    waiting_.tickets.push_back(ticket);
    if (idle) changed_.notify_one();
    return ticket;
}

void Ledger::record(Ending ending)
{
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    const bool idle = waiting_.empty();
    waiting_.endings.push_back(std::move(ending));
    if (idle) changed_.notify_one();
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
    name_thread("ledger");
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
        if (waiting_.empty()) {
            closed_ = true;
            return;
        }
        Group group = std::exchange(waiting_, {});
        lock.unlock();
        write(group);
        let_go(group);
        for (const auto& ticket : group.tickets)
            ticket->answer();
        lock.lock();
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
            for (const auto& ticket : group.tickets)
                ticket->answers_.assign(ticket->answers_.size(), false);
            return;
        }
        changed_.wait_for(lock, rest, [this] { return closing_; });
        rest = std::min<std::chrono::milliseconds>(rest * 2, 2s);
    }
}

bool Ledger::commit(Group& group)
{
    try {
        std::vector<HandMark> marks;
        for (const auto& ticket : group.tickets)
            marks.insert(marks.end(), ticket->marks_.begin(), ticket->marks_.end());
        const Instant now = clock_.now();
        store::Transaction transaction(database_, store::Transaction::Access::by_key);
        std::vector<StoredForm> forms;
        const std::vector<bool> answers =
            write_group(transaction.session(), group.endings, marks, config_, random_, now, &forms);
        transaction.commit();
        trust(forms);
        auto next = answers.begin();
        for (const auto& ticket : group.tickets) {
            const auto end = next + static_cast<std::ptrdiff_t>(ticket->marks_.size());
            ticket->answers_.assign(next, end);
            ticket->answered_at_ = now;
            next = end;
        }
        return true;
    } catch (const Error& problem) {
        log_warning("delivery.commit_failed", {{"problem", problem.what()}});
        if (problem.kind() == ErrorKind::unavailable) return false;
    } catch (const std::exception& problem) {
        log_warning("delivery.commit_failed", {{"problem", problem.what()}});
    }
    // One row that the store refuses, or a deadlock, must not hold up the others.
    if (group.tickets.size() + group.endings.size() > 1) {
        write_one_by_one(group);
    } else {
        // Not held any more, so its lease runs out and it is taken back or shown in doubt.
        log_error("delivery.refused_by_store", {{"message", group.endings.empty() ? 0 : group.endings[0].message_id}});
        for (const auto& ticket : group.tickets)
            ticket->answers_.assign(ticket->answers_.size(), false);
    }
    return true;
}

void Ledger::write_one_by_one(Group& group)
{
    for (const auto& ticket : group.tickets) {
        Group alone{{ticket}, {}};
        write(alone);
    }
    for (const Ending& ending : group.endings) {
        Group alone{{}, {ending}};
        write(alone);
    }
}

} // namespace dosah::delivery
