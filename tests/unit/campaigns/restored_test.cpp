// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/restored.h"
#include "delivery/state.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using campaigns::State;

namespace {

/// A town as a backup shows it, and what becomes of it when it is brought back.
struct Backup
{
    explicit Backup(StoreKind kind) : town(kind)
    {
        for (int i = 0; i < 7; ++i)
            people.push_back(town.add({.email = "p" + std::to_string(i) + "@osoba.test"}));
    }

    std::int64_t message(std::size_t person)
    {
        return town.number("SELECT id FROM messages WHERE contact_id = $1 AND purpose = 'wave'", {people[person]});
    }

    /// Puts a message of the wave where a daemon may have left it.
    void put(std::size_t person, const std::string& state, const std::string& outcome = "")
    {
        store::Session session = town.database().session();
        const bool tried = state != "planned" && state != "queued";
        session.run("UPDATE messages SET state = $1, attempts = $2 WHERE id = $3",
                    {state, tried ? 1 : 0, message(person)});
        tests::follow_states(session);
        if (tried)
            session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, "
                        "outcome_code, outcome_text, claimed_at) VALUES ($1, 1, 'claim', $2, '', $3, '', '', 0)",
                        {message(person), "attempt" + std::to_string(person), outcome});
    }

    void due(std::size_t person, Instant at)
    {
        town.database().session().run("UPDATE queue SET due_at = $1 WHERE message_id = $2",
                                      {to_micros(at), message(person)});
    }

    std::string state(std::size_t person)
    {
        return town.text("SELECT state FROM messages WHERE id = $1", {message(person)});
    }

    /// The steps written when it was brought back.
    std::string steps(std::size_t person)
    {
        store::Session session = town.database().session();
        const store::Rows rows = session.query("SELECT from_state, to_state FROM message_moves WHERE message_id = $1 "
                                               "AND reason = 'restored' ORDER BY id",
                                               {message(person)});
        std::string words;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(delivery::may_move(delivery::state_from(rows.text(i, 0)), delivery::state_from(rows.text(i, 1))));
            words += rows.text(i, 0) + ">" + rows.text(i, 1) + " ";
        }
        return words;
    }

    campaigns::Restored settle(bool nothing_sent_since = false)
    {
        return campaigns::settle_restored(town.database(), made_at, nothing_sent_since, "cli:ema", town.clock.now());
    }

    CampaignTown town;
    std::vector<std::int64_t> people;
    const Instant made_at = from_iso("2026-11-20T08:00:00Z");
};

} // namespace

