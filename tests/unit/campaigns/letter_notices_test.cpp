// SPDX-License-Identifier: EUPL-1.2
// People who were reached by letter are told by letter what becomes of the event.
#include "campaigns/confirmation.h"
#include "campaigns/event_change.h"
#include "campaigns/invitation.h"
#include "campaigns/letters.h"
#include "delivery/outbox.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Karel, Marie and Olga have a postal address alone; their letters were printed. Karel said yes, Marie no.
struct InvitedByLetter : CampaignTown
{
    explicit InvitedByLetter(StoreKind kind) : CampaignTown(kind)
    {
        add_account("dopisy", "post", {{"sender", "Město Lipová, Náměstí 1, 123 45 Lipová"}});
        karel = add({"Karel", "Vzorový"});
        marie = add({"Marie", "Ukázková"});
        olga = add({"Olga", "Zkušební"});
        database().session().run("UPDATE contacts SET postal_address = $1", {"Dlouhá 3\n123 45 Lipová"});
        campaign = run(load({{"channels", R"(["letter"])"}}));
        REQUIRE_FALSE(print().empty());
        answer(karel, "yes");
        answer(marie, "no");
    }

    void answer(std::int64_t contact, const std::string& what)
    {
        store::Transaction transaction(database());
        const auto invitation = number("SELECT id FROM invitations WHERE contact_id = $1", {contact});
        REQUIRE(record_answer(transaction.session(), invitation, what, "letter", clock.now(), clock.now()));
        transaction.commit();
    }
    /// What is due, released and printed.
    std::string print()
    {
        clock.advance(std::chrono::hours(1));
        advance_campaigns(*services);
        delivery::release_due(database(), clock.now());
        std::string document;
        printed = print_letters(*services, reread(campaign), 100, "cli:ema",
                                [&](std::string_view piece) { document += piece; });
        return document;
    }
    std::int64_t letters(const std::string& purpose, std::int64_t contact)
    {
        return number("SELECT COUNT(*) FROM messages WHERE purpose = $1 AND contact_id = $2 AND channel = 'letter'",
                      {purpose, contact});
    }

    std::int64_t karel = 0;
    std::int64_t marie = 0;
    std::int64_t olga = 0;
    Campaign campaign;
    Printed printed;
};

} // namespace

TEST_CASE("a changed event is told by a letter to whoever was reached by one and has not said no")
{
    InvitedByLetter town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const EventChanged changed = change_event(*town.services, town.reread(town.campaign),
                                              R"({"starts": "2026-12-12T18:00", "ends": "2026-12-12T20:00",
                                                  "note": {"cs": "Sál je větší."}})",
                                              "cli:ema", false);
    CHECK(changed.notices == 2);
    CHECK(town.letters("change", town.karel) == 1);
    CHECK(town.letters("change", town.olga) == 1);
    CHECK(town.letters("change", town.marie) == 0);
    const std::string document = town.print();
    CHECK(town.printed.letters == 2);
    CHECK_THAT(document, Contains("Karel Vzorový") && Contains("Olga Zkušební") && !Contains("Marie") &&
                             Contains("12. prosince 2026") && Contains("Sál je větší."));
    CHECK(town.print().empty()); // once
}

TEST_CASE("a cancelled event is told by a letter too, and the campaign is over when it is printed")
{
    InvitedByLetter town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK(cancel_event(*town.services, town.reread(town.campaign), "Řečník onemocněl.", "cli:ema", false).notices == 2);
    CHECK(town.reread(town.campaign).state == State::running);
    const std::string document = town.print();
    CHECK(town.printed.letters == 2);
    CHECK_THAT(document, Contains("Karel Vzorový") && Contains("Olga Zkušební") && !Contains("Marie") &&
                             Contains("Řečník onemocněl."));
    advance_campaigns(*town.services);
    CHECK(town.reread(town.campaign).state == State::finished);
}

TEST_CASE("who was invited by letter and answered by mail is told by mail, since that got their confirmation")
{
    InvitedByLetter town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.database().session().run("UPDATE contacts SET email = 'karel@osoba.test' WHERE id = $1", {town.karel});
    town.clock.advance(std::chrono::seconds(1));
    town.answer(town.karel, "yes");
    {
        store::Transaction transaction(town.database());
        const auto invitation = town.number("SELECT id FROM invitations WHERE contact_id = $1", {town.karel});
        REQUIRE(plan_confirmation(*town.services, transaction.session(), invitation, channel::Channel::email,
                                  town.clock.now()));
        transaction.commit();
    }
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE purpose = 'confirmation'");
    cancel_event(*town.services, town.reread(town.campaign), "Řečník onemocněl.", "cli:ema", false);
    CHECK(town.text("SELECT channel FROM messages WHERE purpose = 'cancellation' AND contact_id = $1", {town.karel}) ==
          "email");
    CHECK(town.text("SELECT address FROM messages WHERE purpose = 'cancellation' AND contact_id = $1", {town.karel}) ==
          "karel@osoba.test");
    CHECK(town.letters("cancellation", town.olga) == 1);
}
