// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/capacity.h"
#include "campaigns/event_change.h"
#include "campaigns/invitation.h"
#include "contacts/suppression.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const std::string later =
    R"({"starts": "2026-12-12T18:00", "ends": "2026-12-12T20:00", "note": {"cs": "Sál je větší."}})";

struct Affair
{
    explicit Affair(StoreKind kind, bool approval = false) : town(kind, approval)
    {
        for (int i = 0; i < 5; ++i)
            people.push_back(town.add({.email = "p" + std::to_string(i) + "@example.test"}));
        people.push_back(town.add({.phone = "+420601000005"}));
        campaign = town.load();
        if (approval) campaign = approve_campaign(*town.services, campaign, "cli:olga");
        campaign = town.run(campaign);
    }

    /// The person's newest message of the purpose went out as it would be written now.
    void send(std::size_t person, const std::string& purpose = "wave", const std::string& state = "accepted")
    {
        campaign = town.reread(campaign);
        store::Session session = town.database().session();
        const std::int64_t id =
            session
                .query("SELECT MAX(id) FROM messages WHERE contact_id = $1 AND purpose = $2", {people[person], purpose})
                .integer(0, 0);
        session.run("UPDATE messages SET state = $1, content_version = $2 WHERE id = $3",
                    {state, campaign.definition_hash.substr(0, 16), id});
        tests::follow_states(session);
        session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
                    "outcome_text, claimed_at, handed_at) VALUES ($1, 1, 'c', $2, '', '', '', '', $3, $3)",
                    {id, "a" + std::to_string(id), to_micros(town.clock.now())});
        town.clock.advance(std::chrono::seconds(1));
    }

    void answer(std::size_t person, const std::string& what)
    {
        store::Transaction transaction(town.database());
        REQUIRE(
            record_answer(transaction.session(), invitation(person), what, "web", town.clock.now(), town.clock.now()));
        transaction.commit();
    }

    std::int64_t invitation(std::size_t person)
    {
        return town.number("SELECT id FROM invitations WHERE contact_id = $1", {people[person]});
    }

    EventChanged change(const std::string& json, const std::string& actor = "cli:ema", bool urgent = false)
    {
        return change_event(*town.services, town.reread(campaign), json, actor, urgent);
    }

    /// Addresses of messages of a purpose in a state.
    std::string told(const std::string& purpose, const std::string& state = "planned")
    {
        const store::Rows rows = town.database().session().query(
            "SELECT address FROM messages WHERE purpose = $1 AND state = $2 ORDER BY id", {purpose, state});
        std::string out;
        for (std::size_t row = 0; row < rows.size(); ++row)
            out += (row > 0 ? " " : "") + rows.text(row, 0).substr(0, rows.text(row, 0).find('@'));
        return out;
    }

    LastTold last(std::size_t person)
    {
        const std::vector<std::int64_t> ids{invitation(person)};
        store::Session session = town.database().session();
        return last_told(session, campaigns::find_campaign(session, town.organisation.id, campaign.id), ids).at(ids[0]);
    }

    CampaignTown town;
    Campaign campaign;
    std::vector<std::int64_t> people;
};

} // namespace