TEST_CASE("a store that is brought back holds a running campaign and doubts what may have gone out since")
{
    Backup backup(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const campaigns::Campaign campaign = backup.town.run(backup.town.load());
    const Instant later = backup.town.clock.now() + std::chrono::hours(3);
    backup.put(0, "planned");
    backup.put(1, "queued");
    backup.put(2, "claimed");
    backup.put(3, "handed");
    backup.put(4, "accepted", "accepted");
    backup.put(5, "queued");
    backup.due(5, later);
    backup.put(6, "planned");
    backup.due(6, later);

    const campaigns::Restored restored = backup.settle();
    CHECK(restored.in_doubt == 4);
    REQUIRE(restored.held.size() == 1);
    CHECK(restored.held[0].campaign == campaign.key);
    CHECK(restored.held[0].organisation == backup.town.organisation.key);
    CHECK(restored.held[0].was == State::running);
    CHECK(restored.held[0].in_doubt == 4);
    CHECK(restored.held[0].waiting == 2);
    CHECK(backup.town.reread(campaign).state == State::paused);
    CHECK(backup.town.number("SELECT COUNT(*) FROM lanes WHERE open") == 0);

    CHECK(backup.steps(0) == "planned>queued queued>claimed claimed>handed handed>in_doubt ");
    CHECK(backup.steps(1) == "queued>claimed claimed>handed handed>in_doubt ");
    CHECK(backup.steps(2) == "claimed>handed handed>in_doubt ");
    CHECK(backup.steps(3) == "handed>in_doubt ");
    for (std::size_t person = 0; person < 4; ++person)
        CHECK(backup.state(person) == "in_doubt");
    CHECK(backup.state(4) == "accepted");
    CHECK(backup.state(5) == "queued");
    CHECK(backup.state(6) == "planned");
    CHECK(backup.steps(4) + backup.steps(5) + backup.steps(6) == "");
    CHECK(backup.town.number("SELECT COUNT(*) FROM attempts WHERE outcome = 'unknown' AND ended_at IS NOT NULL") == 2);
    CHECK(backup.town.number("SELECT COUNT(*) FROM attempts WHERE outcome = 'accepted'") == 1);
    CHECK(backup.town.number(
              "SELECT COUNT(*) FROM queue WHERE stage = 'in_doubt' AND claim_id = '' AND lease_until = 0") == 4);
    CHECK(backup.town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'store.restore'") == 1);

    // Again it finds nothing; and what is resumed sends only what was not due.
    CHECK(backup.settle().in_doubt == 0);
    campaigns::resume_campaign(*backup.town.services, backup.town.reread(campaign), "cli:ema");
    backup.town.clock.set(later);
    delivery::release_due(backup.town.database(), later);
    CHECK(backup.town.number("SELECT COUNT(*) FROM messages WHERE state = 'queued'") == 2);
    CHECK(backup.town.number("SELECT COUNT(*) FROM messages WHERE state = 'in_doubt'") == 4);
}

TEST_CASE("when nothing was sent since the backup only what was under way is doubted")
{
    Backup backup(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    backup.town.run(backup.town.load());
    backup.put(0, "planned");
    backup.put(1, "queued");
    backup.put(2, "claimed");
    backup.put(3, "handed");
    CHECK(backup.settle(true).in_doubt == 2);
    CHECK(backup.state(0) == "planned");
    CHECK(backup.state(1) == "queued");
    CHECK(backup.state(2) == "in_doubt");
    CHECK(backup.state(3) == "in_doubt");
}

TEST_CASE("a scheduled campaign is held; its messages are doubted once their time has passed")
{
    Backup backup(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const bool passed = GENERATE(false, true);
    backup.town.config.campaign_cancel_window = std::chrono::hours(1);
    const campaigns::Campaign campaign =
        campaigns::launch_campaign(*backup.town.services, backup.town.load(), "cli:ema");
    REQUIRE(campaign.state == State::scheduled);
    if (passed) backup.town.clock.advance(std::chrono::hours(2));
    const campaigns::Restored restored = backup.settle();
    CHECK(restored.in_doubt == (passed ? 7 : 0));
    CHECK(restored.held.at(0).was == State::scheduled);
    CHECK(backup.town.reread(campaign).state == State::paused);
    std::vector<std::string> states;
    {
        store::Session session = backup.town.database().session();
        for (const auto& entry : campaigns::campaign_timeline(session, campaign.id))
            if (entry.reason.find("restored from a backup of 2026-11-20T08:00:00Z") != std::string::npos)
                states.push_back(entry.what);
    }
    CHECK(states == std::vector<std::string>{"running", "paused"});
    CHECK(backup.state(0) == (passed ? "in_doubt" : "planned"));
}

TEST_CASE("what was not launched is named and left alone, an answer to a person that waited is doubted")
{
    Backup backup(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const campaigns::Campaign draft = backup.town.load();
    store::Session session = backup.town.database().session();
    delivery::NewMessage message;
    message.organisation_id = backup.town.organisation.id;
    message.contact_id = backup.people[0];
    message.connector_account_id = backup.town.number("SELECT MIN(id) FROM connector_accounts");
    message.purpose = "confirmation";
    message.address = "p0@osoba.test";
    message.locale = "cs";
    message.dedupe_key = "one";
    message.due_at = backup.town.clock.now();
    delivery::plan(session, backup.town.random, message, backup.town.clock.now());
    // A launch that the backup caught half-way.
    message.purpose = "wave";
    message.dedupe_key = "two";
    message.lane_id = draft.lane_id;
    delivery::plan(session, backup.town.random, message, backup.town.clock.now());

    const campaigns::Restored restored = backup.settle();
    CHECK(restored.held.empty());
    REQUIRE(restored.not_launched.size() == 1);
    CHECK(restored.not_launched[0].campaign == draft.key);
    CHECK(restored.not_launched[0].was == State::draft);
    CHECK(restored.in_doubt == 1);
    CHECK(backup.town.text("SELECT state FROM messages WHERE dedupe_key = 'one'") == "in_doubt");
    CHECK(backup.town.text("SELECT state FROM messages WHERE dedupe_key = 'two'") == "planned");
}
