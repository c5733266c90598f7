// SPDX-License-Identifier: EUPL-1.2
#include "delivery/way_runner.h"

#include "base/log.h"
#include "delivery/sending.h"

#include <Poco/Exception.h>

namespace dosah::delivery {

using Steady = std::chrono::steady_clock;

namespace {

constexpr int longest_recheck = 60; // seconds

} // namespace

WayRunner::WayRunner(Way way, Composer& composer, std::shared_ptr<Ledger> ledger, const Clock& clock,
                     const Config& config, std::function<void()> hungry)
    : way_(std::move(way)), composer_(composer), ledger_(std::move(ledger)), clock_(clock), config_(config),
      hungry_(std::move(hungry)), capacity_(static_cast<std::size_t>(std::max(1, config.dispatch_batch))),
      limits_(way_.connector->limits())
{
}

void WayRunner::start()
{
    const std::lock_guard lock(mutex_);
    senders_.resize(static_cast<std::size_t>(std::max(1, std::min(limits_.connections, config_.dispatch_connections))));
    for (std::size_t i = 0; i < senders_.size(); ++i)
        senders_[i].thread = std::thread([self = shared_from_this(), i] { self->run(i); });
}

std::size_t WayRunner::room() const
{
    const std::lock_guard lock(mutex_);
    if (stopping_ || problem_ || queue_.size() > capacity_ / 2) return 0;
    return capacity_ - queue_.size();
}

void WayRunner::put(std::vector<Claim> claims)
{
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && !problem_) {
            for (Claim& claim : claims)
                queue_.push_back(std::move(claim));
            claims.clear();
        }
    }
    changed_.notify_all();
    give_back(claims, "stopped");
}

void WayRunner::request_stop()
{
    std::vector<Claim> left;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        left.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
        queue_.clear();
    }
    changed_.notify_all();
    give_back(left, "stopped");
}

bool WayRunner::stopped() const
{
    const std::lock_guard lock(mutex_);
    return std::all_of(senders_.begin(), senders_.end(), [](const Sender& sender) { return sender.done; });
}

bool WayRunner::join(Steady::time_point until)
{
    std::unique_lock lock(mutex_);
    const bool all = changed_.wait_until(lock, until, [this] {
        return std::all_of(senders_.begin(), senders_.end(), [](const Sender& sender) { return sender.done; });
    });
    for (Sender& sender : senders_) {
        if (!sender.thread.joinable()) continue;
        if (sender.done) {
            lock.unlock(); // its last step is to let go of the lock
            sender.thread.join();
            lock.lock();
        } else {
            log_error("connector.hangs",
                      {{"account", way_.connector_account_id}, {"connector", way_.connector->name()}});
            sender.thread.detach();
        }
    }
    return all;
}

std::optional<Problem> WayRunner::problem() const
{
    const std::lock_guard lock(mutex_);
    return problem_;
}

void WayRunner::broken(const channel::Outcome& outcome)
{
    std::vector<Claim> left;
    {
        const std::lock_guard lock(mutex_);
        if (problem_ || stopping_) return;
        problem_ = Problem{way_.connector_account_id, std::string(way_.connector->name()),
                           outcome.code.empty() ? outcome.text : outcome.code + " " + outcome.text, clock_.now()};
        turned_away_ = 0;
        rest_until_check();
        left.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
        queue_.clear();
        log_error("connector.broken", {{"account", way_.connector_account_id},
                                       {"connector", way_.connector->name()},
                                       {"problem", problem_->text}});
    }
    changed_.notify_all();
    give_back(left, "connector_broken");
}

void WayRunner::turned_away(const channel::Outcome& outcome)
{
    if (++turned_away_ >= std::max(3, limits_.connections)) broken(outcome);
}

void WayRunner::worked(bool got_through)
{
    turned_away_ = 0;
    if (got_through) recheck_seconds_ = 1;
}

void WayRunner::rest_until_check()
{
    const int rest = recheck_seconds_;
    next_check_ = Steady::now() + std::chrono::seconds(rest);
    recheck_seconds_ = std::min(rest * 2, longest_recheck);
}

