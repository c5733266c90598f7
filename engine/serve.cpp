// SPDX-License-Identifier: EUPL-1.2
#include "serve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"
#include "campaigns/campaign.h"
#include "campaigns/capacity.h"
#include "campaigns/event_change.h"
#include "campaigns/hours.h"
#include "campaigns/invitation_composer.h"
#include "channel/metered.h"
#include "delivery/dispatcher.h"
#include "delivery/outbox.h"
#include "evaluation/closed_figures.h"
#include "organisations/connector_account.h"
#include "responses/intake.h"
#include "responses/interpret.h"
#include "store/lease.h"
#include "web/server.h"

#include <Poco/Util/ServerApplication.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace dosah {

namespace {

constexpr std::size_t interpret_batch = 200;

/// Everything that runs, in the order in which it is built.
class Daemon
{
public:
    explicit Daemon(cli::Context& context)
        : context_(context), services_(context.services()), lexicons_(context.share_folder() + "/locales/lexicon"),
          intake_(context.database(), context.clock(), context.config().spool_folder, [this] { interpreter_.wake(); }),
          composer_(services_), hours_(context.database()), interpreter_("interpreter", [this] { return interpret(); }),
          scheduler_("scheduler", [this] { return schedule(); }), name_(to_hex(context.random().bytes(16))),
          scheduling_(context.database(), context.clock(), "scheduler", name_),
          counting_(context.database(), context.clock(), "figures", name_, std::chrono::minutes(3)),
          figures_("figures", [this] { return count_figures(); })
    {
        for (const auto& account : organisations::active_connector_accounts(context.database(), context.master())) {
            channel::Transport transport = organisations::make_transport(context.kinds(), context.master(),
                                                                         context.config().http_public_url, account);
            if (transport.connector)
                ways_.push_back(
                    {account.id, account.organisation_id, channel::metered(transport.connector, account.id)});
            if (transport.poller) add_poller(account, transport.poller);
            if (transport.listener) add_listener(account, transport.listener);
            account_organisations_[account.id] = account.organisation_id;
            transports_[account.id] = std::move(transport);
        }
        dispatcher_ = std::make_unique<delivery::Dispatcher>(context.database(), context.clock(), context.random(),
                                                             context.config(), composer_, hours_, ways_);
        server_ = std::make_unique<web::Server>(
            web::Site{services_, intake_, transports_, account_organisations_, context.share_folder(),
                      [this] {
                          look_at_campaigns_ = true;
                          scheduler_.wake();
                      },
                      [this] { scheduler_.wake(); }, [this] { return problems(); }});
    }

    ~Daemon() { stop(); } // the threads use each other's members: all end before the first of those goes

    void start()
    {
        server_->start(); // first: a taken port must stop the start before anything is sent
        dispatcher_->start();
        interpreter_.start();
        scheduler_.start();
        figures_.start();
        for (const auto& poller : pollers_)
            poller->start();
        for (const auto& listening : listening_)
            listening->start();
        write_port_file();
        log_info("daemon.started", {{"port", server_->port()},
                                    {"accounts", transports_.size()},
                                    {"store", context_.database().display_url()}});
    }

    void stop()
    {
        if (std::exchange(stopped_, true)) return;
        for (const auto& poller : pollers_)
            poller->request_stop();
        for (const auto& listening : listening_)
            listening->stop();
        for (const auto& [id, transport] : transports_)
            if (transport.listener) transport.listener->stop();
        scheduler_.request_stop();
        figures_.request_stop();
        server_->stop();
        scheduler_.stop();
        figures_.stop();
        release_lease();
        dispatcher_->stop();
        for (const auto& poller : pollers_)
            poller->stop();
        interpreter_.stop();
        log_info("daemon.stopped");
    }

private:
    void add_poller(const organisations::ConnectorAccount& account, std::shared_ptr<channel::Poller> poller)
    {
        const std::size_t place = pollers_.size();
        const auto lease = std::make_shared<store::Lease>(context_.database(), context_.clock(),
                                                          "poll/" + std::to_string(account.id), name_, polling_lease());
        pollers_.push_back(std::make_unique<Worker>("poller " + account.key, [this, place, poller, lease] {
            // With several daemons one reads each mailbox; what two read at once is kept once all the same.
            if (lease->hold()) poller->poll(intake_, [this, place] { return pollers_[place]->stopping(); });
            return std::chrono::duration_cast<std::chrono::milliseconds>(context_.config().mailbox_interval);
        }));
    }

