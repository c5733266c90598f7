// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/eligibility.h"
#include "campaigns/event_change.h"
#include "tests/unit/campaigns/family_town.h"

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

TEST_CASE("when the carrier is not to be written to after all, the next one carries the others")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    const bool late = GENERATE(false, true); // found out while it waits, or as it is written
    if (late) {
        store::Session session = town.database().session();
        mark_ineligible(session, town.organisation.id, town.invitation(town.jana), "moved_away", "cli:ema",
                        town.clock.now());
    } else {
        store::Transaction transaction(town.database());
        delivery::skip_contact(transaction.session(), town.organisation.id, town.jana, "ineligible", town.clock.now());
        transaction.commit();
    }
    const auto sent = town.send();
    CHECK(town.state(town.jana) == "skipped ineligible");
    CHECK(town.state(town.petr) == "accepted");
    CHECK(town.state(town.eva) == "skipped duplicate_address");
    CHECK(town.carrier(town.eva) == town.petr);
    REQUIRE(sent.contains(town.petr));
    const std::string text = text_of(sent.at(town.petr));
    CHECK_THAT(text, Contains(town.token(town.petr)) && Contains(town.token(town.eva)));
    CHECK_THAT(text, !Contains(town.token(town.jana)));
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.petr}) == 1);
}

TEST_CASE("who is left when the others are gone gets the usual message")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    for (const std::int64_t person : {town.jana, town.eva}) {
        store::Transaction transaction(town.database());
        delivery::skip_contact(transaction.session(), town.organisation.id, person, "ineligible", town.clock.now());
        transaction.commit();
    }
    CHECK(town.state(town.eva) == "skipped ineligible");
    const auto sent = town.send();
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains("?answer=yes"));
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
}

TEST_CASE("an opt-out stops the address they share, for each with that reason")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    const std::int64_t who = GENERATE(0, 1) == 0 ? town.jana : town.petr;
    {
        store::Transaction transaction(town.database());
        opt_out(transaction.session(), town.organisation.id, who, "web", town.clock.now());
        transaction.commit();
    }
    const auto sent = town.send();
    CHECK(sent.size() == 1);
    for (const std::int64_t person : {town.jana, town.petr, town.eva})
        CHECK(town.state(person) == "skipped opt_out");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
}

TEST_CASE("cancelling leaves nobody behind as if somebody still carried them")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    cancel_campaign(*town.services, campaign, "cli:ema");
    for (const std::int64_t person : {town.jana, town.petr, town.eva})
        CHECK(town.state(person) == "skipped campaign_cancelled");
    CHECK(town.number("SELECT COUNT(*) FROM queue") == 0);
}

TEST_CASE("who is erased is in no message that goes out afterwards, also one that was written already")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    const auto claims = town.claim_all();
    const auto written = town.compose(claims);
    town.erase(town.petr);
    const auto early = town.hand_over(claims, written);
    CHECK_FALSE(early.contains(town.jana));
    const auto sent = town.send();
    REQUIRE(sent.contains(town.jana));
    CHECK_THAT(text_of(sent.at(town.jana)), Contains(town.token(town.eva)) && !Contains("Petr"));
    CHECK(town.text("SELECT state_reason FROM messages WHERE contact_id = $1", {town.petr}) == "erased");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 1);
}

TEST_CASE("when the carrier is erased the others are still written to")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    town.erase(town.jana);
    const auto sent = town.send();
    CHECK(town.state(town.petr) == "accepted");
    CHECK(town.carrier(town.eva) == town.petr);
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains(town.token(town.eva)) && !Contains("Jana"));
}

TEST_CASE("who is left out of a message as it is written is skipped for the reason there is")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    town.database().session().run("UPDATE contacts SET legal_basis = '' WHERE id = $1", {town.eva});
    const auto sent = town.send();
    CHECK(town.state(town.petr) == "skipped duplicate_address");
    CHECK(town.state(town.eva) == "skipped no_legal_basis");
    CHECK_THAT(text_of(sent.at(town.jana)), Contains(town.token(town.petr)) && !Contains("Eva"));
    CHECK(town.carrier(town.eva) == 0);
}

