// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/suppression.h"
#include "delivery/claim_store.h"
#include "delivery/ledger_store.h"
#include "delivery/receipt.h"
#include "tests/unit/delivery/fixture.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using channel::OutcomeKind;
using namespace std::chrono_literals;

namespace {

/// What may happen to one message, written down a second time and apart from the table of states: the store is held
/// against it after each event.
struct Model
{
    std::string state = "planned";
    bool sms = false;
    bool open = true;
    bool cancelled = false;
    std::string suppressed; ///< "", opt_out or hard_bounce
    int attempts = 0;

    bool is(std::initializer_list<const char*> states) const
    {
        return std::any_of(states.begin(), states.end(), [&](const char* one) { return state == one; });
    }
    void release()
    {
        if (state == "planned" && open) state = "queued";
    }
    bool claim()
    {
        if (state != "queued" || !open) return false;
        state = "claimed";
        ++attempts;
        return true;
    }
    bool hand(bool standing)
    {
        if (!standing || state != "claimed") return false;
        state = !suppressed.empty() ? "skipped" : !open ? "queued" : "handed";
        return state == "handed";
    }
    /// `latest`: no later attempt has begun; `ours`: the claim it ends still stands as it was left.
    void end(OutcomeKind kind, bool handed, bool latest, bool ours)
    {
        if (kind == OutcomeKind::address_dead && suppressed.empty()) suppressed = "hard_bounce";
        const bool in_doubt = state == "in_doubt";
        if (!latest || !(in_doubt || (ours && state == (handed ? "handed" : "claimed")))) return;
        if (kind == OutcomeKind::accepted) state = "accepted";
        if (kind == OutcomeKind::rejected) state = "failed";
        if (kind == OutcomeKind::address_dead) state = "bounced";
        if (kind == OutcomeKind::later || kind == OutcomeKind::connector_broken) state = "queued";
        if (kind == OutcomeKind::unknown) state = handed ? "in_doubt" : "queued";
    }
    void receipt(ReceiptStatus status, bool of_latest)
    {
        if (status == ReceiptStatus::delivered) {
            if (is({"handed", "in_doubt", "assumed_sent", "accepted"}) || (state == "failed" && sms) ||
                (state == "queued" && attempts > 0) || (state == "claimed" && attempts > 1))
                state = "delivered";
        } else if (status != ReceiptStatus::delayed && of_latest) {
            if (is({"handed", "in_doubt", "assumed_sent", "accepted"}) ||
                (state == "claimed")) // the table's "refused before DATA"
                state = status == ReceiptStatus::bounced ? "bounced" : "failed";
        }
    }
    void owner_gone()
    {
        if (state == "claimed") state = "queued";
        if (state == "handed") state = "in_doubt";
    }
    void skip()
    {
        if (is({"planned", "queued", "claimed"})) state = "skipped";
    }
};

struct Attempt
{
    Claim claim;
    bool handed = false;
};

class Play
{
public:
    Play(DeliveryStore& store, unsigned seed) : store_(store), random_(seed)
    {
        model_.sms = random_() % 2 == 0;
        store::Session session = store_.database().session();
        store_.lane_id = open_lane(session, store_.organisation_id, true);
    }

    void run(int events)
    {
        name_ = "m" + std::to_string(++number);
        const auto channel = model_.sms ? channel::Channel::sms : channel::Channel::email;
        message_ = store_.planned(name_, channel);
        address_ = name_ + "@osoba.test";
        for (int i = 0; i < events; ++i) {
            const std::string event = one();
            story_ += event + "(" + model_.state + ") ";
            INFO(story_);
            REQUIRE(std::string(to_string(store_.state(message_))) == model_.state);
        }
        check_history();
        store::Session session = store_.database().session();
        set_lane(session, store_.lane_id, false); // out of the way of the next
    }

private:
    std::string one()
    {
        store_.clock.advance(std::chrono::milliseconds(1 + random_() % 1000));
        switch (random_() % 16) {
        case 0:
            release_due(store_.database(), store_.clock.now());
            model_.release();
            return "release";
        case 1:
        case 2:
        case 3:
            return claim();
        case 4:
        case 5:
        case 6:
            return hand();
        case 7:
        case 8:
            return end(OutcomeKind::accepted);
        case 9:
        case 10:
            return end(static_cast<OutcomeKind>(random_() % 6));
        case 11:
        case 12:
            return receipt();
        case 13:
            return decide();
        case 14:
            if (random_() % 3 != 0) return lane();
            recover(store_.database(), {Orphans::Of::everybody, ""}, "owner_gone", store_.clock.now());
            model_.owner_gone();
            return "owner_gone";
        default:
            return random_() % 4 == 0 ? stop() : std::string("nothing");
        }
    }

    std::string claim()
    {
        store_.clock.advance(5h); // whatever was put off is due
        store::Transaction transaction(store_.database());
        const Instant now = store_.clock.now();
        const std::vector<Claim> claims = claim_batch(
            transaction.session(), due_sources(transaction.session(), store_.account_id, false, now),
            {store_.account_id, claim_id_of(std::string(32, 'a'), ++number), now + 1h, 5}, now, store_.random);
        transaction.commit();
        const bool expected = model_.claim();
        REQUIRE(claims.size() == (expected ? 1 : 0));
        if (expected) attempts_.push_back({claims.front(), false});
        return "claim";
    }

    bool standing(const Attempt& attempt) const
    {
        return attempt.claim.attempt == model_.attempts && model_.state == "claimed";
    }

