// SPDX-License-Identifier: EUPL-1.2
#include "delivery/dispatcher.h"

#include "base/log.h"
#include "base/worker.h"
#include "delivery/claim_store.h"
#include "delivery/compose_pool.h"
#include "delivery/daemon_lock.h"
#include "delivery/ledger.h"
#include "delivery/pace_store.h"
#include "delivery/reference.h"
#include "delivery/way_runner.h"

#include <mutex>

namespace dosah::delivery {

using namespace std::chrono_literals;

namespace {

constexpr auto poll = 1s;

/// Rings the claimer; outlives it, because a sender that hung may ring late.
struct Bell
{
    void ring()
    {
        const std::lock_guard lock(mutex);
        if (worker != nullptr) worker->wake();
    }

    std::mutex mutex;
    Worker* worker = nullptr;
};

} // namespace

struct Dispatcher::Impl
{
    Impl(store::Database& the_database, const Clock& the_clock, Random& the_random, const Config& the_config,
         Composer& the_composer, Hours& the_hours)
        : database(the_database), clock(the_clock), random(the_random), config(the_config), hours(the_hours),
          owner(make_reference(the_random)),
          ledger(std::make_shared<Ledger>(the_database, the_clock, the_random, the_config)),
          composers(std::make_shared<ComposePool>(the_composer)), claimer(
                                                                      "claimer", [this] { return claim(); }, 1s),
          keeper(
              "lease keeper", [this] { return keep(); }, 1s)
    {
    }

    store::Database& database;
    const Clock& clock;
    Random& random;
    const Config config;
    Hours& hours;
    const std::string owner;
    const std::shared_ptr<Ledger> ledger;
    const std::shared_ptr<ComposePool> composers;
    const std::shared_ptr<Bell> bell = std::make_shared<Bell>();
    std::optional<DaemonLock> lock;
    std::uint64_t claims = 0;
    std::string unsure; ///< the claim whose commit failed: made or not

    mutable std::mutex mutex; ///< of the runners and the two flags
    std::vector<std::shared_ptr<WayRunner>> runners;
    std::vector<std::shared_ptr<WayRunner>> retired;
    bool started = false;
    bool stopped = false;

    Worker claimer;
    Worker keeper;

    std::shared_ptr<WayRunner> make_runner(Way way)
    {
        // Bells outlive the dispatcher, because a sender that hung may ring late.
        return std::make_shared<WayRunner>(
            std::move(way), ledger, clock, config,
            WayRunner::Bells{[ringing = bell] { ringing->ring(); },
                             [pool = composers](const std::shared_ptr<WayRunner>& runner) { pool->add(runner); }});
    }

    std::vector<std::shared_ptr<WayRunner>> current() const
    {
        const std::lock_guard guard(mutex);
        return runners;
    }

    std::chrono::milliseconds claim()
    {
        reap();
        // Nobody here holds its messages, and their leases would be renewed with the others'.
        if (!unsure.empty()) report(recover(database, {Orphans::Of::claim, unsure}, "claim_lost", clock.now()));
        unsure.clear();
        auto rest = std::chrono::milliseconds(poll);
        for (const auto& runner : current())
            rest = std::min(rest, claim_for(*runner));
        return rest;
    }

    /// How long this way has nothing to claim, unless the bell rings.
    std::chrono::milliseconds claim_for(WayRunner& runner)
    {
        const std::size_t room = runner.room();
        if (room == 0) return poll;
        const std::int64_t account = runner.way().connector_account_id;
        const double rate = runner.limits().messages_per_second;
        const bool quiet =
            hours.quiet_until(runner.way().organisation_id, runner.way().connector->channel(), clock.now()).has_value();
        std::vector<Source> sources;
        {
            store::Session session = database.session();
            sources = due_sources(session, account, quiet, clock.now());
        }
        if (sources.empty()) return poll;
        std::vector<Claim> claimed;
        std::size_t wanted = room;
        {
            store::Transaction transaction(database, store::Transaction::Access::by_key);
            const Instant now = clock.now();
            if (rate > 0) {
                const double tokens =
                    account_tokens(transaction.session(), account, rate, runner.take_extra_parts(), now);
                wanted = std::min(room, static_cast<std::size_t>(std::max(0.0, tokens)));
            }
            unsure = claim_id_of(owner, ++claims);
            if (wanted > 0)
                claimed = claim_batch(transaction.session(), sources,
                                      {account, unsure, now + config.dispatch_lease, wanted,
                                       runner.limits().messages_per_second_per_domain},
                                      now, random);
            if (rate > 0) take_account_tokens(transaction.session(), account, static_cast<double>(claimed.size()));
            transaction.commit();
            unsure.clear();
        }
        const bool all = claimed.size() == wanted;
        ledger->hold(claimed);
        runner.put(std::move(claimed));
        if (rate > 0) return std::chrono::milliseconds(static_cast<int>(std::clamp(250 / rate, 20.0, 1000.0)));
        return all && runner.room() > 0 ? 0ms : std::chrono::milliseconds(poll);
    }

