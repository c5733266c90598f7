// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/capacity.h"
#include "campaigns/hours.h"
#include "campaigns/invitation.h"
#include "contacts/suppression.h"
#include "tests/support/every_store.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <random>
#include <thread>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

/// A campaign that runs, for an event with so many places, and its people.
struct Hall
{
    Hall(StoreKind kind, int capacity, int people) : town(kind)
    {
        for (int i = 0; i < people; ++i)
            contacts.push_back(town.add({.email = "p" + std::to_string(i) + "@example.test"}));
        campaign = town.run(town.load(
            {{"event", R"({"title": "Beseda", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00", "capacity": )" +
                           std::to_string(capacity) + "}"}}));
        for (const std::int64_t contact : contacts)
            invitations.push_back(town.number("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                                              {campaign.id, contact}));
    }

    void answer(int person, const std::string& what)
    {
        town.clock.advance(std::chrono::seconds(1));
        store::Transaction transaction(town.database());
        REQUIRE(record_answer(transaction.session(), invitations[static_cast<std::size_t>(person)], what, "web",
                              town.clock.now(), town.clock.now()));
        transaction.commit();
    }

    void companions(int person, int count)
    {
        town.database().session().run("UPDATE invitations SET companions = $1 WHERE id = $2",
                                      {count, invitations[static_cast<std::size_t>(person)]});
    }

    /// t: has a place, w: waits, -: neither; one letter a person.
    std::string places()
    {
        std::string out;
        for (const std::int64_t id : invitations) {
            const std::string place = town.text("SELECT place FROM invitations WHERE id = $1", {id});
            out += place.empty() ? '-' : place[0];
        }
        return out;
    }

    /// As of a moment, by the moves until then.
    std::string places(Instant at)
    {
        std::string out;
        for (const std::int64_t id : invitations) {
            const std::string place =
                town.text("SELECT COALESCE((SELECT place FROM place_moves WHERE invitation_id = $1 AND at <= $2 "
                          "ORDER BY id DESC LIMIT 1), '')",
                          {id, to_micros(at)});
            out += place.empty() ? '-' : place[0];
        }
        return out;
    }

    std::int64_t offers() { return town.number("SELECT COUNT(*) FROM messages WHERE dedupe_key LIKE 'offered/%'"); }

    CampaignTown town;
    Campaign campaign;
    std::vector<std::int64_t> contacts;
    std::vector<std::int64_t> invitations;
};

} // namespace

TEST_CASE("answers take, give up and pass on places")
{
    struct Step
    {
        int person;
        const char* answer; ///< yes, no, maybe; "+2": comes with two from now on; "erase"
        const char* places;
    };
    struct Course
    {
        const char* name;
        int capacity;
        std::vector<Step> steps;
    };
    const auto course = GENERATE(values<Course>({
        {"no limit", 0, {{0, "yes", "t----"}, {1, "yes", "tt---"}, {0, "no", "-t---"}}},
        {"who comes later waits, and moves up in order of answer",
         2,
         {{0, "yes", "t----"},
          {1, "yes", "tt---"},
          {3, "yes", "tt-w-"},
          {2, "yes", "ttww-"},
          {4, "yes", "ttwww"},
          {0, "no", "-twtw"},
          {1, "maybe", "--ttw"},
          {3, "no", "--t-t"}}},
        {"whoever repeats a yes keeps place and turn",
         1,
         {{0, "yes", "t----"},
          {1, "yes", "tw---"},
          {2, "yes", "tww--"},
          {1, "yes", "tww--"},
          {0, "yes", "tww--"},
          {0, "no", "-tw--"}}},
        {"whoever gives a turn up and comes back is last",
         1,
         {{0, "yes", "t----"},
          {1, "yes", "tw---"},
          {2, "yes", "tww--"},
          {1, "no", "t-w--"},
          {1, "yes", "tww--"},
          {0, "no", "-wt--"}}},
        {"the first who fits moves up",
         3,
         {{0, "yes", "t----"},
          {1, "yes", "tt---"},
          {2, "+2", "tt---"},
          {2, "yes", "ttw--"},
          {3, "yes", "ttwt-"},
          {4, "yes", "ttwtw"},
          {0, "no", "-twtt"}, // three do not fit into one place, one does
          {1, "no", "--wtt"},
          {3, "no", "--w-t"},
          {4, "no", "--t--"}}},
        {"a yes does not overtake somebody who waits and fits",
         1,
         {{0, "yes", "t----"}, {1, "yes", "tw---"}, {0, "erase", "tw---"}, {2, "yes", "ttw--"}}},
    }));
    INFO(course.name);
    Hall hall(every_store(), course.capacity, 5);
    std::vector<std::pair<Instant, std::string>> before;
    for (const Step& step : course.steps) {
        if (step.answer[0] == '+') {
            hall.companions(step.person, std::atoi(step.answer + 1));
        } else if (std::string(step.answer) == "erase") {
            hall.town.database().session().run("UPDATE contacts SET erased_at = 1 WHERE id = $1",
                                               {hall.contacts[static_cast<std::size_t>(step.person)]});
        } else {
            hall.answer(step.person, step.answer);
        }
        CHECK(hall.places() == step.places);
        before.emplace_back(hall.town.clock.now(), step.places);
        for (const auto& [at, places] : before)
            CHECK(hall.places(at) == places);
    }
}

