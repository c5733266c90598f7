// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/invitation.h"
#include "campaigns/wave.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <stdexcept>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

const Instant event_ends = from_iso("2026-12-10T18:00:00Z");

const char* const three_waves = R"([{"kind": "reminder", "after": "P7D"}, {"kind": "thanks", "after": "P1D"},
    {"kind": "feedback", "after": "P14D", "content": [
        {"said": {"cs": "Víc laviček.", "*": "More benches."}, "done": {"cs": "Přidáme šest.", "*": "Six more."}},
        {"said": "Kavárna.", "not_done": "Nebude.", "why": "Nemáme na provoz."}]}])";

std::string state_of(CampaignTown& town, std::int64_t contact, const std::string& wave)
{
    const store::Rows rows =
        town.database().session().query("SELECT channel, state, CASE state WHEN 'skipped' THEN state_reason ELSE '' "
                                        "END FROM messages WHERE contact_id = $1 AND wave = $2 ORDER BY id",
                                        {contact, wave});
    std::string out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out += (out.empty() ? "" : ", ") + rows.text(row, 0) + " " + rows.text(row, 1) +
               (rows.text(row, 2).empty() ? "" : "(" + rows.text(row, 2) + ")");
    return out;
}

std::int64_t count(CampaignTown& town, const std::string& wave)
{
    return town.number("SELECT COUNT(*) FROM messages WHERE wave = $1", {wave});
}

std::int64_t invitation_of(CampaignTown& town, std::int64_t contact)
{
    return town.number("SELECT id FROM invitations WHERE contact_id = $1", {contact});
}

void answer(CampaignTown& town, std::int64_t contact, const std::string& word)
{
    store::Session session = town.database().session();
    REQUIRE(record_answer(session, invitation_of(town, contact), word, "web", town.clock.now(), town.clock.now()));
}

/// All that waits is sent.
void deliver(CampaignTown& town)
{
    delivery::release_due(town.database(), town.clock.now());
    town.database().session().run("UPDATE messages SET state = 'accepted', updated_at = $1 WHERE state IN ('planned', "
                                  "'queued')",
                                  {to_micros(town.clock.now())});
    tests::follow_states(town.database().session());
}

std::vector<std::string> history(CampaignTown& town, const Campaign& campaign)
{
    store::Session session = town.database().session();
    std::vector<std::string> out;
    for (const TimelineEntry& entry : campaign_timeline(session, campaign.id))
        out.push_back(entry.what);
    return out;
}

bool has(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

const WaveStatus& wave_of(const Status& status, const std::string& kind)
{
    for (const WaveStatus& wave : status.waves)
        if (wave.kind == kind) return wave;
    FAIL("no wave " << kind);
    throw std::logic_error("no wave");
}

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

} // namespace

TEST_CASE("feedback without content waits for it and holds the campaign; a draft's check says so")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign draft = town.load({{"waves", R"([{"kind": "feedback", "after": "P2D"}])"}});
    const CheckReport report = check_campaign(*town.services, draft);
    CHECK(report.problems.empty());
    CHECK(std::any_of(report.warnings.begin(), report.warnings.end(), [](const std::string& warning) {
        return warning.find("campaign.waves[feedback].content: is not written yet") == 0;
    }));
    const Campaign campaign = town.run(draft);
    deliver(town);
    answer(town, person, "no");
    town.clock.set(event_ends + std::chrono::days(5));
    CHECK(advance_campaigns(*town.services) == 0);
    CHECK(count(town, "feedback") == 0);
    CHECK(wave_of(campaign_status(*town.services, campaign), "feedback").state == "waits_for_content");
    CHECK(town.reread(campaign).state == State::running);

    const std::string file = R"({"after": "P2D", "content": [{"said": "Víc laviček.", "done": "Přidáme šest."}]})";
    set_wave(*town.services, town.reread(campaign), "feedback", file, "cli:ema");
    CHECK(wave_of(campaign_status(*town.services, campaign), "feedback").state == "to_come");
    advance_campaigns(*town.services);
    CHECK(count(town, "feedback") == 0); // it can be called back as long as the launch could
    town.clock.advance(town.config.campaign_cancel_window);
    advance_campaigns(*town.services);
    CHECK(state_of(town, person, "feedback") == "email planned");
    CHECK_THAT(conflict([&] { set_wave(*town.services, town.reread(campaign), "feedback", file, "cli:ema"); }),
               Contains("has begun"));
}