void WayRunner::run(std::size_t index)
{
    while (true) {
        std::vector<Claim> claims = take();
        if (claims.empty()) break;
        serve(std::move(claims));
    }
    const std::lock_guard lock(mutex_);
    senders_[index].done = true;
    changed_.notify_all();
}

std::vector<Claim> WayRunner::take()
{
    std::unique_lock lock(mutex_);
    while (true) {
        if (stopping_) return {};
        if (problem_ && !checking_ && Steady::now() >= next_check_) {
            check_again(lock);
        } else if (problem_ && !checking_) {
            changed_.wait_until(lock, next_check_);
        } else if (queue_.empty() || problem_) {
            changed_.wait(lock);
        } else {
            break;
        }
    }
    std::vector<Claim> taken;
    const std::size_t before = queue_.size();
    const auto most = static_cast<std::size_t>(std::max(1, limits_.batch));
    while (!queue_.empty() && taken.size() < most) {
        taken.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    const bool hungry = before > capacity_ / 2 && queue_.size() <= capacity_ / 2;
    lock.unlock();
    if (hungry) hungry_();
    return taken;
}

void WayRunner::check_again(std::unique_lock<std::mutex>& lock)
{
    checking_ = true;
    lock.unlock();
    channel::Health health;
    try {
        health = way_.connector->check();
    } catch (const Poco::Exception& thrown) {
        health.text = thrown.displayText();
    } catch (const std::exception& thrown) {
        health.text = thrown.what();
    }
    lock.lock();
    checking_ = false;
    if (!health.good) {
        rest_until_check();
        if (!health.text.empty()) problem_->text = health.text;
        changed_.notify_all();
        return;
    }
    // The rest stays long until a message gets through: a good check alone proves little.
    problem_.reset();
    changed_.notify_all();
    log_info("connector.mended", {{"account", way_.connector_account_id}, {"connector", way_.connector->name()}});
    lock.unlock();
    if (!stopping_) hungry_();
    lock.lock();
}

void WayRunner::serve(std::vector<Claim> claims)
{
    if (stopping_) return give_back(claims, "stopped");
    std::vector<Composition> composed;
    std::string problem = "the composer gave no answer";
    try {
        composed = composer_.compose(claims);
    } catch (const Poco::Exception& thrown) {
        problem = thrown.displayText();
    } catch (const std::exception& thrown) {
        problem = thrown.what();
    }
    composed.resize(claims.size(), NotComposed{problem});
    Sending sending(shared_from_this());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (auto* ready = std::get_if<Composed>(&composed[i])) {
            sending.add(std::move(claims[i]), std::move(*ready), clock_.now());
        } else if (const auto* skip = std::get_if<Skip>(&composed[i])) {
            ledger_->record(ending_of(claims[i], Ending::What::skip, skip->reason));
        } else {
            const std::string& why = std::get<NotComposed>(composed[i]).problem;
            log_error("delivery.compose_failed", {{"message", claims[i].message_id}, {"problem", why}});
            ledger_->record(ending_of(claims[i], Ending::What::retry, why));
        }
    }
    if (sending.empty()) return;
    if (wait_for_pace(sending.units())) {
        sending.run();
    } else {
        sending.give_back("stopped");
    }
}

bool WayRunner::wait_for_pace(int units)
{
    std::unique_lock lock(mutex_);
    if (limits_.messages_per_second > 0) {
        const Steady::time_point mine = std::max(Steady::now(), next_send_);
        next_send_ = mine + std::chrono::duration_cast<Steady::duration>(
                                std::chrono::duration<double>(units / limits_.messages_per_second));
        while (!stopping_ && Steady::now() < mine)
            changed_.wait_until(lock, mine);
    }
    return !stopping_;
}

void WayRunner::give_back(const std::vector<Claim>& claims, const std::string& reason)
{
    for (const Claim& claim : claims)
        ledger_->record(ending_of(claim, Ending::What::give_back, reason));
}

} // namespace dosah::delivery