TEST_CASE("whoever moves up is told once, by the way they were written to, when it is not quiet")
{
    Hall hall(every_store(), 1, 3);
    hall.answer(0, "yes");
    hall.answer(1, "yes");
    CHECK(offer_places(*hall.town.services) == 0);
    hall.answer(0, "no");
    CHECK(offer_places(*hall.town.services) == 1);
    CHECK(offer_places(*hall.town.services) == 0);
    CHECK(hall.offers() == 1);
    CHECK(hall.town.text("SELECT address FROM messages WHERE dedupe_key LIKE 'offered/%'") == "p1@example.test");
    CHECK(hall.town.text("SELECT purpose FROM messages WHERE dedupe_key LIKE 'offered/%'") == "confirmation");
    CHECK(hall.town.number(
              "SELECT due_at FROM queue JOIN messages ON messages.id = message_id WHERE dedupe_key LIKE 'offered/%'") ==
          to_micros(hall.town.clock.now()));
    store::Session session = hall.town.database().session();
    CHECK(find_invitation(session, hall.invitations[1])->offered_at);
}

TEST_CASE("a place that an erasure freed is given by the scheduler; its count is true before")
{
    Hall hall(every_store(), 1, 3);
    hall.answer(0, "yes");
    hall.answer(1, "yes");
    hall.town.database().session().run("UPDATE contacts SET erased_at = 1 WHERE id = $1", {hall.contacts[0]});
    {
        store::Session session = hall.town.database().session();
        const Places places = event_places(session, hall.campaign);
        CHECK(places.capacity == 1);
        CHECK(places.taken == 0);
        CHECK(places.waiting == 1);
    }
    CHECK(offer_places(*hall.town.services) == 1);
    CHECK(hall.places() == "tt-");
}

TEST_CASE("nobody moves up who cannot be told, nor once the event has begun")
{
    Hall hall(every_store(), 1, 3);
    hall.answer(0, "yes");
    hall.answer(1, "yes");
    hall.answer(2, "yes");
    {
        store::Transaction transaction(hall.town.database());
        opt_out(transaction.session(), hall.town.organisation.id, hall.contacts[1], "web", hall.town.clock.now());
        transaction.commit();
    }
    hall.answer(0, "no");
    CHECK(hall.places() == "-wt");
    hall.town.clock.set(from_iso("2026-12-10T16:00:00Z"));
    hall.answer(2, "no");
    CHECK(offer_places(*hall.town.services) == 0);
    CHECK(hall.places() == "-w-");
}

TEST_CASE("an offer that was turned down before it was told is not told")
{
    Hall hall(every_store(), 1, 3);
    hall.answer(0, "yes");
    hall.answer(1, "yes");
    hall.answer(0, "no");
    hall.answer(1, "no");
    CHECK(offer_places(*hall.town.services) == 0);
    CHECK(hall.offers() == 0);
    hall.answer(1, "yes");
    hall.answer(2, "yes");
    hall.answer(1, "no");
    CHECK(offer_places(*hall.town.services) == 1);
}

TEST_CASE("an SMS offer waits for the end of quiet hours unless the event would have begun")
{
    const StoreKind kind = every_store();
    CampaignTown town(kind);
    const std::int64_t first = town.add({.phone = "+420601000001"});
    const std::int64_t second = town.add({.phone = "+420601000002"});
    const Campaign campaign = town.run(town.load(
        {{"event",
          R"({"title": "Beseda", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00", "capacity": 1})"}}));
    const auto answer = [&](std::int64_t contact, const std::string& what) {
        const std::int64_t id = town.number("SELECT id FROM invitations WHERE contact_id = $1", {contact});
        store::Transaction transaction(town.database());
        REQUIRE(record_answer(transaction.session(), id, what, "sms", town.clock.now(), town.clock.now()));
        transaction.commit();
    };
    answer(first, "yes");
    town.clock.advance(std::chrono::seconds(1));
    answer(second, "yes");
    SECTION("in the evening")
    {
        town.clock.set(from_iso("2026-11-21T20:00:00Z")); // Saturday
        answer(first, "no");
        CHECK(offer_places(*town.services) == 1);
        CHECK(to_iso(from_micros(town.number("SELECT due_at FROM queue JOIN messages ON messages.id = message_id WHERE "
                                             "dedupe_key LIKE 'offered/%'"))) == "2026-11-23T07:00:00Z");
    }
    SECTION("on the day, when there is no later")
    {
        organisations::SendingHours hours{17 * 60, 18 * 60, false, false};
        organisations::set_sending_hours(town.database(), town.clock, "cli:test", town.organisation.id,
                                         channel::Channel::sms, hours);
        town.clock.set(from_iso("2026-12-10T12:00:00Z"));
        answer(first, "no");
        CHECK(offer_places(*town.services) == 1);
        CHECK(to_iso(from_micros(town.number("SELECT due_at FROM queue JOIN messages ON messages.id = message_id WHERE "
                                             "dedupe_key LIKE 'offered/%'"))) == "2026-12-10T12:00:00Z");
    }
}

TEST_CASE("places stay exact when many answer at once")
{
    constexpr int people = 40;
    constexpr int capacity = 13;
    Hall hall(every_store(), capacity, people);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&hall, t] {
            std::mt19937 random(static_cast<unsigned>(t));
            for (int i = 0; i < 60; ++i) {
                const auto person = random() % people;
                const char* what = random() % 3 == 0 ? "no" : "yes";
                store::Transaction transaction(hall.town.database());
                record_answer(transaction.session(), hall.invitations[person], what, "web", hall.town.clock.now(),
                              hall.town.clock.now());
                transaction.commit();
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    const auto count = [&](const char* place) {
        return hall.town.number("SELECT COUNT(*) FROM invitations WHERE place = $1", {place});
    };
    const std::int64_t yes = hall.town.number("SELECT COUNT(*) FROM invitations WHERE answer = 'yes'");
    CHECK(count("taken") == std::min<std::int64_t>(yes, capacity));
    CHECK(count("taken") + count("waiting") == yes);
}