    /// Lets go of ways that were replaced, once their last message is through.
    void reap()
    {
        std::vector<std::shared_ptr<WayRunner>> done;
        {
            const std::lock_guard guard(mutex);
            const auto split = std::stable_partition(retired.begin(), retired.end(),
                                                     [](const auto& runner) { return !runner->stopped(); });
            done.assign(split, retired.end());
            retired.erase(split, retired.end());
        }
        for (const auto& runner : done)
            runner->join(std::chrono::steady_clock::now());
    }

    std::chrono::milliseconds keep()
    {
        const Instant now = clock.now();
        if (const std::vector<std::int64_t> held = ledger->held(); !held.empty()) {
            store::Transaction transaction(database);
            renew_leases(transaction.session(), held, owner, now + config.dispatch_lease);
            transaction.commit();
        }
        report(recover(database, {Orphans::Of::expired, ""}, "owner_gone", now));
        return std::max<std::chrono::milliseconds>(config.dispatch_lease / 4, 250ms);
    }

    static void report(const Recovered& recovered)
    {
        if (recovered.queued + recovered.in_doubt == 0) return;
        log_warning("delivery.recovered", {{"queued", recovered.queued}, {"in_doubt", recovered.in_doubt}});
    }

    void start()
    {
        lock.emplace(database.display_url());
        // The lock says that nobody else is at work on an SQLite store; elsewhere only a lease that ran out says so.
        const bool alone = database.dialect() == store::Dialect::sqlite;
        report(
            recover(database, {alone ? Orphans::Of::everybody : Orphans::Of::expired, ""}, "owner_gone", clock.now()));
        ledger->start();
        composers->start();
        {
            const std::lock_guard guard(mutex);
            for (const auto& runner : runners)
                runner->start();
            started = true;
        }
        {
            const std::lock_guard guard(bell->mutex);
            bell->worker = &claimer;
        }
        claimer.start();
        keeper.start();
    }

    void stop()
    {
        const auto until = std::chrono::steady_clock::now() + config.stop_limit;
        claimer.stop();
        {
            const std::lock_guard guard(bell->mutex);
            bell->worker = nullptr;
        }
        std::vector<std::shared_ptr<WayRunner>> all;
        {
            const std::lock_guard guard(mutex);
            all = runners;
            all.insert(all.end(), retired.begin(), retired.end());
            runners.clear();
            retired.clear();
        }
        for (const auto& runner : all)
            runner->request_stop();
        composers->stop();
        for (const auto& runner : all)
            runner->join(until);
        keeper.stop();
        ledger->close(std::max(
            1000ms, std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())));
        try {
            report(recover(database, {Orphans::Of::owner, owner}, "stopped", clock.now()));
        } catch (const std::exception& problem) {
            // The next start, or another daemon, finds them by their lease.
            log_error("delivery.not_settled", {{"problem", problem.what()}});
        }
        lock.reset();
    }
};

Dispatcher::Dispatcher(store::Database& database, const Clock& clock, Random& random, const Config& config,
                       Composer& composer, Hours& hours, std::vector<Way> ways)
    : impl_(std::make_unique<Impl>(database, clock, random, config, composer, hours))
{
    set_ways(std::move(ways));
}

Dispatcher::~Dispatcher()
{
    stop();
}

void Dispatcher::start()
{
    impl_->start();
}

void Dispatcher::wake()
{
    impl_->bell->ring();
}

void Dispatcher::stop()
{
    {
        const std::lock_guard guard(impl_->mutex);
        if (!impl_->started || impl_->stopped) return;
        impl_->stopped = true;
    }
    impl_->stop();
}

void Dispatcher::set_ways(std::vector<Way> ways)
{
    std::vector<std::shared_ptr<WayRunner>> gone;
    {
        const std::lock_guard guard(impl_->mutex);
        if (impl_->stopped) return;
        std::vector<std::shared_ptr<WayRunner>> kept;
        for (Way& way : ways) {
            const auto same = std::find_if(impl_->runners.begin(), impl_->runners.end(), [&](const auto& runner) {
                return runner && runner->way().connector_account_id == way.connector_account_id &&
                       runner->way().connector == way.connector;
            });
            if (same != impl_->runners.end()) {
                kept.push_back(std::move(*same));
            } else {
                kept.push_back(impl_->make_runner(std::move(way)));
                if (impl_->started) kept.back()->start();
            }
        }
        for (auto& runner : impl_->runners)
            if (runner) gone.push_back(runner);
        impl_->retired.insert(impl_->retired.end(), gone.begin(), gone.end());
        impl_->runners = std::move(kept);
    }
    for (const auto& runner : gone)
        runner->request_stop();
    wake();
}

std::vector<Problem> Dispatcher::problems() const
{
    std::vector<Problem> problems;
    for (const auto& runner : impl_->current())
        if (const auto problem = runner->problem()) problems.push_back(*problem);
    return problems;
}

} // namespace dosah::delivery
