// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/moves_store.h"
#include "delivery/receipt.h"
#include "delivery/reference.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/fixture.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::Channel;

namespace {

std::string message_reference(DeliveryStore& store, std::int64_t id)
{
    return store.database().session().query("SELECT reference FROM messages WHERE id = $1", {id}).text(0, 0);
}

std::string add_attempt(DeliveryStore& store, std::int64_t id, int number)
{
    const std::string secret = make_attempt_secret(store.random);
    const std::int64_t attempt = store.database().session().insert(
        "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text, claimed_at) VALUES ($1, $2, '', $3, '', '', '', '', 0) RETURNING id",
        {id, number, secret});
    return attempt_reference(attempt, secret);
}

bool apply(DeliveryStore& store, const Receipt& receipt)
{
    store::Transaction transaction(store.database());
    const bool moved = apply_receipt(transaction.session(), store.organisation_id, receipt, store.clock.now());
    transaction.commit();
    return moved;
}

/// The design's words on receipts, written a second time as plainly as can be.
bool receipt_moves(State from, State to, Channel channel, bool earlier_attempt)
{
    const bool ends_badly = to == State::bounced || to == State::failed;
    switch (from) {
    case State::handed:
    case State::in_doubt:
    case State::assumed_sent:
    case State::accepted:
        return !(earlier_attempt && ends_badly);
    case State::queued:
    case State::claimed:
        return to == State::delivered; // with an attempt made before, which the test sees to
    case State::failed:
        return to == State::delivered && channel == Channel::sms;
    default:
        return false;
    }
}

} // namespace

TEST_CASE("a receipt moves a message forward, once, from wherever the table lets it")
{
    DeliveryStore store(every_store());
    int n = 0;
    for (const Channel channel : {Channel::email, Channel::sms}) {
        for (int s = 0; s <= static_cast<int>(State::assumed_sent); ++s) {
            for (const auto& [status, to] :
                 {std::pair{ReceiptStatus::delivered, State::delivered},
                  std::pair{ReceiptStatus::bounced, State::bounced}, std::pair{ReceiptStatus::failed, State::failed}}) {
                for (const bool earlier : {false, true}) {
                    const auto from = static_cast<State>(s);
                    // A message that only waits for its second attempt knows but its first.
                    if (!earlier && (from == State::queued || from == State::claimed)) continue;
                    const std::int64_t id = store.planned("m" + std::to_string(++n), channel);
                    const std::string first = add_attempt(store, id, 1);
                    const std::string second = add_attempt(store, id, 2);
                    store.set_state(id, from, 2);
                    Receipt receipt;
                    receipt.status = status;
                    receipt.attempt_reference = earlier ? first : second;
                    receipt.code = "5.1.1";
                    INFO(to_string(from) << " -> " << to_string(to) << (earlier ? " earlier attempt" : ""));
                    const bool expected = receipt_moves(from, to, channel, earlier);
                    CHECK(apply(store, receipt) == expected);
                    CHECK(store.state(id) == (expected ? to : from));
                    CHECK_FALSE(apply(store, receipt));
                    CHECK(store.state(id) == (expected ? to : from));
                }
            }
        }
    }
}

TEST_CASE("before any attempt no receipt delivers a message")
{
    DeliveryStore store(every_store());
    const std::int64_t id = store.queued("jana");
    Receipt receipt;
    receipt.status = ReceiptStatus::delivered;
    receipt.message_reference = message_reference(store, id);
    CHECK_FALSE(apply(store, receipt));
    store.set_state(id, State::claimed, 1);
    CHECK_FALSE(apply(store, receipt));
    store.set_state(id, State::claimed, 2);
    CHECK(apply(store, receipt));
    CHECK(store.history(id) == "planned>queued>delivered");
}

TEST_CASE("a receipt belongs to its organisation, and an unknown one or a delay moves nothing")
{
    DeliveryStore store(every_store());
    const std::int64_t id = store.queued("jana");
    store.set_state(id, State::accepted, 1);
    Receipt receipt;
    receipt.message_reference = message_reference(store, id);
    CHECK_FALSE(apply(store, receipt)); // delayed
    receipt.status = ReceiptStatus::bounced;
    store::Session session = store.database().session();
    CHECK_FALSE(receipt_message(session, store.organisation_id + 1, receipt));
    CHECK_FALSE(apply_receipt(session, store.organisation_id + 1, receipt, store.clock.now()));
    CHECK(receipt_message(session, store.organisation_id, receipt) == id);
    receipt.message_reference = "nothing";
    receipt.attempt_reference = "nothing";
    CHECK_FALSE(receipt_message(session, store.organisation_id, receipt));
    CHECK_FALSE(apply_receipt(session, store.organisation_id, receipt, store.clock.now()));
    CHECK(store.state(id) == State::accepted);
}

TEST_CASE("random moves leave the store where a plain model of the table says, and nothing else is let through")
{
    DeliveryStore store(every_store());
    std::mt19937 generator(20261122);
    const auto any_state = [&] { return static_cast<State>(generator() % 12); };
    for (int round = 0; round < 25; ++round) {
        const auto channel = generator() % 2 == 0 ? Channel::email : Channel::sms;
        const std::int64_t id = store.planned("r" + std::to_string(round), channel);
        State model = State::planned;
        std::string path = "planned";
        for (int step = 0; step < 25; ++step) {
            // Half of the steps try what may well be allowed, the others anything.
            const State from = generator() % 4 == 0 ? any_state() : model;
            const State to = any_state();
            store::Transaction transaction(store.database());
            if (!may_move(from, to)) {
                CHECK_THROWS_AS(move_message(transaction.session(), {id, {}, from, to, "", ""}, store.clock.now()),
                                Error);
                continue;
            }
            const bool conditions = (from != State::failed || channel == Channel::sms) && // attempts is 0 throughout:
                                    !((from == State::queued || from == State::claimed) && to == State::delivered) &&
                                    from != State::skipped; // no other message carries it
            const bool expected = from == model && conditions;
            const bool moved =
                generator() % 2 == 0
                    ? move_message(transaction.session(), {id, {}, from, to, "why", ""}, store.clock.now())
                    : move_messages(transaction.session(), {id}, from, to, "why", store.clock.now()).size() == 1;
            transaction.commit();
            CHECK(moved == expected);
            if (expected) {
                model = to;
                path += ">" + std::string(to_string(to));
            }
        }
        CHECK(store.state(id) == model);
        CHECK(store.history(id) == path);
    }
}