TEST_CASE("a reminder goes to those who have not answered, together")
{
    FamilyTown town(every_store());
    const Campaign campaign =
        town.run(town.load(together_with({{"waves", R"([{"kind": "reminder", "after": "P7D"}])"}})));
    town.send();
    const std::int64_t who = GENERATE(0, 1) == 0 ? town.jana : town.petr;
    {
        store::Session session = town.database().session();
        REQUIRE(record_answer(session, town.invitation(who), "yes", "web", town.clock.now(), town.clock.now()));
    }
    town.clock.advance(std::chrono::days(7));
    advance_campaigns(*town.services);
    const auto sent = town.send();
    CHECK(town.state(who, "reminder").empty());
    const std::int64_t first = who == town.jana ? town.petr : town.jana;
    CHECK(town.state(first, "reminder") == "accepted");
    CHECK(town.carrier(town.eva, "reminder") == first);
    REQUIRE(sent.contains(first));
    CHECK_THAT(text_of(sent.at(first)), Contains(town.token(town.eva)) && !Contains(town.token(who)));
}

TEST_CASE("nobody is reminded whose message did not go out")
{
    FamilyTown town(every_store());
    town.run(town.load(together_with({{"waves", R"([{"kind": "reminder", "after": "P7D"}])"}})));
    town.send(OutcomeKind::rejected);
    town.clock.advance(std::chrono::days(7));
    advance_campaigns(*town.services);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE wave = 'reminder'") == 0);
}

TEST_CASE("when it bounces, all of them are written to by the next channel they have")
{
    FamilyTown town(every_store());
    town.database().session().run("UPDATE contacts SET phone = '+420777000222' WHERE id = $1", {town.petr});
    town.database().session().run("UPDATE contacts SET phone = '+420777000333' WHERE id = $1", {town.eva});
    town.run(town.load(together_with({{"fallback", R"({"on_bounce": true})"}})));
    town.send(OutcomeKind::address_dead);
    town.clock.advance(std::chrono::minutes(2));
    advance_campaigns(*town.services);
    CHECK(town.state(town.jana) == "bounced");
    CHECK(town.state(town.petr) == "skipped duplicate_address, planned");
    CHECK(town.state(town.eva) == "skipped duplicate_address, planned");
}

TEST_CASE("who has not answered is written to by the next channel, whoever carried their links")
{
    FamilyTown town(every_store());
    town.database().session().run("UPDATE contacts SET phone = '+420777000222' WHERE id = $1", {town.petr});
    town.database().session().run("UPDATE contacts SET phone = '+420777000333' WHERE id = $1", {town.eva});
    town.run(town.load(together_with({{"fallback", R"({"after_days_without_answer": 3})"}})));
    town.send();
    {
        store::Session session = town.database().session();
        REQUIRE(record_answer(session, town.invitation(town.petr), "maybe", "web", town.clock.now(), town.clock.now()));
    }
    advance_campaigns(*town.services);
    CHECK(town.state(town.eva) == "skipped duplicate_address");
    town.clock.advance(std::chrono::days(3) + std::chrono::minutes(2));
    advance_campaigns(*town.services);
    CHECK(town.state(town.petr) == "skipped duplicate_address");
    CHECK(town.state(town.eva) == "skipped duplicate_address, planned");
}

TEST_CASE("of a changed event they are told together again, without who will not come")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    town.send();
    {
        store::Session session = town.database().session();
        REQUIRE(record_answer(session, town.invitation(town.jana), "no", "web", town.clock.now(), town.clock.now()));
    }
    town.clock.advance(std::chrono::minutes(1));
    change_event(*town.services, town.reread(campaign), R"({"place": "Knihovna"})", "cli:ema", true);
    advance_campaigns(*town.services);
    const auto sent = town.send();
    CHECK(town.state(town.jana, "").empty());
    CHECK(town.state(town.petr, "") == "accepted");
    CHECK(town.carrier(town.eva, "") == town.petr);
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains("Knihovna") && Contains(town.token(town.eva)));
    CHECK_THAT(text_of(sent.at(town.petr)), !Contains(town.token(town.jana)));
}

TEST_CASE("of a changed event they are told where they live when who carried their links is erased")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    town.send();
    town.erase(town.jana);
    town.erase(town.alone);
    town.clock.advance(std::chrono::minutes(1));
    change_event(*town.services, town.reread(campaign), R"({"place": "Knihovna"})", "cli:ema", true);
    advance_campaigns(*town.services);
    CHECK(town.text("SELECT address FROM messages WHERE contact_id = $1 AND purpose = 'change'", {town.petr}) ==
          "rodina@mail.test");
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE address = '' AND purpose = 'change'") == 0);
    const auto sent = town.send();
    CHECK(town.carrier(town.eva, "") == town.petr);
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains("Knihovna") && Contains(town.token(town.eva)));
}

TEST_CASE("recalled, nothing is left of who was put together")
{
    FamilyTown town(every_store());
    town.config.campaign_cancel_window = std::chrono::minutes(10);
    const Campaign campaign = launch_campaign(*town.services, town.load(together), "cli:ema");
    recall_campaign(*town.services, campaign, "cli:ema");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 0);
}
