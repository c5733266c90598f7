// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/outbox.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::Channel;
using namespace std::chrono_literals;

TEST_CASE("planning a dedupe key twice is planning it once")
{
    DeliveryStore store(every_store());
    const std::int64_t id = store.planned("jana");
    NewMessage again;
    again.organisation_id = store.organisation_id;
    again.contact_id = store.contact_id;
    again.connector_account_id = store.account_id;
    again.purpose = "test";
    again.address = "jiny@osoba.test";
    again.dedupe_key = "jana";
    store::Session session = store.database().session();
    CHECK_FALSE(plan(session, store.random, again, store.clock.now()));
    CHECK(store.history(id) == "planned");
    const std::string reference = session.query("SELECT reference FROM messages WHERE id = $1", {id}).text(0, 0);
    CHECK(reference.size() == 32);
    CHECK(reference.find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("what is due in an open lane is queued, the rest waits, what is late is skipped")
{
    DeliveryStore store(every_store());
    const std::int64_t due = store.planned("due");
    NewMessage later;
    later.organisation_id = store.organisation_id;
    later.contact_id = store.contact_id;
    later.connector_account_id = store.account_id;
    later.purpose = "confirmation";
    later.channel = Channel::sms;
    later.address = "+420601000001";
    later.locale = "cs";
    later.dedupe_key = "later";
    later.due_at = store.clock.now() + 1h;
    later.not_after = store.clock.now() + 2h;
    const std::int64_t waiting =
        plan(*std::make_unique<store::Session>(store.database().session()), store.random, later, store.clock.now())
            .value();
    CHECK(release_due(store.database(), store.clock.now()) == 1);
    CHECK(store.state(due) == State::queued);
    CHECK(store.state(waiting) == State::planned);
    CHECK(release_due(store.database(), store.clock.now()) == 0);

    store.clock.advance(3h);
    CHECK(release_due(store.database(), store.clock.now()) == 0);
    CHECK(store.state(waiting) == State::skipped);
    CHECK(store.reason(waiting) == "too_late");

    store::Session session = store.database().session();
    set_lane(session, store.lane_id, false);
    const std::int64_t held = store.planned("held");
    CHECK(release_due(store.database(), store.clock.now()) == 0);
    CHECK(store.state(held) == State::planned);
    set_lane(session, store.lane_id, true);
    CHECK(release_due(store.database(), store.clock.now()) == 1);
    CHECK(store.history(held) == "planned>queued");
}

TEST_CASE("thousands are released in batches, each with its history")
{
    DeliveryStore store(every_store());
    {
        store::Transaction transaction(store.database());
        for (int i = 0; i < 2500; ++i) {
            NewMessage message;
            message.organisation_id = store.organisation_id;
            message.lane_id = store.lane_id;
            message.contact_id = store.contact_id;
            message.connector_account_id = store.account_id;
            message.purpose = "test";
            message.address = std::to_string(i) + "@osoba.test";
            message.dedupe_key = std::to_string(i);
            message.due_at = store.clock.now();
            plan(transaction.session(), store.random, message, store.clock.now());
        }
        transaction.commit();
    }
    CHECK(release_due(store.database(), store.clock.now()) == 2500);
    store::Session session = store.database().session();
    CHECK(session.query("SELECT COUNT(*) FROM message_moves WHERE to_state = 'queued' AND from_state = 'planned'")
              .integer(0, 0) == 2500);
    CHECK(lane_progress(session, store.lane_id).at(0).by_state.at("queued") == 2500);
}

TEST_CASE("a cancelled lane skips what was not handed over and nothing else")
{
    DeliveryStore store(every_store());
    std::map<State, std::int64_t> ids;
    for (int i = 0; i <= static_cast<int>(State::assumed_sent); ++i) {
        const auto state = static_cast<State>(i);
        ids[state] = store.planned(std::string(to_string(state)));
        store.set_state(ids[state], state, 1);
    }
    store::Transaction transaction(store.database());
    set_lane(transaction.session(), store.lane_id, false);
    CHECK(skip_lane(transaction.session(), store.lane_id, "cancelled", store.clock.now()) == 3);
    CHECK(skip_lane(transaction.session(), store.lane_id, "cancelled", store.clock.now()) == 0);
    transaction.commit();
    for (const auto& [state, id] : ids) {
        const bool before = state == State::planned || state == State::queued || state == State::claimed;
        CHECK(store.state(id) == (before ? State::skipped : state));
        if (before) CHECK(store.reason(id) == "cancelled");
    }
}

TEST_CASE("an opt-out skips what waits for the address, but not its own acknowledgement")
{
    DeliveryStore store(every_store());
    const std::int64_t first = store.queued("jana");
    const std::int64_t other = store.queued("petr");
    NewMessage note;
    note.organisation_id = store.organisation_id;
    note.contact_id = store.contact_id;
    note.connector_account_id = store.account_id;
    note.purpose = "opt_out";
    note.address = "jana@osoba.test";
    note.dedupe_key = "ack";
    store::Transaction transaction(store.database());
    const std::int64_t acknowledgement = plan(transaction.session(), store.random, note, store.clock.now()).value();
    CHECK(skip_address(transaction.session(), store.organisation_id, Channel::sms, "jana@osoba.test", "opt_out",
                       store.clock.now()) == 0);
    CHECK(skip_address(transaction.session(), store.organisation_id, Channel::email, "jana@osoba.test", "opt_out",
                       store.clock.now()) == 1);
    transaction.commit();
    CHECK(store.state(first) == State::skipped);
    CHECK(store.state(other) == State::queued);
    CHECK(store.state(acknowledgement) == State::planned);
}

TEST_CASE("progress counts by channel and state; a lane is finished when no dispatcher has anything to do")
{
    DeliveryStore store(every_store());
    store::Session session = store.database().session();
    CHECK(lane_finished(session, store.lane_id));
    const std::int64_t mail = store.queued("a");
    store.queued("b");
    const std::int64_t text = store.planned("c", Channel::sms);
    const std::vector<Progress> progress = lane_progress(session, store.lane_id);
    REQUIRE(progress.size() == 2);
    CHECK(progress[0].channel == Channel::email);
    CHECK(progress[0].by_state == std::map<std::string, std::int64_t>{{"queued", 2}});
    CHECK(progress[1].by_state == std::map<std::string, std::int64_t>{{"planned", 1}});
    CHECK_FALSE(lane_finished(session, store.lane_id));
    skip_lane(session, store.lane_id, "cancelled", store.clock.now());
    CHECK(lane_finished(session, store.lane_id));
    store.set_state(mail, State::in_doubt, 1);
    CHECK(lane_finished(session, store.lane_id));
    for (const State busy : {State::planned, State::queued, State::claimed, State::handed}) {
        store.set_state(text, busy, 1);
        CHECK_FALSE(lane_finished(session, store.lane_id));
    }
}

TEST_CASE("what is in doubt is listed, and a person decides once")
{
    DeliveryStore store(every_store());
    const std::int64_t first = store.queued("jana");
    const std::int64_t second = store.queued("petr");
    store.set_state(first, State::in_doubt, 1);
    store.set_state(second, State::in_doubt, 1);
    store::Session session = store.database().session();
    CHECK(in_doubt(session, store.organisation_id + 1).empty());
    REQUIRE(in_doubt(session, store.organisation_id).size() == 2);
    CHECK(in_doubt(session, store.organisation_id)[0].address == "jana@osoba.test");

    resend(session, store.organisation_id, first, "user:1", store.clock.now());
    assume_sent(session, store.organisation_id, second, "user:1", store.clock.now());
    CHECK(store.state(first) == State::queued);
    CHECK(store.state(second) == State::assumed_sent);
    CHECK(in_doubt(session, store.organisation_id).empty());
    CHECK(session.query("SELECT COUNT(*) FROM audit_log WHERE subject = 'message'").integer(0, 0) == 2);
    CHECK_THROWS_AS(resend(session, store.organisation_id, second, "user:1", store.clock.now()), Error);
    CHECK_THROWS_AS(resend(session, store.organisation_id + 1, first, "user:1", store.clock.now()), Error);
    CHECK_THROWS_AS(assume_sent(session, store.organisation_id, first, "user:1", store.clock.now()), Error);
}

TEST_CASE("a message in doubt is not sent again while its lane is closed, but may be left as it is")
{
    DeliveryStore store(every_store());
    const std::int64_t id = store.planned("jana");
    store.set_state(id, State::in_doubt, 1);
    store::Session session = store.database().session();
    set_lane(session, store.lane_id, false);
    CHECK_THROWS_WITH(resend(session, store.organisation_id, id, "user:1", store.clock.now()),
                      Catch::Contains("paused or cancelled"));
    CHECK(store.state(id) == State::in_doubt);
    assume_sent(session, store.organisation_id, id, "user:1", store.clock.now());
    CHECK(store.state(id) == State::assumed_sent);
}
