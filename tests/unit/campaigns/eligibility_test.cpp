// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/eligibility.h"
#include "campaigns/invitation_composer.h"
#include "fixture.h"
#include "tests/support/every_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("who should not have been invited is recorded with reason, moment and audit, and can be taken back")
{
    CampaignTown town(every_store());
    town.add({"Jana", "Vzorová", "jana@osoba.example"});
    town.run(town.load());
    const std::int64_t invitation = town.number("SELECT id FROM invitations");
    store::Session session = town.database().session();
    const auto mark = [&](const std::string& reason) {
        return mark_ineligible(session, town.organisation.id, invitation, reason, "cli:ema", town.clock.now(),
                               "by phone");
    };
    CHECK(mark("moved_away"));
    CHECK_FALSE(mark("moved_away"));
    const Instant first = town.clock.now();
    town.clock.advance(std::chrono::hours(1));
    CHECK(mark("died"));
    const store::Rows rows = session.query("SELECT ineligible_reason, ineligible_at FROM invitations");
    CHECK(rows.text(0, 0) == "died");
    CHECK(rows.integer(0, 1) == to_micros(first));
    const store::Rows audit = session.query(
        "SELECT action, detail FROM audit_log WHERE subject = 'invitation' AND subject_id = $1 ORDER BY id",
        {invitation});
    REQUIRE(audit.size() == 2);
    CHECK(audit.text(0, 0) == "invitation.ineligible");
    CHECK(audit.text(1, 1) == "died: by phone");

    CHECK(withdraw_ineligible(session, town.organisation.id, invitation, "cli:ema", town.clock.now()));
    CHECK_FALSE(withdraw_ineligible(session, town.organisation.id, invitation, "cli:ema", town.clock.now()));
    CHECK(session.query("SELECT ineligible_reason FROM invitations").text(0, 0).empty());
}

TEST_CASE("a reason that is not one, a note too long and a strange invitation are refused")
{
    CampaignTown town(every_store());
    town.add({"Jana", "Vzorová", "jana@osoba.example"});
    town.run(town.load());
    const std::int64_t invitation = town.number("SELECT id FROM invitations");
    store::Session session = town.database().session();
    const auto mark = [&](std::int64_t organisation, std::int64_t which, const std::string& reason,
                          const std::string& note = "") {
        return mark_ineligible(session, organisation, which, reason, "cli:ema", town.clock.now(), note);
    };
    CHECK_THROWS_WITH(mark(town.organisation.id, invitation, "moved_awey"), Contains("did you mean moved_away"));
    CHECK_THROWS_WITH(mark(town.organisation.id, invitation, "other", std::string(201, 'x')), Contains("200 bytes"));
    CHECK_THROWS_WITH(mark(town.organisation.id, invitation + 1, "other"), Contains("no invitation"));
    CHECK_THROWS_WITH(mark(town.organisation.id + 1, invitation, "other"), Contains("no invitation"));
    CHECK(session.query("SELECT COUNT(*) FROM invitations WHERE ineligible_at IS NOT NULL").integer(0, 0) == 0);
}

TEST_CASE("what waits for who should not have been invited is skipped when it would be written")
{
    CampaignTown town(every_store());
    const std::int64_t stays = town.add({"Jana", "Vzorová", "jana@osoba.example"});
    const std::int64_t moved = town.add({"Petr", "Vzorový", "petr@osoba.example"});
    const Campaign campaign = town.run(town.load());
    const std::int64_t invited = town.number("SELECT id FROM invitations WHERE contact_id = $1", {moved});
    {
        store::Transaction transaction(town.database());
        mark_ineligible(transaction.session(), town.organisation.id, invited, "moved_away", "cli:ema",
                        town.clock.now());
        transaction.commit();
    }
    const delivery::Claim invitation = town.claim(moved);
    InvitationComposer composer(*town.services);
    const std::vector<delivery::Claim> claims = {invitation, town.claim(stays)};
    const auto answers = composer.compose(claims);
    REQUIRE(answers.size() == 2);
    REQUIRE(std::holds_alternative<delivery::Skip>(answers[0]));
    CHECK(std::get<delivery::Skip>(answers[0]).reason == "ineligible");
    CHECK_FALSE(std::holds_alternative<delivery::Skip>(answers[1]));
}

TEST_CASE("the freeze keeps gender, year of birth and place as they were")
{
    CampaignTown town(every_store());
    const std::int64_t contact = town.add({"Jana", "Vzorová", "jana@osoba.example"});
    {
        store::Session session = town.database().session();
        session.run("UPDATE contacts SET gender = 'f', birth_year = 1950 WHERE id = $1", {contact});
    }
    town.run(town.load());
    {
        store::Session session = town.database().session();
        session.run("UPDATE contacts SET gender = '', birth_year = NULL, folded_place = 'jinde' WHERE id = $1",
                    {contact});
    }
    CHECK(town.text("SELECT frozen_gender || frozen_birth_year || frozen_place FROM invitations") == "f1950lipova");
}
