// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/suppression.h"
#include "delivery/dispatcher.h"
#include "delivery/receipt.h"
#include "delivery/reference.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/dispatcher_fixture.h"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::Channel;
using channel::Outcome;
using channel::OutcomeKind;
using namespace std::chrono_literals;

namespace {

using Reply = TwinConnector::Reply;

Reply reply(OutcomeKind kind, const std::string& code, bool ask = true)
{
    return {{kind, code, "the remote's words", "", std::nullopt, ask}, ask, false};
}

std::string attempt_text(DispatchStore& store, std::int64_t message_id, const std::string& column)
{
    return store.database()
        .session()
        .query("SELECT " + column + " FROM attempts WHERE message_id = $1 ORDER BY number DESC", {message_id})
        .text(0, 0);
}

std::string suppression(DispatchStore& store, const std::string& address)
{
    store::Session session = store.database().session();
    const auto found = contacts::find_suppression(session, store.organisation_id, Channel::email, address);
    return found ? std::string(to_string(found->reason)) : "";
}

} // namespace

TEST_CASE("a queued message is claimed, composed, handed over and accepted, and what was sent is kept")
{
    DispatchStore store(every_store());
    const std::int64_t id = store.queued("jana");
    store.start();
    REQUIRE(store.becomes(id, State::accepted));
    CHECK(store.history(id) == "planned>queued>claimed>handed>accepted");
    REQUIRE(store.twin->sent().size() == 1);
    const channel::OutgoingMessage sent = store.twin->sent()[0];
    CHECK(sent.recipient == "jana@osoba.test");
    CHECK(sent.sender == "zpet@lipova.test");
    CHECK(sent.attempt_reference == delivery::attempt_reference(sent.attempt_id, attempt_text(store, id, "reference")));
    CHECK(attempt_text(store, id, "outcome") == "accepted");
    CHECK(attempt_text(store, id, "outcome_code") == "250");
    store::Session session = store.database().session();
    const auto kept = sent_text(session, id);
    REQUIRE(kept);
    CHECK(kept->subject == "Pozvánka");
    CHECK(kept->text == "Přijďte.");
    const store::Rows rows = session.query("SELECT content_version, sms_parts, attempts FROM messages");
    CHECK(rows.text(0, 0) == "v1");
    CHECK(rows.integer(0, 1) == 1);
    CHECK(rows.integer(0, 2) == 1);
    CHECK(session.query("SELECT 1 FROM queue").empty());
}

TEST_CASE("each outcome leads where the table says")
{
    DispatchStore store(every_store(), {4, 1, 0});
    store.twin->script([](const channel::OutgoingMessage& message) {
        const std::string name = message.recipient.substr(0, message.recipient.find('@'));
        if (name == "rejected") return reply(OutcomeKind::rejected, "550 5.7.1");
        if (name == "rejected-early") return reply(OutcomeKind::rejected, "550 5.7.1", false);
        if (name == "dead") return reply(OutcomeKind::address_dead, "550 5.1.1");
        if (name == "dead-early") return reply(OutcomeKind::address_dead, "550 5.1.1", false);
        if (name == "later") return reply(OutcomeKind::later, "450 4.2.0");
        if (name == "later-early") return reply(OutcomeKind::later, "450 4.2.0", false);
        if (name == "unknown") return reply(OutcomeKind::unknown, "connection lost");
        if (name == "unknown-early") return reply(OutcomeKind::unknown, "connection lost", false);
        if (name == "silent") return Reply{{}, true, true};
        return Reply{};
    });
    std::map<std::string, std::int64_t> ids;
    for (const char* name : {"rejected", "rejected-early", "dead", "dead-early", "later", "later-early", "unknown",
                             "unknown-early", "silent", "fine"})
        ids[name] = store.planned(name);
    release_due(store.database(), store.clock.now());
    store.start();
    REQUIRE(
        wait_until([&] { return store.count("queued") == 3 && store.count("claimed") + store.count("handed") == 0; }));
    const std::string before = "planned>queued>claimed>";
    CHECK(store.history(ids["fine"]) == before + "handed>accepted");
    CHECK(store.history(ids["rejected"]) == before + "handed>failed");
    CHECK(store.history(ids["rejected-early"]) == before + "failed");
    CHECK(store.history(ids["dead"]) == before + "handed>bounced");
    CHECK(store.history(ids["dead-early"]) == before + "bounced");
    CHECK(store.history(ids["later"]) == before + "handed>queued");
    CHECK(store.history(ids["later-early"]) == before + "queued");
    CHECK(store.history(ids["unknown"]) == before + "handed>in_doubt");
    CHECK(store.history(ids["unknown-early"]) == before + "queued");
    CHECK(store.history(ids["silent"]) == before + "handed>in_doubt");
    CHECK(suppression(store, "dead@osoba.test") == "hard_bounce");
    CHECK(suppression(store, "dead-early@osoba.test") == "hard_bounce");
    CHECK(suppression(store, "rejected@osoba.test").empty());
    CHECK(store.reason(ids["rejected"]) == "550 5.7.1");
    const store::Rows words = store.database().session().query(
        "SELECT remote_text FROM message_moves WHERE message_id = $1 AND to_state = 'failed'", {ids["rejected"]});
    CHECK(words.text(0, 0) == "the remote's words");
}

