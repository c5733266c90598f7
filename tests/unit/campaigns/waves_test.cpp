// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/attendance.h"
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

/// The event of the sample file: 10 December 2026, 16:00 to 18:00 UTC.
const Instant event_begins = from_iso("2026-12-10T16:00:00Z");
const Instant event_ends = from_iso("2026-12-10T18:00:00Z");

const char* const three_waves = R"([{"kind": "reminder", "after": "P7D"}, {"kind": "thanks", "after": "P1D"},
    {"kind": "feedback", "after": "P14D", "content": [
        {"said": {"cs": "Víc laviček.", "*": "More benches."}, "done": {"cs": "Přidáme šest.", "*": "Six more."}},
        {"said": "Kavárna.", "not_done": "Nebude.", "why": "Nemáme na provoz."}]}])";

void set_messages(CampaignTown& town, std::int64_t contact, const std::string& state)
{
    town.database().session().run("UPDATE messages SET state = $1 WHERE contact_id = $2", {state, contact});
    tests::follow_states(town.database().session());
}

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

void came(CampaignTown& town, const Campaign& campaign, std::int64_t contact)
{
    town.database().session().run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) "
                                  "VALUES ($1, $2, '', 0, 'test')",
                                  {campaign.id, invitation_of(town, contact)});
}

void answer(CampaignTown& town, std::int64_t contact, const std::string& word)
{
    store::Session session = town.database().session();
    REQUIRE(record_answer(session, invitation_of(town, contact), word, "web", town.clock.now(), town.clock.now()));
}

/// All that waits is sent; the scheduler takes its steps.
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

/// Everything that may have happened to one person before a wave begins.
struct Situation
{
    std::string answer;   ///< "" for none
    std::string delivery; ///< where the invitation stands
    bool came = false;
    bool opted_out = false;
};

std::vector<Situation> every_situation()
{
    std::vector<Situation> all;
    for (const char* said : {"", "yes", "no", "maybe"})
        for (const char* state : {"queued", "handed", "accepted", "delivered", "assumed_sent", "in_doubt", "bounced",
                                  "failed", "expired", "skipped"})
            for (const bool came : {false, true})
                for (const bool opted_out : {false, true})
                    all.push_back({said, state, came, opted_out});
    return all;
}

/// The rule of the design page, written once more.
bool gets(const std::string& wave, const Situation& one)
{
    if (one.opted_out) return false;
    if (wave == "thanks") return one.came;
    if (wave == "feedback") return one.came || !one.answer.empty();
    const bool reached = one.delivery == "accepted" || one.delivery == "delivered" || one.delivery == "assumed_sent";
    return one.answer.empty() && reached;
}

} // namespace

TEST_CASE("who gets a wave: answer, delivery, attendance and opt-out decide")
{
    const StoreKind kind = every_store();
    const std::string wave = GENERATE("reminder", "thanks", "feedback");
    CampaignTown town(kind);
    const std::vector<Situation> situations = every_situation();
    std::vector<std::int64_t> people;
    for (std::size_t i = 0; i < situations.size(); ++i)
        people.push_back(town.add({.email = "osoba" + std::to_string(i) + "@mail.test"}));
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    for (std::size_t i = 0; i < situations.size(); ++i) {
        const Situation& one = situations[i];
        set_messages(town, people[i], one.delivery);
        if (!one.answer.empty()) answer(town, people[i], one.answer);
        if (one.came) came(town, campaign, people[i]);
        if (!one.opted_out) continue;
        store::Transaction transaction(town.database());
        opt_out(transaction.session(), town.organisation.id, people[i], "test", town.clock.now());
        transaction.commit();
    }
    const char* begins = wave == "reminder" ? "2026-11-27T10:00:00Z"
                         : wave == "thanks" ? "2026-12-11T18:00:00Z"
                                            : "2026-12-24T18:00:00Z";
    town.clock.set(from_iso(begins));
    CHECK(count(town, wave) == 0);
    advance_campaigns(*town.services);
    std::int64_t expected = 0;
    for (std::size_t i = 0; i < situations.size(); ++i) {
        const Situation& one = situations[i];
        INFO(wave << ": answer \"" << one.answer << "\", invitation " << one.delivery << (one.came ? ", came" : "")
                  << (one.opted_out ? ", opted out" : ""));
        expected += gets(wave, one) ? 1 : 0;
        CHECK(state_of(town, people[i], wave) == (gets(wave, one) ? "email planned" : ""));
    }
    CHECK(count(town, wave) == expected);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves v JOIN messages m ON m.id = v.message_id WHERE m.wave = $1 "
                      "AND v.to_state = 'planned'",
                      {wave}) == expected);
    CHECK(has(history(town, campaign), wave + "_begun"));

    // run again, it is a no-op, also for whoever it would be for by now
    answer(town, people[0], "yes");
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE wave = 'invitation'");
    tests::follow_states(town.database().session());
    for (int i = 0; i < 3; ++i)
        advance_campaigns(*town.services);
    CHECK(count(town, wave) == expected);
}