    std::string hand()
    {
        if (attempts_.empty()) return "nothing";
        Attempt& attempt = any();
        const bool again = attempt.handed && attempt.claim.attempt == model_.attempts && model_.state == "handed";
        const Composed composed{"zpet@lipova.test", "obsah", false, 1, {"předmět", "text"}, "v1"};
        const bool answer = write({}, {{&attempt.claim, &composed}}).at(0);
        const bool expected = again || model_.hand(standing(attempt));
        REQUIRE(answer == expected);
        attempt.handed = attempt.handed || answer;
        return "hand" + std::to_string(attempt.claim.attempt);
    }

    std::string end(OutcomeKind kind)
    {
        if (attempts_.empty()) return "nothing";
        const Attempt& attempt = any();
        if (kind == OutcomeKind::accepted && !attempt.handed) return "nothing"; // no connector may
        Ending ending = ending_of(attempt.claim, Ending::What::outcome);
        ending.handed = attempt.handed;
        ending.handed_at = store_.clock.now();
        ending.outcome.kind = kind;
        const bool latest = attempt.claim.attempt == model_.attempts;
        for (int times = random_() % 4 == 0 ? 2 : 1; times > 0; --times) { // a commit of unknown fate
            write({ending}, {});
            model_.end(kind, attempt.handed, latest, latest);
        }
        return std::string(to_string(kind)) + std::to_string(attempt.claim.attempt);
    }

    std::string receipt()
    {
        if (attempts_.empty()) return "nothing";
        const Attempt& attempt = any();
        Receipt receipt;
        receipt.status = static_cast<ReceiptStatus>(random_() % 4);
        receipt.attempt_reference = attempt.claim.attempt_reference;
        store::Transaction transaction(store_.database());
        apply_receipt(transaction.session(), store_.organisation_id, receipt, store_.clock.now());
        transaction.commit();
        model_.receipt(receipt.status, attempt.claim.attempt == model_.attempts);
        return "receipt" + std::to_string(static_cast<int>(receipt.status)) + "of" +
               std::to_string(attempt.claim.attempt);
    }

    std::string decide()
    {
        const bool again = random_() % 2 == 0;
        const bool allowed = model_.state == "in_doubt" && (!again || model_.open);
        bool done = true;
        try {
            store::Transaction transaction(store_.database());
            if (again)
                resend(transaction.session(), store_.organisation_id, message_, "anna", store_.clock.now());
            else
                assume_sent(transaction.session(), store_.organisation_id, message_, "anna", store_.clock.now());
            transaction.commit();
        } catch (const Error&) {
            done = false;
        }
        REQUIRE(done == allowed);
        if (allowed) model_.state = again ? "queued" : "assumed_sent";
        return again ? "resend" : "leave";
    }

    std::string lane()
    {
        if (model_.cancelled) return "nothing";
        model_.open = !model_.open;
        store::Session session = store_.database().session();
        set_lane(session, store_.lane_id, model_.open);
        return model_.open ? "resume" : "pause";
    }

    std::string stop()
    {
        const bool cancel = random_() % 2 == 0;
        store::Transaction transaction(store_.database());
        if (cancel) {
            set_lane(transaction.session(), store_.lane_id, false);
            skip_lane(transaction.session(), store_.lane_id, "campaign_cancelled", store_.clock.now());
            model_.open = false;
            model_.cancelled = true;
        } else {
            const auto channel = model_.sms ? channel::Channel::sms : channel::Channel::email;
            contacts::suppress(transaction.session(), store_.organisation_id, channel, address_,
                               contacts::SuppressionReason::opt_out, "test", store_.clock.now());
            skip_address(transaction.session(), store_.organisation_id, channel, address_, "opt_out",
                         store_.clock.now());
            model_.suppressed = "opt_out";
        }
        transaction.commit();
        model_.skip();
        return cancel ? "cancel" : "opt_out";
    }

    std::vector<bool> write(const std::vector<Ending>& endings, const std::vector<HandMark>& marks)
    {
        store::Transaction transaction(store_.database(), store::Transaction::Access::by_key);
        const auto answers =
            write_group(transaction.session(), endings, marks, config_, store_.random, store_.clock.now());
        transaction.commit();
        return answers;
    }

    /// Mostly the newest.
    Attempt& any() { return random_() % 4 == 0 ? attempts_[random_() % attempts_.size()] : attempts_.back(); }

    void check_history()
    {
        const store::Rows rows = store_.database().session().query(
            "SELECT from_state, to_state FROM message_moves WHERE message_id = $1 ORDER BY id", {message_});
        std::string at;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows.text(i, 0) == at);
            if (i > 0) CHECK(may_move(state_from(at), state_from(rows.text(i, 1))));
            at = rows.text(i, 1);
        }
        CHECK(at == model_.state);
    }

    static inline std::uint64_t number = 0;

    DeliveryStore& store_;
    std::mt19937 random_;
    Model model_;
    Config config_ = [] {
        Config config;
        config.retry_email = config.retry_sms = 1000h * 24; // no retry ends within a play
        return config;
    }();
    std::string name_;
    std::string address_;
    std::int64_t message_ = 0;
    std::vector<Attempt> attempts_;
    std::string story_;
};

} // namespace

TEST_CASE("whatever happens in whatever order, a message stands where the model says, and its history tells how")
{
    DeliveryStore store(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    for (unsigned seed = 1; seed <= 250; ++seed)
        Play(store, seed).run(40);
}
