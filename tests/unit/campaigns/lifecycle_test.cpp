// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

template <class Act>
std::string conflict(Act act)
{
    try {
        act();
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::conflict);
        return problem.what();
    }
    return "done";
}

std::string states(CampaignTown& town, const Campaign& campaign)
{
    store::Session session = town.database().session();
    std::string path;
    for (const TimelineEntry& entry : campaign_timeline(session, campaign.id))
        path += (path.empty() ? "" : ">") + entry.what;
    return path;
}

void finish_messages(CampaignTown& town)
{
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE state IN ('planned', 'queued')");
    tests::follow_states(town.database().session());
}

} // namespace

TEST_CASE("a campaign lives from its file to its closing")
{
    CampaignTown town(every_store());
    for (int i = 0; i < 3; ++i)
        town.add({.email = "osoba" + std::to_string(i) + "@mail.test"});
    Campaign campaign = town.load();
    CHECK(campaign.state == State::draft);

    campaign = launch_campaign(*town.services, campaign, "cli:ema", 3);
    CHECK(campaign.state == State::scheduled);
    CHECK(campaign.starts_at == town.clock.now() + town.config.campaign_cancel_window);
    CHECK(delivery::release_due(town.database(), *campaign.starts_at) == 0); // the lane is closed until it runs
    CHECK(advance_campaigns(*town.services) == 0);

    town.clock.advance(town.config.campaign_cancel_window);
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(delivery::release_due(town.database(), town.clock.now()) == 3);
    Status status = campaign_status(*town.services, campaign);
    CHECK(status.campaign.state == State::running);
    CHECK(status.recipients == 3);
    REQUIRE(status.progress.size() == 1);
    CHECK(status.progress[0].by_state.at("queued") == 3);
    CHECK(advance_campaigns(*town.services) == 0);

    campaign = pause_campaign(*town.services, town.reread(campaign), "cli:ema");
    CHECK(advance_campaigns(*town.services) == 0);
    campaign = resume_campaign(*town.services, campaign, "cli:ema");
    finish_messages(town);
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(campaign).finished_at == town.clock.now());
    town.clock.set(from_iso("2026-12-24T17:59:59Z"));
    CHECK(advance_campaigns(*town.services) == 0);
    town.clock.set(from_iso("2026-12-24T18:00:00Z"));
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(states(town, campaign) == "draft>submitted>approved>scheduled>running>paused>running>finished>closed");
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE subject = 'campaign' AND subject_id = $1", {campaign.id}) ==
          9);
}

TEST_CASE("where approval is demanded, whoever wrote or submitted it does not approve it")
{
    CampaignTown town(every_store(), true);
    town.add({.email = "osoba@mail.test"});
    Campaign campaign = town.load({}, "cli:ema");
    CHECK_THAT(conflict([&] { launch_campaign(*town.services, campaign, "cli:ema"); }), Contains("second person"));
    CHECK_THAT(conflict([&] { approve_campaign(*town.services, campaign, "cli:ema"); }), Contains("somebody else"));
    campaign = submit_campaign(*town.services, campaign, "cli:olga");
    for (const char* actor : {"cli:ema", "cli:olga"})
        CHECK_THAT(conflict([&] { approve_campaign(*town.services, campaign, actor); }), Contains("somebody else"));
    campaign = approve_campaign(*town.services, campaign, "cli:petr");
    CHECK(campaign.approved_by == "cli:petr");
    CHECK(launch_campaign(*town.services, campaign, "cli:ema").state == State::scheduled);
}

TEST_CASE("a draft somebody else approves counts as submitted by its author")
{
    CampaignTown town(every_store(), true);
    town.add({.email = "osoba@mail.test"});
    const Campaign campaign = approve_campaign(*town.services, town.load({}, "cli:ema"), "cli:petr");
    CHECK(campaign.state == State::approved);
    CHECK(campaign.submitted_by == "cli:ema");
}