TEST_CASE("a message refused for now is tried again later, and expires when the retries end")
{
    DispatchStore store(every_store());
    store.twin->script([](const channel::OutgoingMessage&) { return reply(OutcomeKind::later, "450"); });
    const std::int64_t id = store.queued("jana");
    store.database().session().run("UPDATE messages SET domain = ''"); // a domain would come to rest
    store.start();
    REQUIRE(wait_until([&] { return store.history(id) == "planned>queued>claimed>handed>queued"; }));
    const auto due = [&] {
        return from_micros(
            store.database().session().query("SELECT due_at FROM queue WHERE message_id = $1", {id}).integer(0, 0));
    };
    CHECK(due() >= store.clock.now() + 96s);
    CHECK(due() <= store.clock.now() + 144s);
    const Instant start = store.clock.now();
    int tries = 1;
    while (store.state(id) != State::expired && tries < 40) {
        REQUIRE(due() <= start + 48h);
        store.clock.set(due());
        ++tries;
        REQUIRE(wait_until([&] {
            store.dispatcher->wake();
            return store.attempts(id) == tries && store.state(id) != State::claimed && store.state(id) != State::handed;
        }));
    }
    CHECK(store.state(id) == State::expired);
    CHECK(store.clock.now() == start + 48h);
    CHECK(tries > 12);
    CHECK(store.twin->sent().empty());
}

TEST_CASE("retry-after of the remote is obeyed")
{
    DispatchStore store(every_store());
    store.twin->script([](const channel::OutgoingMessage&) {
        return Reply{{OutcomeKind::later, "http 503", "", "", 1h, true}, true, false};
    });
    const std::int64_t id = store.queued("jana");
    store.start();
    REQUIRE(wait_until([&] { return store.history(id) == "planned>queued>claimed>handed>queued"; }));
    CHECK(store.database().session().query("SELECT due_at FROM queue").integer(0, 0) ==
          to_micros(store.clock.now() + 1h));
}