TEST_CASE("a wave written after the launch wants its own approval where the organisation demands one")
{
    CampaignTown town(every_store(), true);
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    Campaign campaign = approve_campaign(*town.services,
                                         town.load({{"waves", R"([{"kind": "feedback", "after": "P2D", "content": [
            {"said": "Kavárna.", "not_done": "Nebude.", "why": "Nemáme na provoz."}]}])"}},
                                                   "cli:ema"),
                                         "cli:petr");
    const std::string approved = campaign.definition_hash;
    campaign = town.run(campaign);
    deliver(town);
    answer(town, person, "yes");
    const std::string file = R"({"after": "P3D", "content": [{"said": "Víc laviček.", "done": "Přidáme šest."}]})";
    const std::string hash = set_wave(*town.services, campaign, "feedback", file, "cli:ema");
    CHECK(set_wave(*town.services, campaign, "feedback", file, "cli:olga") == hash); // nothing was edited
    WaveStatus wave = wave_of(campaign_status(*town.services, campaign), "feedback");
    CHECK(wave.state == "to_come");
    CHECK(wave.proposed_hash == hash);
    CHECK(wave.proposed_by == "cli:ema");
    CHECK(wave.begins == event_ends + std::chrono::days(2)); // what was approved stands until then
    CHECK_THAT(conflict([&] { approve_wave(*town.services, campaign, "feedback", "cli:ema"); }),
               Contains("somebody else"));
    CHECK_THAT(conflict([&] { approve_wave(*town.services, campaign, "feedback", "cli:petr", "0123456789"); }),
               Contains("written anew"));
    approve_wave(*town.services, campaign, "feedback", "cli:petr", hash.substr(0, 12));
    wave = wave_of(campaign_status(*town.services, campaign), "feedback");
    CHECK(wave.proposed_hash.empty());
    CHECK(wave.begins == event_ends + std::chrono::days(3));
    campaign = town.reread(campaign);
    CHECK(campaign.definition_hash == approved);
    CHECK(find_wave(campaign.definition, "feedback")->content.at(0).done.at("*") == "Přidáme šest.");
    CHECK_THAT(conflict([&] { approve_wave(*town.services, campaign, "feedback", "cli:petr"); }),
               Contains("waits for approval"));
    const std::vector<std::string> moves = history(town, campaign);
    CHECK(has(moves, "feedback_set"));
    CHECK(has(moves, "feedback_approved"));
    CHECK(town.number(
              "SELECT COUNT(*) FROM audit_log WHERE action = 'campaign.wave_approved' AND actor = 'cli:petr'") == 1);
}

TEST_CASE("an unapproved text is never sent, and a finished campaign runs again for a wave written later")
{
    CampaignTown town(every_store(), true);
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    Campaign campaign = town.run(approve_campaign(*town.services, town.load({}, "cli:ema"), "cli:petr"));
    deliver(town);
    answer(town, person, "yes");
    advance_campaigns(*town.services);
    REQUIRE(town.reread(campaign).state == State::finished);
    town.clock.set(event_ends + std::chrono::days(5));
    const std::string file = R"({"after": "P2D", "content": [{"said": "Víc laviček.", "done": "Přidáme šest."}]})";
    set_wave(*town.services, town.reread(campaign), "feedback", file, "cli:ema");
    CHECK(wave_of(campaign_status(*town.services, campaign), "feedback").state == "waits_for_approval");
    CHECK(advance_campaigns(*town.services) == 0);
    CHECK(count(town, "feedback") == 0);
    approve_wave(*town.services, town.reread(campaign), "feedback", "cli:petr");
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(campaign).state == State::running);
    town.clock.advance(town.config.campaign_cancel_window);
    advance_campaigns(*town.services);
    CHECK(state_of(town, person, "feedback") == "email planned");
    deliver(town);
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(campaign).state == State::finished);
}

TEST_CASE("a wave that has not begun can be withdrawn, and set again")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    deliver(town);
    withdraw_wave(*town.services, campaign, "reminder", "cli:ema");
    CHECK_THAT(conflict([&] { withdraw_wave(*town.services, campaign, "reminder", "cli:ema"); }), Contains("to come"));
    town.clock.set(from_iso("2026-11-28T09:00:00Z"));
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 0);
    CHECK(wave_of(campaign_status(*town.services, campaign), "reminder").state == "withdrawn");
    set_wave(*town.services, campaign, "reminder", R"({"starts": "2026-12-01T09:00"})", "cli:ema");
    town.clock.set(from_iso("2026-12-01T08:00:00Z"));
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 1);
    CHECK(has(history(town, campaign), "reminder_withdrawn"));
}

TEST_CASE("what stands in the way of a wave written later is named")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    town.add({.email = "person@mail.test", .locale = "nb"});
    const Campaign draft = town.load();
    const auto refusal = [&](const Campaign& campaign, const std::string& kind, const std::string& file) {
        try {
            set_wave(*town.services, campaign, kind, file, "cli:ema");
        } catch (const Error& problem) {
            return std::string(problem.what());
        }
        return std::string("accepted");
    };
    CHECK_THAT(refusal(draft, "thanks", R"({"after": "P1D"})"), Contains("is draft") && Contains("its file"));
    const Campaign campaign = town.run(town.load({{"event", R"({"kind": "forum", "title": "Fórum",
        "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00"})"}}));
    CHECK_THAT(refusal(campaign, "invitation", "{}"), Contains("recall"));
    CHECK_THAT(refusal(campaign, "remindr", "{}"), Contains("reminder"));
    CHECK_THAT(refusal(campaign, "feedback", R"({"after": "P1D"})"), Contains("wave.content"));
    CHECK_THAT(refusal(campaign, "feedback", R"({"after": "P1D", "content": [{"said": {"cs": "a"}, "done": "b"}]})"),
               Contains("wave.content[0].said") && Contains("nb"));
    CHECK_THAT(refusal(campaign, "thanks", R"({"starts": "2026-12-01"})"), Contains("before the event has ended"));
    CHECK_THAT(refusal(campaign, "reminder", R"({"after": "P60D"})"), Contains("not later than the wave begins"));
    CHECK_THAT(refusal(campaign, "reminder", R"({"after": "P2D", "not_after": "2026-11-01"})"),
               Contains("in the past"));
    CHECK_THAT(refusal(campaign, "reminder", R"({"after": "P2D", "sms": "{{evnt.title}}"})"),
               Contains("wave.sms.*") && Contains("event.title"));
    CHECK(town.number("SELECT COUNT(*) FROM campaign_waves") == 0);
}
