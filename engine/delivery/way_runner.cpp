// SPDX-License-Identifier: EUPL-1.2
#include "delivery/way_runner.h"

#include "base/log.h"
#include "base/worker.h"
#include "delivery/sending.h"

#include <Poco/Exception.h>

namespace dosah::delivery {

using Steady = std::chrono::steady_clock;

namespace {

constexpr int longest_recheck = 60; // seconds
constexpr std::size_t composed_at_once = 16;

/// Two claims' worth: one is being sent while the next is fetched.
std::size_t capacity_of(const Config& config)
{
    return 2 * static_cast<std::size_t>(std::max(1, config.dispatch_batch));
}

} // namespace

WayRunner::WayRunner(Way way, std::shared_ptr<Ledger> ledger, const Clock& clock, const Config& config, Bells bells)
    : way_(std::move(way)), ledger_(std::move(ledger)), clock_(clock), config_(config), bells_(std::move(bells)),
      capacity_(capacity_of(config)), limits_(way_.connector->limits())
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
    const std::size_t full = claimed_.size() + composing_ + ready_.size();
    if (stopping_ || problem_ || full > capacity_ / 2) return 0;
    return capacity_ - full;
}

void WayRunner::put(std::vector<Claim> claims)
{
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && !problem_) {
            claimed_.insert(claimed_.end(), std::make_move_iterator(claims.begin()),
                            std::make_move_iterator(claims.end()));
            claims.clear();
        }
    }
    give_back(claims, "stopped");
    bells_.to_compose(shared_from_this());
}

bool WayRunner::wants_composing() const
{
    return !stopping_ && !problem_ && !claimed_.empty() && ready_.size() + composing_ <= capacity_ / 2;
}

bool WayRunner::compose_some(Composer& composer)
{
    std::vector<Claim> claims;
    bool more = false;
    {
        const std::lock_guard lock(mutex_);
        if (!wants_composing()) return false;
        while (!claimed_.empty() && claims.size() < composed_at_once) {
            claims.push_back(std::move(claimed_.front()));
            claimed_.pop_front();
        }
        composing_ += claims.size();
        more = wants_composing();
    }
    if (more) bells_.to_compose(shared_from_this());
    std::vector<Composition> composed;
    std::string problem = "the composer gave no answer";
    try {
        composed = composer.compose(claims);
    } catch (const Poco::Exception& thrown) {
        problem = thrown.displayText();
    } catch (const std::exception& thrown) {
        problem = thrown.what();
    }
    composed.resize(claims.size(), NotComposed{problem});
    std::vector<Ready> ready;
    std::size_t extra = 0;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (auto* written = std::get_if<Composed>(&composed[i])) {
            extra += static_cast<std::size_t>(std::max(1, written->parts) - 1);
            ready.push_back({std::move(claims[i]), std::move(*written)});
        } else if (const auto* skip = std::get_if<Skip>(&composed[i])) {
            ledger_->record(ending_of(claims[i], Ending::What::skip, skip->reason));
        } else {
            const std::string& why = std::get<NotComposed>(composed[i]).problem;
            log_error("delivery.compose_failed", {{"message", claims[i].message_id}, {"problem", why}});
            ledger_->record(ending_of(claims[i], Ending::What::retry, why));
        }
    }
    extra_parts_ += static_cast<int>(extra);
    std::vector<Claim> left;
    std::size_t to_wake = 0;
    bool hungry = false;
    {
        const std::lock_guard lock(mutex_);
        composing_ -= claims.size();
        for (Ready& one : ready) {
            if (stopping_ || problem_) {
                left.push_back(std::move(one.claim));
            } else {
                ready_.push_back(std::move(one));
            }
        }
        to_wake = std::min(idle_, ready.size() - left.size());
        more = wants_composing();
        hungry = ready.empty() && claimed_.empty();
    }
    for (; to_wake > 0; --to_wake)
        changed_.notify_one();
    give_back(left, "stopped");
    if (hungry) bells_.hungry();
    return more;
}

std::vector<Claim> WayRunner::take_waiting()
{
    std::vector<Claim> left(std::make_move_iterator(claimed_.begin()), std::make_move_iterator(claimed_.end()));
    for (Ready& one : ready_)
        left.push_back(std::move(one.claim));
    claimed_.clear();
    ready_.clear();
    return left;
}

void WayRunner::request_stop()
{
    std::vector<Claim> left;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        left = take_waiting();
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
    const bool all = done_.wait_until(lock, until, [this] {
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
        left = take_waiting();
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
    name_thread("sender");
    wait_for_turn(); // a commit of the ledger answers ten of them
    while (true) {
        std::vector<Ready> ready = take();
        if (ready.empty()) break;
        Sending(shared_from_this(), std::move(ready)).run();
    }
    const std::lock_guard lock(mutex_);
    senders_[index].done = true;
    done_.notify_all();
}

std::vector<Ready> WayRunner::take()
{
    std::unique_lock lock(mutex_);
    ++idle_;
    while (!stopping_ && (problem_ || ready_.empty())) {
        if (problem_ && !checking_ && Steady::now() >= next_check_) {
            check_again(lock);
        } else if (problem_ && !checking_) {
            changed_.wait_until(lock, next_check_);
        } else {
            changed_.wait(lock);
        }
    }
    --idle_;
    if (stopping_) return {};
    return take_some(lock, ready_.size());
}

std::vector<Ready> WayRunner::take_more()
{
    std::unique_lock lock(mutex_);
    // Each of the idle ones was woken for one message, and is on its way to it.
    if (stopping_ || problem_ || ready_.size() <= idle_) return {};
    return take_some(lock, ready_.size() - idle_);
}

std::vector<Ready> WayRunner::take_some(std::unique_lock<std::mutex>& lock, std::size_t available)
{
    // A fair share, so that no connection idles while another works through all that is there.
    const std::size_t share = (available + senders_.size() - 1) / senders_.size();
    const std::size_t most = std::min(share, static_cast<std::size_t>(std::max(1, limits_.batch)));
    std::vector<Ready> taken;
    taken.reserve(most);
    while (taken.size() < most) {
        taken.push_back(std::move(ready_.front()));
        ready_.pop_front();
    }
    // Who claims is told as soon as there is room, and again now and then: there may be something new by then.
    const std::size_t full = claimed_.size() + composing_ + ready_.size();
    taken_since_bell_ += taken.size();
    const bool hungry =
        full == 0 || (full <= capacity_ / 2 && taken_since_bell_ >= std::min(composed_at_once, capacity_ / 4));
    if (hungry) taken_since_bell_ = 0;
    const bool to_compose = wants_composing();
    lock.unlock();
    if (to_compose) bells_.to_compose(shared_from_this());
    if (hungry) bells_.hungry();
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
    if (!stopping_) bells_.hungry();
    lock.lock();
}

void WayRunner::give_back(const std::vector<Claim>& claims, const std::string& reason)
{
    for (const Claim& claim : claims)
        ledger_->record(ending_of(claim, Ending::What::give_back, reason));
}

} // namespace dosah::delivery