TEST_CASE("waves come one after another, and the campaign runs until the last is out")
{
    CampaignTown town(every_store());
    const std::int64_t silent = town.add({.email = "tichy@mail.test"});
    const std::int64_t coming = town.add({.email = "prijde@mail.test"});
    Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    deliver(town);
    answer(town, coming, "yes");
    for (int i = 0; i < 2; ++i)
        CHECK(advance_campaigns(*town.services) == 0); // all is sent, but waves are to come
    CHECK(town.reread(campaign).state == State::running);

    Status status = campaign_status(*town.services, campaign);
    REQUIRE(status.waves.size() == 4);
    CHECK(wave_of(status, "invitation").state == "begun");
    CHECK(wave_of(status, "invitation").progress.at(0).by_state.at("accepted") == 2);
    CHECK(wave_of(status, "reminder").state == "to_come");
    const Instant reminder = *campaign.starts_at + std::chrono::days(7);
    CHECK(wave_of(status, "reminder").begins == reminder);
    CHECK(wave_of(status, "reminder").not_after == event_begins);
    CHECK(wave_of(status, "thanks").begins == event_ends + std::chrono::days(1));
    CHECK(wave_of(status, "feedback").not_after == event_ends + std::chrono::days(180));

    town.clock.set(reminder - std::chrono::seconds(1));
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 0);
    town.clock.set(reminder);
    advance_campaigns(*town.services);
    CHECK(state_of(town, silent, "reminder") == "email planned");
    CHECK(state_of(town, coming, "reminder").empty());
    status = campaign_status(*town.services, campaign);
    CHECK(wave_of(status, "reminder").begun_at == reminder);
    CHECK(wave_of(status, "reminder").progress.at(0).by_state.at("planned") == 1);
    CHECK(status.progress.at(0).by_state.at("accepted") == 2); // all waves together by channel
    CHECK(status.progress.at(0).by_state.at("planned") == 1);
    deliver(town);

    town.clock.set(event_ends + std::chrono::hours(1));
    CHECK(record_attendance(*town.services, town.reread(campaign), {{.contact_id = coming}}, "list", "cli:ema")
              .recorded == 1);
    town.clock.set(event_ends + std::chrono::days(1));
    advance_campaigns(*town.services);
    CHECK(state_of(town, coming, "thanks") == "email planned");
    CHECK(count(town, "thanks") == 1);
    deliver(town);
    CHECK(advance_campaigns(*town.services) == 0);
    town.clock.set(event_ends + std::chrono::days(14));
    advance_campaigns(*town.services);
    CHECK(count(town, "feedback") == 1);
    CHECK(town.reread(campaign).state == State::running);
    deliver(town);
    town.clock.advance(std::chrono::minutes(1));
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(town.reread(campaign).state == State::finished);
    const std::vector<std::string> expected = {"draft",        "submitted",      "approved",
                                               "scheduled",    "running",        "reminder_begun",
                                               "thanks_begun", "feedback_begun", "finished"};
    CHECK(history(town, campaign) == expected);
}

TEST_CASE("a wave begins by the clock on the wall also where the clocks change in between")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    town.clock.set(from_iso("2027-03-01T09:00:00Z"));
    const Campaign campaign = town.run(
        town.load({{"event", R"({"title": "Fórum", "starts": "2027-04-10T17:00", "ends": "2027-04-10T19:00"})"},
                   {"waves", R"([{"starts": "2027-03-25T09:00"}, {"kind": "reminder", "after": "P7D"}])"}}));
    const Status status = campaign_status(*town.services, campaign);
    CHECK(wave_of(status, "invitation").begins == from_iso("2027-03-25T08:00:00Z"));
    CHECK(wave_of(status, "reminder").begins == from_iso("2027-04-01T07:00:00Z")); // nine o'clock again
}

