// SPDX-License-Identifier: EUPL-1.2
#include "channel/metered.h"

#include "base/metrics.h"

#include <array>
#include <mutex>

namespace dosah::channel {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::array kinds = {OutcomeKind::accepted,         OutcomeKind::later,
                              OutcomeKind::rejected,         OutcomeKind::address_dead,
                              OutcomeKind::connector_broken, OutcomeKind::unknown};

/// The series of one account, made once.
struct Series
{
    Series(const std::string& connector, std::int64_t account_id)
        : labels{{"account", std::to_string(account_id)}, {"connector", connector}},
          hand_to_accept(metrics().histogram("dosah_hand_to_accept_seconds",
                                             "From the durable mark of a message to its acceptance by the other side.",
                                             {{"connector", connector}})),
          in_flight(
              metrics().gauge("dosah_in_flight_messages", "Messages handed over and without an outcome yet.", labels)),
          refused(metrics().counter("dosah_refused_hands_total",
                                    "Messages held back at the last moment: paused, cancelled or opted out.", labels))
    {
        for (const OutcomeKind kind : kinds) {
            Labels with_outcome = labels;
            with_outcome.emplace_back("outcome", std::string(to_string(kind)));
            outcomes.push_back(&metrics().counter("dosah_outcomes_total", "What came of each attempt.", with_outcome));
        }
        for (const bool good : {false, true}) {
            Labels with_answer = labels;
            with_answer.emplace_back("good", good ? "yes" : "no");
            checks.push_back(&metrics().counter("dosah_connector_checks_total",
                                                "How often a connector was asked whether it can work.", with_answer));
        }
    }

    const Labels labels;
    Histogram& hand_to_accept;
    Gauge& in_flight;
    Counter& refused;
    std::vector<Counter*> outcomes;
    std::vector<Counter*> checks;
};

/// The sink of one call of send().
class MeteredSink final : public OutcomeSink
{
public:
    MeteredSink(OutcomeSink& inner, Series& series) : inner_(inner), series_(series) {}
    MeteredSink(const MeteredSink&) = delete;
    ~MeteredSink() override { series_.in_flight.add(-static_cast<double>(handed_.size())); }

    std::vector<bool> hand(std::span<const OutgoingMessage> messages) override
    {
        const std::vector<bool> allowed = inner_.hand(messages);
        const Steady::time_point now = Steady::now();
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < messages.size() && i < allowed.size(); ++i) {
            if (!allowed[i]) {
                series_.refused.add();
                continue;
            }
            handed_.emplace_back(messages[i].attempt_id, now);
            series_.in_flight.add(1);
        }
        return allowed;
    }

    void begin_hand(std::span<const OutgoingMessage> messages) override { inner_.begin_hand(messages); }
    std::span<const OutgoingMessage> more() override { return inner_.more(); }

    void outcome(const OutgoingMessage& message, const Outcome& outcome) override
    {
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::find_if(handed_.begin(), handed_.end(),
                                            [&message](const auto& one) { return one.first == message.attempt_id; });
            if (found != handed_.end()) {
                if (outcome.kind == OutcomeKind::accepted)
                    series_.hand_to_accept.observe(
                        std::chrono::duration<double>(Steady::now() - found->second).count());
                series_.in_flight.add(-1);
                handed_.erase(found);
            }
        }
        series_.outcomes[static_cast<std::size_t>(outcome.kind)]->add();
        inner_.outcome(message, outcome);
    }

private:
    OutcomeSink& inner_;
    Series& series_;
    std::mutex mutex_; ///< a connector may report from threads of its own
    std::vector<std::pair<std::int64_t, Steady::time_point>> handed_;
};

class Metered final : public Connector
{
public:
    Metered(std::shared_ptr<Connector> inner, std::int64_t account_id)
        : inner_(std::move(inner)), series_(std::string(inner_->name()), account_id)
    {
    }

    std::string_view name() const override { return inner_->name(); }
    Channel channel() const override { return inner_->channel(); }
    Limits limits() const override { return inner_->limits(); }

    void send(std::span<const OutgoingMessage> messages, OutcomeSink& outcomes) override
    {
        MeteredSink sink(outcomes, series_);
        inner_->send(messages, sink);
    }

    Health check() override
    {
        Health health = inner_->check();
        series_.checks[health.good ? 1 : 0]->add();
        return health;
    }

private:
    const std::shared_ptr<Connector> inner_;
    Series series_;
};

} // namespace

std::shared_ptr<Connector> metered(std::shared_ptr<Connector> connector, std::int64_t account_id)
{
    return std::make_shared<Metered>(std::move(connector), account_id);
}

} // namespace dosah::channel