TEST_CASE("what the composer skips is skipped with its reason, what it cannot write is tried later")
{
    DispatchStore store(every_store(), {2, 3, 0});
    store.composer.script = [](const Claim& claim) -> Composition {
        if (claim.address.starts_with("skip")) return Skip{"no_legal_basis"};
        if (claim.address.starts_with("broken")) return NotComposed{"no template for cs"};
        return TwinComposer::text_for(claim);
    };
    const std::int64_t skip = store.planned("skip");
    const std::int64_t broken = store.planned("broken");
    const std::int64_t fine = store.planned("fine");
    release_due(store.database(), store.clock.now());
    store.start();
    REQUIRE(store.becomes(fine, State::accepted));
    REQUIRE(store.becomes(skip, State::skipped));
    REQUIRE(store.becomes(broken, State::queued));
    CHECK(store.reason(skip) == "no_legal_basis");
    CHECK(store.reason(broken) == "no template for cs");
    CHECK(store.database().session().query("SELECT due_at FROM queue WHERE message_id = $1", {broken}).integer(0, 0) >
          to_micros(store.clock.now()));
    CHECK(store.twin->sent().size() == 1);
}

TEST_CASE("an opt-out between claim and hand-over is not sent to, except its own acknowledgement")
{
    DispatchStore store(every_store());
    store.twin->hold(TwinConnector::Hold::before_hand);
    const std::int64_t id = store.queued("jana");
    store.start();
    REQUIRE(store.twin->wait_held(1));
    NewMessage note;
    note.organisation_id = store.organisation_id;
    note.contact_id = store.contact_id;
    note.connector_account_id = store.account_id;
    note.purpose = "opt_out";
    note.address = "jana@osoba.test";
    note.dedupe_key = "ack";
    note.due_at = store.clock.now();
    std::int64_t acknowledgement = 0;
    {
        store::Transaction transaction(store.database());
        contacts::suppress(transaction.session(), store.organisation_id, Channel::email, "jana@osoba.test",
                           contacts::SuppressionReason::opt_out, "web", store.clock.now());
        acknowledgement = plan(transaction.session(), store.random, note, store.clock.now()).value();
        transaction.commit();
    }
    release_due(store.database(), store.clock.now());
    store.twin->release();
    REQUIRE(store.becomes(id, State::skipped));
    CHECK(store.reason(id) == "opt_out");
    REQUIRE(store.becomes(acknowledgement, State::accepted));
    CHECK(store.twin->sent().size() == 1);
}

TEST_CASE("a pause stops what is claimed, and resuming sends the rest once")
{
    DispatchStore store(every_store(), {2, 1, 0});
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.queue_many(30);
    store.start();
    REQUIRE(store.twin->wait_held(2));
    store.set_lane(false);
    store.twin->release();
    REQUIRE(store.comes_to("queued", 30));
    CHECK(store.twin->sent().empty());
    store.set_lane(true);
    REQUIRE(store.comes_to("accepted", 30));
    for (const auto& [recipient, times] : store.twin->sent_by_recipient())
        CHECK(times == 1);
    CHECK(store.twin->sent().size() == 30);
}

TEST_CASE("a cancelled lane's claimed messages are refused at the hand-over")
{
    DispatchStore store(every_store());
    store.twin->hold(TwinConnector::Hold::before_hand);
    store.queue_many(10);
    store.start();
    REQUIRE(store.twin->wait_held(1));
    {
        store::Transaction transaction(store.database());
        set_lane(transaction.session(), store.lane_id, false);
        CHECK(skip_lane(transaction.session(), store.lane_id, "cancelled", store.clock.now()) == 10);
        transaction.commit();
    }
    store.twin->release();
    store.dispatcher->stop();
    CHECK(store.count("skipped") == 10);
    CHECK(store.twin->sent().empty());
}

TEST_CASE("what waited too long to be sent is skipped at the claim")
{
    DispatchStore store(every_store());
    const std::int64_t id = store.queued("jana");
    store.database().session().run("UPDATE messages SET not_after = $1", {to_micros(store.clock.now() + 1h)});
    store.clock.advance(2h);
    store.start();
    REQUIRE(store.becomes(id, State::skipped));
    CHECK(store.reason(id) == "too_late");
    CHECK(store.history(id) == "planned>queued>claimed>skipped");
}

