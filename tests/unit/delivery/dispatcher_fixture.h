// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/dispatcher.h"
#include "tests/support/child_process.h"
#include "tests/support/twin_connector.h"
#include "tests/unit/delivery/fixture.h"

#include <atomic>
#include <functional>
#include <memory>

namespace dosah::tests {

/// Writes a fixed text, or what the test says. Any thread.
class TwinComposer final : public delivery::Composer
{
public:
    using Script = std::function<delivery::Composition(const delivery::Claim&)>;

    static delivery::Composed text_for(const delivery::Claim& claim)
    {
        return {"zpet@lipova.test", "Pozvánka pro " + claim.address, false, 1, {"Pozvánka", "Přijďte."}, "v1"};
    }
    std::vector<delivery::Composition> compose(std::span<const delivery::Claim> claims) override
    {
        std::vector<delivery::Composition> answers;
        for (const delivery::Claim& claim : claims)
            answers.push_back(script ? script(claim) : text_for(claim));
        return answers;
    }

    Script script; ///< set before the dispatcher starts
};

/// Quiet when the test says so. Any thread.
class TwinHours final : public delivery::Hours
{
public:
    std::optional<Instant> quiet_until(std::int64_t, channel::Channel, Instant now) override
    {
        return quiet ? std::optional(now + std::chrono::hours(1)) : std::nullopt;
    }

    std::atomic<bool> quiet{false};
};

/// A store and a dispatcher over one twin connector.
struct DispatchStore : DeliveryStore
{
    explicit DispatchStore(StoreKind kind, channel::Limits limits = {1, 1, 0})
        : DeliveryStore(kind), twin(std::make_shared<TwinConnector>(limits))
    {
        config.stop_limit = std::chrono::seconds(5);
    }

    delivery::Dispatcher& start()
    {
        dispatcher =
            std::make_unique<delivery::Dispatcher>(database(), clock, random, config, composer, hours,
                                                   std::vector<delivery::Way>{{account_id, organisation_id, twin}});
        dispatcher->start();
        return *dispatcher;
    }
    bool becomes(std::int64_t message_id, delivery::State wanted)
    {
        return wait_until([&] {
            dispatcher->wake();
            return state(message_id) == wanted;
        });
    }
    bool comes_to(const std::string& state_word, std::int64_t wanted)
    {
        return wait_until([&] {
            dispatcher->wake();
            return count(state_word) == wanted;
        });
    }
    void queue_many(int number);
    void set_lane(bool open)
    {
        store::Session session = database().session();
        delivery::set_lane(session, lane_id, open);
    }

    Config config;
    TwinComposer composer;
    TwinHours hours;
    std::shared_ptr<TwinConnector> twin;
    std::unique_ptr<delivery::Dispatcher> dispatcher;
};

} // namespace dosah::tests
