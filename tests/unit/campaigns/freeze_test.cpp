// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/freeze_store.h"
#include "contacts/suppression.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

std::string message_of(CampaignTown& town, std::int64_t contact)
{
    const store::Rows rows = town.database().session().query(
        "SELECT channel, address, state, state_reason FROM messages WHERE contact_id = $1", {contact});
    std::string out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out += rows.text(row, 0) + " " + rows.text(row, 1) + " " + rows.text(row, 2) + " " + rows.text(row, 3) + ";";
    return out;
}

} // namespace

TEST_CASE("the freeze takes whom the query matches, each with one message by the first channel that reaches them")
{
    CampaignTown town(every_store());
    const auto email = town.add({.email = "a@mail.test", .phone = "+420601000001"});
    const auto phone = town.add({.phone = "+420601000002"});
    const auto elsewhere = town.add({.email = "c@mail.test", .place = "Krhová"});
    const auto unreachable = town.add({});
    const auto shared = town.add({.email = "a@mail.test"});
    const auto stopped = town.add({.email = "stop@mail.test", .phone = "+420601000003"});
    const auto silent = town.add({.email = "stop@mail.test"});
    const auto baseless = town.add({.email = "d@mail.test", .legal_basis = ""});
    {
        store::Session session = town.database().session();
        contacts::suppress(session, town.organisation.id, channel::Channel::email, "stop@mail.test",
                           contacts::SuppressionReason::opt_out, "test", town.clock.now());
    }
    const Campaign campaign =
        launch_campaign(*town.services, town.load({{"audience", R"("place = \"Lipová\"")"}}), "cli:ema", 7);
    CHECK(message_of(town, email) == "email a@mail.test planned ;");
    CHECK(message_of(town, phone) == "sms +420601000002 planned ;");
    CHECK(message_of(town, elsewhere).empty());
    CHECK(message_of(town, unreachable).empty());
    CHECK(message_of(town, shared) == "email a@mail.test planned ;");
    CHECK(message_of(town, stopped) == "sms +420601000003 planned ;");
    CHECK(message_of(town, silent) == "email stop@mail.test skipped suppressed;");
    CHECK(message_of(town, baseless) == "email d@mail.test skipped no_legal_basis;");
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1", {elsewhere}) == 0);
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1", {unreachable}) == 1);
    CHECK(town.number("SELECT COUNT(DISTINCT frame_id) FROM invitations") == 7);
    CHECK(town.number("SELECT COUNT(DISTINCT reference) FROM messages") == 6);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE to_state = 'planned'") == 6);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE from_state = 'planned' AND to_state = 'skipped'") == 2);
    CHECK(town.text("SELECT dedupe_key FROM messages WHERE contact_id = $1", {phone}) ==
          std::to_string(campaign.id) + "/invitation/" + std::to_string(phone) + "/sms");
    CHECK(from_micros(town.number("SELECT MIN(due_at) FROM messages")) == campaign.starts_at);
}

TEST_CASE("a commercial campaign goes to those who consented alone")
{
    CampaignTown town(every_store());
    const auto task = town.add({.email = "a@mail.test"});
    const auto consent = town.add({.email = "b@mail.test", .legal_basis = "consent"});
    launch_campaign(*town.services, town.load({{"kind", R"("commercial")"}}), "cli:ema");
    CHECK(message_of(town, task) == "email a@mail.test skipped no_legal_basis;");
    CHECK(message_of(town, consent) == "email b@mail.test planned ;");
}

TEST_CASE("prior involvement is decided at the freeze and not looked at again")
{
    CampaignTown town(every_store());
    const auto recent = town.add({.email = "a@mail.test"});
    const auto at_start = town.add({.email = "b@mail.test"});
    const auto before = town.add({.email = "c@mail.test"});
    const auto later = town.add({.email = "d@mail.test"});
    town.involve(recent, "2025-05-05");
    town.involve(at_start, "2023-11-20T09:00:00Z"); // 36 months before the freeze to the second
    town.involve(before, "2023-11-20T08:59:59Z");
    town.involve(later, "2026-11-20T09:00:00Z"); // at the freeze: no longer before it
    launch_campaign(*town.services, town.load(), "cli:ema");
    const auto prior = [&](std::int64_t contact) {
        return town.text("SELECT prior FROM invitations WHERE contact_id = $1", {contact});
    };
    CHECK(prior(recent) == "prior");
    CHECK(prior(at_start) == "prior");
    CHECK(prior(before) == "none");
    CHECK(prior(later) == "none");
    CHECK(town.text("SELECT MAX(rule_version) FROM invitations") == "prior/1");
    town.involve(before, "2026-01-01");
    CHECK(prior(before) == "none");
}

TEST_CASE("without a register over the whole window nobody is called new")
{
    CampaignTown town(every_store());
    const auto known = town.add({.email = "a@mail.test"});
    const auto unknown = town.add({.email = "b@mail.test"});
    town.involve(known, "2026-05-05");
    town.database().session().run("UPDATE organisations SET register_start = $1", {to_micros(from_iso("2024-01-01"))});
    launch_campaign(*town.services, town.load(), "cli:ema");
    CHECK(town.text("SELECT prior FROM invitations WHERE contact_id = $1", {known}) == "prior");
    CHECK(town.text("SELECT prior FROM invitations WHERE contact_id = $1", {unknown}) == "unobservable");
}

TEST_CASE("the look-back is counted by the calendar of the organisation's zone")
{
    organisations::Organisation organisation;
    organisation.time_zone = "Europe/Prague";
    organisation.look_back_months = 8;
    CHECK(look_back(organisation, from_iso("2026-11-20T09:00:00Z")).from == from_iso("2026-03-20T09:00:00Z"));
    CHECK(look_back(organisation, from_iso("2026-12-20T09:00:00Z")).from == from_iso("2026-04-20T08:00:00Z")); // summer
    CHECK(look_back(organisation, from_iso("2026-10-31T12:00:00Z")).from == from_iso("2026-02-28T12:00:00Z"));
    organisation.look_back_months = 36;
    CHECK(look_back(organisation, from_iso("2028-02-29T12:00:00Z")).from == from_iso("2025-02-28T12:00:00Z"));
}

TEST_CASE("groups are frozen: listed members and those a rule finds")
{
    CampaignTown town(every_store());
    const auto listed = town.add({.email = "a@mail.test", .place = "Krhová"});
    const auto both = town.add({.email = "b@mail.test"});
    {
        store::Session session = town.database().session();
        const auto group = session.insert(
            "INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, 'seniors', 'Senioři') RETURNING id",
            {town.organisation.id});
        session.run("INSERT INTO target_groups (organisation_id, key, name, query) VALUES ($1, 'local', 'Místní', $2)",
                    {town.organisation.id, "place = \"Lipová\""});
        for (const std::int64_t contact : {listed, both})
            session.run("INSERT INTO group_members (group_id, contact_id, source, since) VALUES ($1, $2, 'test', 0)",
                        {group, contact});
    }
    launch_campaign(*town.services, town.load(), "cli:ema");
    const auto groups = [&](std::int64_t contact) {
        const store::Rows rows = town.database().session().query(
            "SELECT g.group_key FROM invitation_groups g JOIN invitations i ON i.id = g.invitation_id "
            "WHERE i.contact_id = $1 ORDER BY g.group_key",
            {contact});
        std::string out;
        for (std::size_t row = 0; row < rows.size(); ++row)
            out += rows.text(row, 0) + ";";
        return out;
    };
    CHECK(groups(listed) == "seniors;");
    CHECK(groups(both) == "local;seniors;");
}

TEST_CASE("a freeze over several pages and bundles invites everybody once")
{
    CampaignTown town(every_store());
    {
        store::Transaction transaction(town.database());
        transaction->run("INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, "
                         "place, folded_place, email, postal_address, legal_basis, legal_basis_source, token_version, "
                         "created_at, updated_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                         "WHERE i < 5234) SELECT $1, 'Jana', 'Vzorová', '', '', '', 'Lipová', 'lipova', "
                         "'osoba' || i || '@mail.test', '', 'public_task', '', 1, 0, 0 FROM n",
                         {town.organisation.id});
        transaction.commit();
    }
    const Campaign campaign = launch_campaign(*town.services, town.load(), "cli:ema", 5234);
    CHECK(town.number("SELECT COUNT(*) FROM invitations") == 5234);
    CHECK(town.number("SELECT COUNT(DISTINCT contact_id) FROM messages WHERE lane_id = $1", {campaign.lane_id}) ==
          5234);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves") == 5234);
    CHECK(town.text("SELECT MIN(locale) FROM messages") == "cs"); // of those without one: the organisation's
}