TEST_CASE("an edit takes what was approved back to draft; the same text does not")
{
    CampaignTown town(every_store(), true);
    town.add({.email = "osoba@mail.test"});
    Campaign campaign = approve_campaign(*town.services, town.load({}, "cli:ema"), "cli:petr");
    CHECK(town.load({}, "cli:ema").state == State::approved);
    campaign = town.load({{"kind", R"("service")"}}, "cli:petr");
    CHECK(campaign.state == State::draft);
    CHECK(campaign.approved_by.empty());
    CHECK(campaign.created_by == "cli:petr");
    CHECK(states(town, campaign) == "draft>submitted>approved>draft");
    CHECK_THAT(conflict([&] { approve_campaign(*town.services, campaign, "cli:petr"); }), Contains("somebody else"));
    approve_campaign(*town.services, campaign, "cli:ema");
}

TEST_CASE("an edit of a text that is not held any more is refused, and what somebody else wrote stands")
{
    CampaignTown town(every_store());
    const Campaign first = town.load();
    const Campaign second = town.load({{"name", R"("Jinak")"}}, "cli:petr");
    const std::string mine = town.file({{"name", R"("Po svém")"}});
    const auto edit = [&](const std::string& edited) {
        return conflict([&] { load_campaign(*town.services, town.organisation, mine, "cli:ema", edited); });
    };
    CHECK_THAT(edit(first.definition_hash), Contains("edited meanwhile"));
    CHECK_THAT(edit(""), Contains("edited meanwhile"));
    CHECK(town.reread(first).definition_hash == second.definition_hash);
    CHECK(town.reread(first).created_by == "cli:petr");
    CHECK(edit(second.definition_hash) == "done");
    CHECK(town.reread(first).created_by == "cli:ema");
}

TEST_CASE("an approval does not carry over to a text edited meanwhile")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign seen = town.load();
    town.load({{"kind", R"("service")"}});
    CHECK_THAT(conflict([&] { approve_campaign(*town.services, seen, "cli:petr"); }), Contains("edited meanwhile"));
    CHECK_THAT(conflict([&] { launch_campaign(*town.services, seen, "cli:petr"); }), Contains("edited meanwhile"));
    CHECK(town.number("SELECT COUNT(*) FROM invitations") == 0);
}

TEST_CASE("moves the table does not have are refused with the state and what is possible")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign draft = town.load();
    CHECK_THAT(conflict([&] { pause_campaign(*town.services, draft, "cli:ema"); }),
               Contains("is draft") && Contains("submitted"));
    CHECK_THAT(conflict([&] { cancel_campaign(*town.services, draft, "cli:ema"); }), Contains("is draft"));
    CHECK_THAT(conflict([&] { recall_campaign(*town.services, draft, "cli:ema"); }), Contains("is draft"));
    CHECK_THAT(conflict([&] { resume_campaign(*town.services, draft, "cli:ema"); }), Contains("is draft"));
    const Campaign running = town.run(draft);
    CHECK_THAT(conflict([&] { launch_campaign(*town.services, running, "cli:ema"); }), Contains("is running"));
    CHECK_THAT(conflict([&] { recall_campaign(*town.services, running, "cli:ema"); }), Contains("is running"));
    CHECK_THAT(conflict([&] { town.load({{"kind", R"("service")"}}); }), Contains("is running"));
    const Campaign cancelled = cancel_campaign(*town.services, running, "cli:ema");
    CHECK_THAT(conflict([&] { resume_campaign(*town.services, cancelled, "cli:ema"); }), Contains("is cancelled"));
    CHECK_THAT(conflict([&] { pause_campaign(*town.services, running, "cli:ema"); }), // an old copy of it
               Contains("is cancelled") && Contains("nothing more"));
    CHECK(states(town, draft) == "draft>submitted>approved>scheduled>running>cancelled");
}