    /// An address that is taken stops neither the start nor other towns: it is shown, and tried again.
    void add_listener(const organisations::ConnectorAccount& account, std::shared_ptr<channel::Listener> listener)
    {
        const std::string name = account.connector + " account " + std::to_string(account.id);
        listening_.push_back(std::make_unique<Worker>("listen " + account.key, [this, name, listener] {
            std::string problem;
            try {
                listener->start(intake_);
            } catch (const Error& error) {
                problem = error.what();
                log_warning("listener", {{"account", name}, {"problem", problem}});
            }
            const std::lock_guard lock(closed_mutex_);
            if (problem.empty())
                closed_.erase(name);
            else
                closed_[name] = problem;
            return std::chrono::seconds(5);
        }));
    }

    std::chrono::seconds polling_lease() const
    {
        return 3 * std::max<std::chrono::seconds>(context_.config().mailbox_interval, std::chrono::seconds(10));
    }

    std::chrono::milliseconds interpret()
    {
        const std::size_t worked = responses::interpret_new(services_, lexicons_, interpret_batch);
        if (worked > 0) dispatcher_->wake();
        return worked == interpret_batch ? std::chrono::milliseconds(0) : std::chrono::seconds(1);
    }

    std::chrono::milliseconds schedule()
    {
        intake_.drain_spool();
        if (!scheduling_.hold()) return context_.config().schedule_interval; // another daemon does
        // Each answer on a page wakes it for its confirmation; going through whole campaigns can wait for its turn.
        if (const auto now = std::chrono::steady_clock::now();
            look_at_campaigns_.exchange(false) || now >= next_look_) {
            next_look_ = now + context_.config().schedule_interval;
            campaigns::advance_campaigns(services_);
            campaigns::plan_notices(services_);
            campaigns::offer_places(services_);
        }
        if (delivery::release_due(context_.database(), context_.clock().now()) > 0) dispatcher_->wake();
        return context_.config().schedule_interval;
    }

    /// Apart from the scheduler: to count a million people takes seconds.
    std::chrono::milliseconds count_figures()
    {
        if (counting_.hold()) evaluation::count_figures(context_.database(), context_.clock().now());
        return std::chrono::minutes(1);
    }

    void release_lease()
    {
        try {
            scheduling_.release();
            counting_.release();
        } catch (const Error& problem) {
            log_warning("scheduler.lease_kept", {{"problem", problem.what()}}); // the others wait until it runs out
        }
    }

    std::vector<std::string> problems() const
    {
        std::vector<std::string> texts;
        for (const delivery::Problem& problem : dispatcher_->problems())
            texts.push_back(problem.connector + " account " + std::to_string(problem.connector_account_id) + ": " +
                            mask_addresses(problem.text));
        const std::lock_guard lock(closed_mutex_);
        for (const auto& [name, problem] : closed_)
            texts.push_back(name + ": " + problem);
        return texts;
    }

    void write_port_file() const
    {
        const std::string& path = context_.config().http_port_file;
        if (path.empty()) return;
        std::ofstream(path + ".new") << server_->port() << '\n';
        std::filesystem::rename(path + ".new", path); // whoever waits for it never reads half of it
    }

    cli::Context& context_;
    campaigns::Services& services_;
    const responses::Lexicons lexicons_;
    responses::Intake intake_;
    campaigns::InvitationComposer composer_;
    campaigns::OrganisationHours hours_;
    Worker interpreter_;
    Worker scheduler_;
    const std::string name_; ///< tells this daemon from the others
    store::Lease scheduling_;
    store::Lease counting_;
    Worker figures_;
    std::atomic<bool> look_at_campaigns_{true};
    std::chrono::steady_clock::time_point next_look_;
    std::vector<delivery::Way> ways_;
    std::vector<std::unique_ptr<Worker>> pollers_;
    std::vector<std::unique_ptr<Worker>> listening_; ///< open what listeners need, again and again until it works
    mutable std::mutex closed_mutex_;
    std::map<std::string, std::string> closed_; ///< listener -> why it is not open
    std::map<std::int64_t, channel::Transport> transports_;
    std::map<std::int64_t, std::int64_t> account_organisations_;
    std::unique_ptr<delivery::Dispatcher> dispatcher_;
    std::unique_ptr<web::Server> server_;
    bool stopped_ = false;
};

/// Poco's frame around it: logging of uncaught exceptions and the wait for SIGTERM, SIGINT or SIGQUIT.
class Application : public Poco::Util::ServerApplication
{
public:
    explicit Application(cli::Context& context) : context_(context) {}

protected:
    int main(const std::vector<std::string>&) override
    {
        Daemon daemon(context_);
        daemon.start();
        waitForTerminationRequest();
        daemon.stop();
        return EXIT_OK;
    }

private:
    cli::Context& context_;
};

} // namespace

void hold_termination_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGQUIT, SIGTERM})
        sigaddset(&signals, number);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

int serve(cli::Context& context, cli::Words& words)
{
    words.finish();
    Application application(context);
    return application.run(std::vector<std::string>{"dosah"});
}

} // namespace dosah