TEST_CASE("a changed event is told to all who were sent the invitation and have not said no, once, by their channel")
{
    Affair affair(every_store());
    affair.send(0);
    affair.send(1, "wave", "delivered");
    affair.send(2, "wave", "in_doubt");
    affair.send(3, "wave", "bounced");
    affair.send(5);
    affair.answer(1, "no");
    affair.answer(0, "yes");
    const EventChanged changed = affair.change(later);
    CHECK(changed.applied);
    CHECK(changed.told);
    CHECK(changed.notices == 3);
    CHECK(affair.told("change") == "p0 p2 +420601000005");
    CHECK(affair.told("wave", "queued") == "p4"); // which will say the new time by itself
    CHECK(changed.campaign.calendar_sequence == 1);
    const Campaign stored = affair.town.reread(affair.campaign);
    CHECK(stored.calendar_sequence == 1);
    CHECK(stored.definition_hash == changed.campaign.definition_hash);
    CHECK(to_iso(stored.definition.event.starts) == "2026-12-12T17:00:00Z");
    CHECK(in_locale(stored.definition.event.title, "cs") == "Fórum o parku");
    CHECK(stored.state == State::running);
    CHECK(affair.town.text("SELECT channel FROM messages WHERE purpose = 'change' AND address LIKE '+420%'") == "sms");
    CHECK(affair.town.number("SELECT not_after FROM messages WHERE purpose = 'change'") ==
          to_micros(from_iso("2026-12-12T17:00:00Z")));
    CHECK(affair.town.number("SELECT COUNT(*) FROM message_moves v JOIN messages m ON m.id = v.message_id "
                             "WHERE m.purpose = 'change'") == 3);
    CHECK(plan_notices(*affair.town.services) == 0);
    CHECK_THROWS_WITH(affair.change(later), Contains("already so"));
    CHECK(affair.town.text("SELECT to_state FROM campaign_moves ORDER BY id DESC LIMIT 1") == "event_changed");
    CHECK(affair.town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'campaign.event_changed'") == 1);
}

TEST_CASE("who is told of a second change is told what they knew, and not of the first any more")
{
    Affair affair(every_store());
    affair.send(0);
    affair.send(1);
    affair.change(later);
    affair.send(0, "change");
    affair.change(R"({"place": "Knihovna"})");
    CHECK(affair.told("change", "skipped") == "p1");
    CHECK(affair.town.text("SELECT state_reason FROM messages WHERE purpose = 'change' AND state = 'skipped'") ==
          "superseded");
    CHECK(affair.told("change") == "p0 p1");
    const LastTold first = affair.last(0);
    CHECK(first.state == LastTold::State::known);
    CHECK(to_iso(first.event.starts) == "2026-12-12T17:00:00Z");
    CHECK(in_locale(first.event.place, "cs") == "Sokolovna, Nádražní 12");
    CHECK(to_iso(affair.last(1).event.starts) == "2026-12-10T16:00:00Z");
    CHECK(affair.last(2).state == LastTold::State::nothing);
    affair.send(1, "change");
    CHECK(affair.last(1).state == LastTold::State::current);
}

TEST_CASE("an event that goes back to what somebody knows is nothing to tell them")
{
    Affair affair(every_store());
    affair.send(0);
    affair.change(R"({"place": "Knihovna"})");
    affair.change(R"({"place": "Sokolovna, Nádražní 12", "lead": "Víc o parku."})");
    CHECK(affair.last(0).state == LastTold::State::current);
}

TEST_CASE("a message in somebody's hands at the change is followed by a notice that waits for what it said")
{
    Affair affair(every_store());
    affair.send(0);
    affair.town.database().session().run("UPDATE messages SET state = 'claimed' WHERE contact_id = $1",
                                         {affair.people[1]});
    tests::follow_states(affair.town.database().session());
    affair.change(later);
    CHECK(affair.told("change") == "p0 p1");
    CHECK(affair.last(1).state == LastTold::State::under_way);
    CHECK(in_locale(affair.last(0).note, "cs") == "Sál je větší.");
}

TEST_CASE("what nobody sees changes without a word")
{
    Affair affair(every_store());
    affair.send(0);
    const EventChanged changed = affair.change(R"({"capacity": 40, "lead": "Jinak řečeno."})");
    CHECK(changed.applied);
    CHECK_FALSE(changed.told);
    CHECK(changed.campaign.calendar_sequence == 0);
    CHECK(affair.told("change").empty());
    CHECK(affair.town.reread(affair.campaign).definition.event.capacity == 40);
}

TEST_CASE("a raised capacity lets the waiting list in")
{
    Affair affair(every_store());
    affair.change(R"({"capacity": 1})");
    affair.answer(0, "yes");
    affair.town.clock.advance(std::chrono::seconds(1));
    affair.answer(1, "yes");
    affair.change(R"({"capacity": 2})");
    CHECK(affair.town.text("SELECT place FROM invitations WHERE id = $1", {affair.invitation(1)}) == "taken");
    CHECK(offer_places(*affair.town.services) == 1);
}

TEST_CASE("a wrong change is refused naming the member, and changes nothing")
{
    Affair affair(every_store());
    affair.send(0);
    CHECK_THROWS_WITH(affair.change(R"({"starts": "2026-11-01T17:00"})"), Contains("event.starts"));
    CHECK_THROWS_WITH(affair.change(R"({"ends": "2026-12-10T16:00"})"), Contains("event.ends"));
    CHECK_THROWS_WITH(affair.change(R"({"plase": "X"})"), Contains("did you mean") && Contains("place"));
    CHECK_THROWS_WITH(affair.change(R"({"kind": "survey"})"), Contains("event.kind"));
    CHECK_THROWS_WITH(affair.change("[]"), Contains("expected an object"));
    CHECK_THROWS_WITH(affair.change(R"({"note": "jen poznámka"})"), Contains("already so"));
    CHECK(affair.town.number("SELECT COUNT(*) FROM event_changes") == 0);
    affair.town.clock.set(from_iso("2026-12-10T17:00:00Z"));
    CHECK_THROWS_WITH(affair.change(R"({"place": "X"})"), Contains("has begun"));
    const Campaign draft = affair.town.load({{"key", R"("druhe")"}});
    CHECK_THROWS_WITH(change_event(*affair.town.services, draft, later, "cli:ema", false),
                      Contains("load the changed"));
}

TEST_CASE("where approval is demanded, a change holds once somebody else approves it")
{
    Affair affair(every_store(), true);
    affair.send(0);
    const EventChanged proposed = affair.change(later, "cli:ema");
    CHECK_FALSE(proposed.applied);
    CHECK(affair.told("change").empty());
    CHECK(affair.town.reread(affair.campaign).calendar_sequence == 0);
    CHECK_THROWS_WITH(approve_event_change(*affair.town.services, affair.campaign, "cli:ema"),
                      Contains("somebody else has to approve"));
    affair.change(R"({"place": "Knihovna"})", "cli:ema"); // replaces the proposal
    {
        store::Session session = affair.town.database().session();
        const auto held = proposed_event_change(session, affair.campaign.id);
        REQUIRE(held);
        CHECK(held->proposed_by == "cli:ema");
        CHECK(in_locale(held->definition.event.place, "cs") == "Knihovna");
    }
    const EventChanged approved = approve_event_change(*affair.town.services, affair.campaign, "cli:olga");
    CHECK(approved.applied);
    CHECK(approved.notices == 1);
    CHECK(to_iso(affair.town.reread(affair.campaign).definition.event.starts) == "2026-12-10T16:00:00Z");
    CHECK_THROWS_WITH(approve_event_change(*affair.town.services, affair.campaign, "cli:olga"),
                      Contains("no change of its event waits"));
    affair.change(later, "cli:ema");
    withdraw_event_change(*affair.town.services, affair.campaign, "cli:ema");
    CHECK_THROWS_WITH(approve_event_change(*affair.town.services, affair.campaign, "cli:olga"),
                      Contains("no change of its event waits"));
}

TEST_CASE("a cancelled event: waves stop, all who were told are told, the campaign finishes when they are")
{
    Affair affair(every_store());
    CHECK_THROWS_WITH(cancel_event(*affair.town.services, affair.campaign, "nemoc", "cli:ema", false),
                      Contains("cancel the campaign instead"));
    affair.send(0);
    affair.send(1);
    affair.answer(1, "no");
    pause_campaign(*affair.town.services, affair.town.reread(affair.campaign), "cli:ema");
    const EventChanged cancelled =
        cancel_event(*affair.town.services, affair.town.reread(affair.campaign), "Řečník onemocněl.", "cli:ema", false);
    CHECK(cancelled.notices == 1);
    CHECK(affair.told("cancellation") == "p0");
    CHECK(affair.told("wave", "skipped") == "p2 p3 p4 +420601000005");
    CHECK(affair.town.text("SELECT state_reason FROM messages WHERE state = 'skipped'") == "event_cancelled");
    const Campaign stored = affair.town.reread(affair.campaign);
    CHECK(stored.state == State::running);
    CHECK(stored.event_cancelled_at);
    CHECK(stored.calendar_sequence == 1);
    CHECK(affair.town.number("SELECT COUNT(*) FROM lanes WHERE open = $1", {true}) == 1);
    {
        store::Session session = affair.town.database().session();
        CHECK(in_locale(cancellation_reason(session, stored.id), "cs") == "Řečník onemocněl.");
    }
    CHECK_THROWS_WITH(affair.change(later), Contains("its event is cancelled"));
    {
        store::Transaction transaction(affair.town.database());
        CHECK_FALSE(record_answer(transaction.session(), affair.invitation(2), "yes", "web", affair.town.clock.now(),
                                  affair.town.clock.now()));
    }
    advance_campaigns(*affair.town.services);
    CHECK(affair.town.reread(affair.campaign).state == State::running);
    affair.send(0, "cancellation");
    advance_campaigns(*affair.town.services);
    CHECK(affair.town.reread(affair.campaign).state == State::finished);
}

TEST_CASE("notices keep quiet hours unless they are urgent; what would come too late has to be")
{
    Affair affair(every_store());
    affair.send(0);
    affair.send(5);
    affair.town.clock.set(from_iso("2026-11-21T20:00:00Z")); // Saturday night
    affair.change(later);
    const auto due = [&](const std::string& channel) {
        return to_iso(
            from_micros(affair.town.number("SELECT due_at FROM queue JOIN messages ON messages.id = message_id WHERE "
                                           "purpose = 'change' AND channel = $1 ORDER BY id DESC LIMIT 1",
                                           {channel})));
    };
    CHECK(due("email") == "2026-11-21T20:00:00Z");
    CHECK(due("sms") == "2026-11-23T07:00:00Z");
    CHECK(affair.town.number("SELECT COUNT(*) FROM queue JOIN messages ON messages.id = message_id WHERE purpose = "
                             "'change' AND keeps_hours") == 2);
    affair.change(R"({"place": "Knihovna"})", "cli:ema", true);
    CHECK(due("sms") == "2026-11-21T20:00:00Z");
    CHECK(affair.town.number("SELECT COUNT(*) FROM queue JOIN messages ON messages.id = message_id WHERE purpose = "
                             "'change' AND NOT keeps_hours") == 2);
    affair.change(R"({"starts": "2026-11-22T18:00", "ends": "2026-11-22T20:00"})", "cli:ema", true); // Sunday
    CHECK_THROWS_WITH(affair.change(R"({"place": "Škola"})"), Contains("--urgent") && Contains("sms"));
    CHECK(affair.town.number("SELECT COUNT(*) FROM event_changes WHERE state = 'proposed'") == 0);
    CHECK(affair.change(R"({"place": "Škola"})", "cli:ema", true).notices == 2);
}

TEST_CASE("whose address is suppressed is listed as skipped; who was erased is not written to")
{
    Affair affair(every_store());
    affair.send(0);
    affair.send(1);
    affair.send(2);
    {
        store::Session session = affair.town.database().session();
        contacts::suppress(session, affair.town.organisation.id, channel::Channel::email, "p1@example.test",
                           contacts::SuppressionReason::hard_bounce, "test", affair.town.clock.now());
        session.run("UPDATE contacts SET erased_at = 1 WHERE id = $1", {affair.people[2]});
    }
    affair.change(later);
    CHECK(affair.told("change") == "p0");
    CHECK(affair.told("change", "skipped") == "p1");
}

TEST_CASE("a scheduled campaign takes the change without telling anybody")
{
    const StoreKind kind = every_store();
    CampaignTown town(kind);
    town.add({.email = "a@example.test"});
    const Campaign campaign = launch_campaign(*town.services, town.load(), "cli:ema");
    const EventChanged changed = change_event(*town.services, town.reread(campaign), later, "cli:ema", false);
    CHECK(changed.applied);
    CHECK(changed.notices == 0);
    town.clock.advance(town.config.campaign_cancel_window);
    advance_campaigns(*town.services);
    CHECK(town.reread(campaign).state == State::running);
}

TEST_CASE("no invitation is sent once the event has begun, and one that waits goes by the event's new time")
{
    Affair affair(every_store());
    const auto end = [&] { return affair.town.number("SELECT MIN(not_after) FROM messages WHERE state = 'queued'"); };
    CHECK(end() == to_micros(affair.campaign.definition.event.starts));
    affair.send(0);
    affair.change(later);
    CHECK(end() == to_micros(from_iso("2026-12-12T17:00:00Z")));
    CHECK(affair.town.number("SELECT COUNT(*) FROM messages WHERE state = 'queued' AND wave = 'invitation' AND "
                             "not_after <> $1",
                             {end()}) == 0);
}