TEST_CASE("a receipt that overtakes the accept stays, the accept is history")
{
    DispatchStore store(every_store());
    store.twin->hold(TwinConnector::Hold::after_hand);
    const std::int64_t id = store.queued("jana");
    store.start();
    REQUIRE(store.twin->wait_held(1));
    Receipt receipt;
    receipt.status = ReceiptStatus::delivered;
    receipt.attempt_reference = store.twin->sent().at(0).attempt_reference;
    {
        store::Transaction transaction(store.database());
        CHECK(apply_receipt(transaction.session(), store.organisation_id, receipt, store.clock.now()));
        transaction.commit();
    }
    store.twin->release();
    REQUIRE(wait_until([&] { return attempt_text(store, id, "outcome") == "accepted"; }));
    CHECK(store.history(id) == "planned>queued>claimed>handed>delivered");
}

TEST_CASE("a message in doubt that a person resends goes out again")
{
    DispatchStore store(every_store());
    store.twin->script([](const channel::OutgoingMessage&) { return reply(OutcomeKind::unknown, "lost"); });
    const std::int64_t id = store.queued("jana");
    store.start();
    REQUIRE(store.becomes(id, State::in_doubt));
    store.twin->script({});
    {
        store::Transaction transaction(store.database());
        resend(transaction.session(), store.organisation_id, id, "user:1", store.clock.now());
        transaction.commit();
    }
    REQUIRE(store.becomes(id, State::accepted));
    CHECK(store.attempts(id) == 2);
    CHECK(store.twin->sent().size() == 2);
}

TEST_CASE("a broken connector stops its way, is shown, and goes on once its check is good")
{
    DispatchStore store(every_store(), {3, 1, 0});
    store.twin->health({false, "login refused"});
    store.twin->script(
        [](const channel::OutgoingMessage&) { return reply(OutcomeKind::connector_broken, "535", false); });
    store.queue_many(50);
    store.start();
    REQUIRE(wait_until([&] { return !store.dispatcher->problems().empty() && store.count("queued") == 50; }));
    CHECK(store.dispatcher->problems().at(0).connector_account_id == store.account_id);
    CHECK(store.dispatcher->problems().at(0).connector == "twin");
    REQUIRE(wait_until([&] { return store.twin->checks() >= 1; }));
    store.twin->script({});
    store.twin->health({true, "good"});
    REQUIRE(store.comes_to("accepted", 50));
    CHECK(store.dispatcher->problems().empty());
    CHECK(store.twin->sent().size() == 50);
}

TEST_CASE("a remote that is away costs few messages a try, then the way waits for it")
{
    DispatchStore store(every_store(), {3, 1, 0});
    store.twin->health({false, "connection refused"});
    store.twin->script([](const channel::OutgoingMessage&) { return reply(OutcomeKind::later, "connect", false); });
    store.queue_many(60);
    store.start();
    REQUIRE(wait_until([&] { return !store.dispatcher->problems().empty() && store.count("queued") == 60; }));
    const auto refused = [&] {
        return store.database().session().query("SELECT COUNT(*) FROM attempts WHERE outcome = 'later'").integer(0, 0);
    };
    CHECK(refused() >= 3);
    CHECK(refused() <= 6);
    store.twin->script({});
    store.twin->health({true, "good"});
    store.clock.advance(1h);
    REQUIRE(store.comes_to("accepted", 60));
    CHECK(store.twin->sent().size() == 60);
}

TEST_CASE("refusals of single messages do not stop their way")
{
    DispatchStore store(StoreKind::sqlite, {2, 1, 0});
    store.twin->script([](const channel::OutgoingMessage& message) {
        return message.recipient.starts_with("osoba1") ? reply(OutcomeKind::later, "451 4.7.1", false) : Reply{};
    });
    store.queue_many(40); // osoba1 and osoba10 to osoba19 are refused
    store.start();
    REQUIRE(store.comes_to("accepted", 29));
    CHECK(store.dispatcher->problems().empty());
}
