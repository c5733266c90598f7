// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/fatigue_store.h"
#include "organisations/sending_hours.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

constexpr std::int64_t day = 86'400'000'000;

/// People and what they were sent, as rows alone.
struct Post
{
    explicit Post(StoreKind kind) : town(kind) { account = town.number("SELECT MIN(id) FROM connector_accounts"); }

    std::int64_t message(std::int64_t contact, const std::string& state, double days_ago,
                         const std::string& purpose = "wave")
    {
        const std::int64_t at =
            to_micros(town.clock.now()) - static_cast<std::int64_t>(days_ago * static_cast<double>(day));
        store::Session session = town.database().session();
        const std::string unique = std::to_string(++counter);
        const std::int64_t id = session.insert(
            "INSERT INTO messages (organisation_id, contact_id, connector_account_id, purpose, wave, channel, address, "
            "locale, dedupe_key, reference, state, state_reason, attempts, content_version, sms_parts, "
            "created_at, updated_at) VALUES ($1, $2, $3, $4, 'invitation', 'email', 'a@b.test', 'cs', $5, $5, $6, '', "
            "1, '', 0, $7, $7) RETURNING id",
            {town.organisation.id, contact, account, purpose, unique, state, at});
        tests::follow_states(session);
        const std::optional<std::int64_t> handed =
            state == "planned" || state == "queued" || state == "claimed" ? std::nullopt : std::optional(at);
        session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
                    "outcome_text, claimed_at, handed_at) VALUES ($1, 1, 'c', $2, '', '', '', '', $3, $4)",
                    {id, "a" + unique, at, handed});
        return id;
    }

    bool over(std::int64_t contact, std::int64_t id, const std::string& purpose = "wave")
    {
        delivery::Claim claim;
        claim.message_id = id;
        claim.contact_id = contact;
        claim.organisation_id = town.organisation.id;
        claim.purpose = purpose;
        store::Session session = town.database().session();
        return over_fatigue_cap(session, {&claim, 1}, town.clock.now()).contains(id);
    }

    void cap(int messages, int days)
    {
        organisations::set_fatigue_cap(town.database(), town.clock, "cli:test", town.organisation.id, {messages, days});
    }

    CampaignTown town;
    std::int64_t account = 0;
    int counter = 0;
};

} // namespace

TEST_CASE("the fourth message of a wave in fourteen days is one too many, whatever campaigns they are of")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    const std::int64_t petr = post.town.add({.email = "petr@example.test"});
    post.message(jana, "accepted", 13.9);
    post.message(jana, "delivered", 5);
    const std::int64_t third = post.message(jana, "claimed", 0);
    CHECK_FALSE(post.over(jana, third));
    post.message(jana, "in_doubt", 1);
    CHECK(post.over(jana, third));
    CHECK_FALSE(post.over(jana, third, "confirmation"));
    CHECK_FALSE(post.over(petr, post.message(petr, "claimed", 0)));
    post.cap(4, 14);
    CHECK_FALSE(post.over(jana, third));
    post.cap(1, 1);
    CHECK_FALSE(post.over(jana, third)); // a day ago is not within a day
    post.cap(1, 2);
    CHECK(post.over(jana, third));
    post.cap(0, 14);
    CHECK_FALSE(post.over(jana, third));
}

TEST_CASE("what did not reach the person, answers them, or is a test does not tire them")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    for (const char* state : {"bounced", "failed", "skipped", "expired", "planned", "queued"})
        post.message(jana, state, 1);
    for (const char* purpose : {"confirmation", "change", "cancellation", "test", "opt_out"})
        post.message(jana, "delivered", 1, purpose);
    post.message(jana, "delivered", 14.1);
    const std::int64_t next = post.message(jana, "claimed", 0);
    post.cap(1, 14);
    CHECK_FALSE(post.over(jana, next));
}

TEST_CASE("of messages in work at the same time only as many go as the cap allows, the older ones first")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    post.cap(2, 14);
    post.message(jana, "accepted", 1);
    std::vector<delivery::Claim> claims(3);
    for (delivery::Claim& claim : claims) {
        claim.message_id = post.message(jana, "claimed", 0);
        claim.contact_id = jana;
        claim.purpose = "wave";
    }
    store::Session session = post.town.database().session();
    CHECK(over_fatigue_cap(session, claims, post.town.clock.now()) ==
          std::set<std::int64_t>{claims[1].message_id, claims[2].message_id});
}

TEST_CASE("a message in work that carries somebody's links counts for them too, if it is older")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    const std::int64_t petr = post.town.add({.email = "petr@example.test"});
    post.cap(1, 14);
    const auto carried = [&] {
        const std::int64_t carrier = post.message(petr, "claimed", 0);
        const std::int64_t own = post.message(jana, "skipped", 0);
        post.town.database().session().run(
            "INSERT INTO carried_messages (message_id, carrier_id, invitation_id) VALUES ($1, $2, 1)", {own, carrier});
        return own;
    };
    const std::int64_t older = carried();
    const std::int64_t other = post.message(jana, "claimed", 0);
    const std::int64_t newer = carried();
    CHECK_FALSE(post.over(jana, older));
    CHECK(post.over(jana, other));
    CHECK(post.over(jana, newer));
}

TEST_CASE("one message for two people who are one since is one message")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    post.cap(2, 14);
    const std::int64_t carrier = post.message(jana, "accepted", 1);
    const std::int64_t carried = post.message(jana, "skipped", 1);
    post.town.database().session().run(
        "INSERT INTO carried_messages (message_id, carrier_id, invitation_id) VALUES ($1, $2, 1)", {carried, carrier});
    const auto now = post.town.clock.now();
    CHECK_FALSE(post.over(jana, post.message(jana, "claimed", 0)));
    store::Session session = post.town.database().session();
    CHECK(count_over_fatigue_cap(session, post.town.organisation, "all", now, now) == 0);
}

TEST_CASE("the check can say how many of an audience would be one too many")
{
    Post post(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = post.town.add({.email = "jana@example.test"});
    const std::int64_t petr = post.town.add({.email = "petr@example.test", .place = "Dubová"});
    for (const double days : {1.0, 3.0, 10.0}) {
        post.message(jana, "delivered", days);
        post.message(petr, "delivered", days);
    }
    const auto count = [&](const std::string& query, int in_days) {
        store::Session session = post.town.database().session();
        const Instant now = post.town.clock.now();
        return count_over_fatigue_cap(session, post.town.organisation, query, now, now + std::chrono::days(in_days));
    };
    CHECK(count("has email", 0) == 2);
    CHECK(count("place = \"Dubová\"", 0) == 1);
    CHECK(count("has email", 5) == 0); // the oldest has left the fourteen days by then
    post.cap(0, 14);
    CHECK(count("has email", 0) == 0);
}