TEST_CASE("a wave whose do-not-send-after passed is missed, is said so, and holds nothing up")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign campaign =
        town.run(town.load({{"waves", R"([{"kind": "reminder", "after": "P3D", "not_after": "2026-11-25T09:00"}])"}}));
    deliver(town);
    pause_campaign(*town.services, town.reread(campaign), "cli:ema");
    town.clock.set(from_iso("2026-11-25T08:00:00Z"));
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 0);
    resume_campaign(*town.services, town.reread(campaign), "cli:ema");
    CHECK(advance_campaigns(*town.services) == 1);
    CHECK(count(town, "reminder") == 0);
    CHECK(wave_of(campaign_status(*town.services, campaign), "reminder").state == "missed");
    CHECK(has(history(town, campaign), "reminder_missed"));
    CHECK(town.reread(campaign).state == State::finished);
}

TEST_CASE("pause holds waves and resume lets them begin; cancel skips what is planned of them and what is to come")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    deliver(town);
    pause_campaign(*town.services, town.reread(campaign), "cli:ema");
    town.clock.set(from_iso("2026-11-28T09:00:00Z"));
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 0);
    resume_campaign(*town.services, town.reread(campaign), "cli:ema");
    advance_campaigns(*town.services);
    CHECK(state_of(town, person, "reminder") == "email planned");
    cancel_campaign(*town.services, town.reread(campaign), "cli:ema");
    CHECK(state_of(town, person, "reminder") == "email skipped(campaign_cancelled)");
    came(town, campaign, person);
    town.clock.set(event_ends + std::chrono::days(2));
    advance_campaigns(*town.services);
    CHECK(count(town, "thanks") == 0);
}

TEST_CASE("a reminder goes by the channel on which the invitation was sent")
{
    CampaignTown town(every_store());
    const std::int64_t by_sms = town.add({.email = "jedna@mail.test", .phone = "+420601000001"});
    const std::int64_t by_email = town.add({.email = "druha@mail.test", .phone = "+420601000002"});
    const Campaign campaign = town.run(
        town.load({{"waves", R"([{"kind": "reminder", "after": "P7D"}])"}, {"fallback", R"({"on_bounce": true})"}}));
    deliver(town);
    set_messages(town, by_sms, "bounced");
    advance_campaigns(*town.services);
    CHECK(state_of(town, by_sms, "invitation") == "email bounced, sms planned");
    deliver(town);
    town.clock.set(*campaign.starts_at + std::chrono::days(7));
    advance_campaigns(*town.services);
    CHECK(state_of(town, by_sms, "reminder") == "sms planned");
    CHECK(state_of(town, by_email, "reminder") == "email planned");
}

TEST_CASE("the scheduler dies in the middle of planning a wave: another goes on, and nobody gets two")
{
    CampaignTown town(every_store());
    std::vector<std::int64_t> people;
    for (int i = 0; i < 6; ++i)
        people.push_back(town.add({.email = "osoba" + std::to_string(i) + "@mail.test"}));
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    deliver(town);
    town.clock.set(*campaign.starts_at + std::chrono::days(7));
    advance_campaigns(*town.services);
    REQUIRE(count(town, "reminder") == 6);
    // as it stands when it dies after the third person, the messages of the others not planned yet
    town.database().session().run("UPDATE campaign_waves SET state = 'planning', after_contact = $1, planned = 3",
                                  {people[2]});
    town.database().session().run("DELETE FROM message_moves WHERE message_id IN (SELECT id FROM messages WHERE wave = "
                                  "'reminder' AND contact_id > $1)",
                                  {people[2]});
    town.database().session().run("DELETE FROM messages WHERE wave = 'reminder' AND contact_id > $1", {people[2]});
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 6);
    // or had not written down how far it was
    town.database().session().run("UPDATE campaign_waves SET state = 'planning', after_contact = 0, planned = 0");
    advance_campaigns(*town.services);
    CHECK(count(town, "reminder") == 6);
}

TEST_CASE("recalled, a campaign forgets what became of its waves")
{
    CampaignTown town(every_store());
    town.add({.email = "osoba@mail.test"});
    const Campaign campaign = launch_campaign(*town.services, town.load({{"waves", three_waves}}), "cli:ema");
    CHECK_THAT(conflict([&] { set_wave(*town.services, campaign, "thanks", R"({"after": "P1D"})", "cli:ema"); }),
               Contains("is scheduled"));
    recall_campaign(*town.services, campaign, "cli:ema");
    CHECK(town.number("SELECT COUNT(*) FROM campaign_waves") == 0);
    CHECK(town.reread(campaign).definition.waves.size() == 4);
}