TEST_CASE("cancelling skips what is not handed over and holds the lane")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign running = town.run(town.load());
    cancel_campaign(*town.services, running, "cli:ema");
    CHECK(town.text("SELECT state FROM messages WHERE contact_id = $1", {person}) == "skipped");
    CHECK(town.text("SELECT state_reason FROM messages WHERE contact_id = $1", {person}) == "campaign_cancelled");
    CHECK(advance_campaigns(*town.services) == 0);
}

TEST_CASE("recall discards audience, messages and approval, and the campaign can be launched again")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    Campaign campaign = launch_campaign(*town.services, town.load(), "cli:ema");
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 1);
    campaign = recall_campaign(*town.services, campaign, "cli:ema");
    CHECK(campaign.state == State::draft);
    CHECK_FALSE(campaign.frozen_at);
    CHECK(campaign.approved_by.empty());
    for (const char* table : {"messages", "message_moves", "invitations", "invitation_groups"})
        CHECK(town.number(std::string("SELECT COUNT(*) FROM ") + table) == 0);
    town.add({.email = "druha@mail.test"});
    CHECK_THAT(conflict([&] { launch_campaign(*town.services, campaign, "cli:ema", 1); }), Contains("2 people, not 1"));
    CHECK(town.number("SELECT COUNT(*) FROM invitations") == 0);
    CHECK(town.reread(campaign).state == State::draft);
    launch_campaign(*town.services, campaign, "cli:ema", 2);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 2);
}

TEST_CASE("a campaign whose do-not-send-after passed before it ran is missed")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign campaign = launch_campaign(
        *town.services, town.load({{"waves", R"([{"starts": "2026-12-01T08:00", "not_after": "2026-12-01T18:00"}])"}}),
        "cli:ema");
    CHECK(campaign.starts_at == from_iso("2026-12-01T07:00:00Z"));
    town.clock.set(from_iso("2026-12-01T17:00:00Z"));
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(campaign).state == State::missed);
    CHECK(town.text("SELECT state_reason FROM messages") == "too_late");
}

TEST_CASE("campaigns are found by key and id within their organisation alone")
{
    CampaignTown town(every_store());
    const Campaign first = town.load();
    const Campaign second = town.load({{"key", R"("anketa")"}});
    store::Session session = town.database().session();
    CHECK(find_campaign(session, town.organisation.id, "anketa").id == second.id);
    CHECK(find_campaign(session, town.organisation.id, first.id).key == "forum");
    CHECK(all_campaigns(session, town.organisation.id).front().id == second.id);
    CHECK_THROWS_AS(find_campaign(session, town.organisation.id + 1, first.id), Error);
    try {
        find_campaign(session, town.organisation.id, std::string("foru"));
        FAIL("found");
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::missing);
        CHECK_THAT(problem.what(), Contains("forum"));
    }
}

TEST_CASE("what comes back from a connector after the cancel is skipped too, and so is what a person resends")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign running = town.run(town.load());
    town.database().session().run("UPDATE messages SET state = 'handed', attempts = 1");
    tests::follow_states(town.database().session());
    cancel_campaign(*town.services, running, "cli:ema");
    CHECK(town.text("SELECT state FROM messages WHERE contact_id = $1", {person}) == "handed");
    town.database().session().run("UPDATE messages SET state = 'queued'");
    tests::follow_states(town.database().session()); // refused for now
    advance_campaigns(*town.services);
    CHECK(town.text("SELECT state FROM messages WHERE contact_id = $1", {person}) == "skipped");
    CHECK(town.text("SELECT state_reason FROM messages WHERE contact_id = $1", {person}) == "campaign_cancelled");
}

TEST_CASE("a campaign that cannot be read holds up no other one")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign broken = launch_campaign(*town.services, town.load(), "cli:ema");
    const Campaign good = launch_campaign(*town.services, town.load({{"key", "\"second\""}}), "cli:ema");
    town.database().session().run("UPDATE campaigns SET definition = '{}' WHERE id = $1", {broken.id});
    town.clock.advance(town.config.campaign_cancel_window);
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(good).state == State::running);
}
