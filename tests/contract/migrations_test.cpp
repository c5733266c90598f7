// SPDX-License-Identifier: EUPL-1.2
#include "base/clock.h"
#include "base/error.h"
#include "store/migrations.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::store;
using namespace dosah::tests;

namespace {

StoreKind every_kind()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

} // namespace

TEST_CASE("migrations are numbered without gaps")
{
    int expected = 1;
    for (const Migration& migration : migrations())
        CHECK(migration.number == expected++);
    CHECK(expected > 1);
}

TEST_CASE("each migration is applied once and recorded: organisations, contacts, delivery, campaigns, responses")
{
    TestStore store(every_kind(), false);
    const SystemClock clock;
    CHECK_THROWS_WITH(require_migrated(store.database()), Catch::Contains("dosah migrate"));
    const auto ran = migrate(store.database(), clock);
    CHECK(ran.size() == migrations().size());
    CHECK(migrate(store.database(), clock).empty());
    CHECK_NOTHROW(require_migrated(store.database()));
    Session session = store.database().session();
    for (const char* table : {"organisations",
                              "users",
                              "sessions",
                              "connector_accounts",
                              "audit_log",
                              "imports",
                              "contacts",
                              "contact_attributes",
                              "target_groups",
                              "group_members",
                              "involvements",
                              "suppressions",
                              "possible_duplicates",
                              "segments",
                              "lanes",
                              "messages",
                              "attempts",
                              "message_moves",
                              "sent_forms",
                              "sent_messages",
                              "campaigns",
                              "campaign_moves",
                              "campaign_waves",
                              "wave_moves",
                              "invitations",
                              "invitation_groups",
                              "place_moves",
                              "attendances",
                              "inbound_items",
                              "poll_positions",
                              "responses",
                              "releases",
                              "dkim_keys",
                              "benchmarks",
                              "benchmark_cells",
                              "campaign_draws",
                              "programmes",
                              "programme_campaigns",
                              "letter_prints",
                              "phone_calls",
                              "data_links",
                              "not_theirs",
                              "address_proposals",
                              "invitation_needs",
                              "campaign_figures",
                              "figure_people",
                              "figure_strata",
                              "figure_hours",
                              "figure_walk_ins",
                              "carried_messages",
                              "erased_people"})
        CHECK(session.query("SELECT COUNT(*) FROM " + std::string(table)).integer(0, 0) == 0);
}

TEST_CASE("a store from before the queue: each message that is not settled has its place in it")
{
    TestStore store(every_kind(), false);
    const SystemClock clock;
    {
        // Those from the queue on are marked as done, so that they come later.
        Session session = store.database().session();
        session.run(
            "CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT "
            "NULL)");
        for (const Migration& migration : migrations())
            if (migration.number >= 14)
                session.run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, 0)",
                            {migration.number, migration.name});
        migrate(store.database(), clock);
        const std::int64_t organisation = session.insert(
            "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, "
            "contact_email, contact_phone, approval_required, look_back_months, created_at) VALUES ('lipova', "
            "'Lipová', 'CZ', 'cs', 'Europe/Prague', '#000', '', '', '', FALSE, 36, 0) RETURNING id");
        const std::int64_t contact = session.insert(
            "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
            "folded_place, postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
            "VALUES ($1, '', '', '', '', 'cs', '', '', '', 'public_task', '', 1, 0, 0) RETURNING id",
            {organisation});
        const std::int64_t account = session.insert(
            "INSERT INTO connector_accounts (organisation_id, key, connector, settings, sealed_secrets, active, "
            "created_at) VALUES ($1, 'relay', 'smtp', '{}', '', TRUE, 0) RETURNING id",
            {organisation});
        for (const char* state : {"planned", "queued", "claimed", "handed", "in_doubt", "accepted", "skipped"}) {
            const bool held = state == std::string("claimed") || state == std::string("handed");
            const std::int64_t message = session.insert(
                "INSERT INTO messages (organisation_id, contact_id, connector_account_id, purpose, wave, channel, "
                "address, locale, dedupe_key, reference, state, state_reason, due_at, attempts, claim_id, lease_until, "
                "content_version, sms_parts, created_at, updated_at, keeps_hours) VALUES ($1, $2, $3, 'wave', '', "
                "'email', 'a@b.test', 'cs', $4, $4, $4, '', 7, 1, $5, $6, '', 0, 0, 0, FALSE) RETURNING id",
                {organisation, contact, account, state, held ? Value("mine") : Value(), held ? Value(9) : Value()});
            session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, "
                        "outcome_code, outcome_text, claimed_at) VALUES ($1, 1, '', $2, '', '', '', '', 0)",
                        {message, state});
        }
        session.run("DELETE FROM schema_migrations WHERE number >= 14");
    }
    migrate(store.database(), clock);
    Session session = store.database().session();
    const Rows rows =
        session.query("SELECT messages.state, queue.stage, queue.claim_id, queue.lease_until, queue.due_at, "
                      "queue.keeps_hours FROM queue JOIN messages ON messages.id = queue.message_id "
                      "ORDER BY messages.id");
    std::string stages;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        stages += rows.text(i, 0) + ":" + rows.text(i, 1) + rows.text(i, 2) + std::to_string(rows.integer(i, 3)) + " ";
        CHECK(rows.integer(i, 4) == 7);
        CHECK_FALSE(rows.boolean(i, 5));
    }
    CHECK(stages == "planned:planned0 queued:queued0 claimed:heldmine9 handed:heldmine9 in_doubt:in_doubt0 ");
    CHECK(session
              .query("SELECT COUNT(*) FROM attempts JOIN messages ON messages.id = message_id AND "
                     "messages.dedupe_key = attempts.reference")
              .integer(0, 0) == 7);
    // A number that was given before is not given again.
    CHECK(session.insert("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, "
                         "outcome_code, outcome_text, claimed_at) VALUES (1, 2, '', '', '', '', '', '', 0) RETURNING "
                         "id") == 8);
}

TEST_CASE("a migration that was taken out of the record is pending again and stops serving")
{
    TestStore store(every_kind());
    store.database().session().run("DELETE FROM schema_migrations WHERE number = $1", {migrations().back().number});
    const auto pending = pending_migrations(store.database());
    REQUIRE(pending.size() == 1);
    CHECK(pending[0].number == migrations().back().number);
    CHECK_THROWS_AS(require_migrated(store.database()), Error);
}

TEST_CASE("a store from before the moves of places: each place has the moves that led to it")
{
    TestStore store(every_kind());
    Session session = store.database().session();
    session.run_script("DROP TABLE place_moves");
    session.run("DELETE FROM schema_migrations WHERE number = 18");
    const std::int64_t organisation = session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, created_at) VALUES ('lipova', 'Lipová', 'CZ', 'cs', "
        "'Europe/Prague', '#000', '', '', '', FALSE, 36, 0) RETURNING id");
    const std::int64_t lane =
        session.insert("INSERT INTO lanes (organisation_id, open) VALUES ($1, TRUE) RETURNING id", {organisation});
    const std::int64_t campaign = session.insert(
        "INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
        "calendar_sequence, created_by, submitted_by, approved_by, approved_hash, created_at, updated_at) "
        "VALUES ($1, 'forum', 'running', '{}', '', $2, '', 0, '', '', '', '', 0, 0) RETURNING id",
        {organisation, lane});
    const auto invited = [&](const char* place, const Value& place_at, const Value& offered_at) {
        const std::int64_t contact = session.insert(
            "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
            "folded_place, postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
            "VALUES ($1, '', '', '', '', 'cs', '', '', '', 'public_task', '', 1, 0, 0) RETURNING id",
            {organisation});
        session.run("INSERT INTO invitations (organisation_id, campaign_id, contact_id, frame_id, arm, prior, "
                    "rule_version, token_version, companions, first_time, place, place_at, offered_at) "
                    "VALUES ($1, $2, $3, $4, 'invited', 'none', '1', 1, 0, '', $5, $6, $7)",
                    {organisation, campaign, contact, place + std::to_string(contact), place, place_at, offered_at});
    };
    invited("taken", 3, Value());
    invited("taken", 4, 9);
    invited("waiting", 5, Value());
    invited("", Value(), Value());
    migrate(store.database(), SystemClock());
    const Rows rows = session.query("SELECT i.frame_id, p.place, p.at FROM place_moves p JOIN invitations i ON i.id = "
                                    "p.invitation_id ORDER BY i.id, p.id");
    std::string moves;
    for (std::size_t i = 0; i < rows.size(); ++i)
        moves += rows.text(i, 1) + std::to_string(rows.integer(i, 2)) + " ";
    CHECK(moves == "taken3 waiting4 taken9 waiting5 ");
}

TEST_CASE("a store from before formats: everybody keeps their language, and what refers to them still does")
{
    TestStore store(every_kind(), false);
    const SystemClock clock;
    {
        Session session = store.database().session();
        session.run("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT "
                    "NOT NULL)");
        for (const Migration& migration : migrations())
            if (migration.number >= 19)
                session.run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, 0)",
                            {migration.number, migration.name});
        migrate(store.database(), clock);
        const std::int64_t organisation = session.insert(
            "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, "
            "contact_email, contact_phone, approval_required, look_back_months, created_at) VALUES ('lipova', "
            "'Lipová', 'CZ', 'cs', 'Europe/Prague', '#000', '', '', '', FALSE, 36, 0) RETURNING id");
        for (const char* locale : {"", "cs", "nn"}) {
            const std::int64_t contact = session.insert(
                "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
                "folded_place, postal_address, legal_basis, legal_basis_source, token_version, created_at, "
                "updated_at) VALUES ($1, '', '', '', '', $2, '', '', '', 'public_task', '', 1, 0, 0) RETURNING id",
                {organisation, locale});
            session.run(
                "INSERT INTO contact_attributes (contact_id, name, value, folded_value) VALUES ($1, 'a', $2, $2)",
                {contact, locale});
        }
        session.run("DELETE FROM schema_migrations WHERE number >= 19");
    }
    migrate(store.database(), clock);
    Session session = store.database().session();
    const Rows rows = session.query("SELECT c.locale, a.value, c.format FROM contacts c JOIN contact_attributes a ON "
                                    "a.contact_id = c.id ORDER BY c.id");
    REQUIRE(rows.size() == 3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows.text(i, 0) == std::vector<std::string>{"", "cs", "nn"}[i]);
        CHECK(rows.text(i, 1) == rows.text(i, 0));
        CHECK(rows.text(i, 2).empty());
    }
    CHECK(session.run("UPDATE contacts SET locale = 'uk', format = 'large_print' WHERE locale = 'cs'") == 1);
    CHECK_THROWS_AS(session.run("UPDATE contacts SET locale = 'EN'"), Error);
    CHECK_THROWS_AS(session.run("DELETE FROM contacts"), Error); // their attributes refer to them
}

TEST_CASE("what is asked again and again does not read every message: indexes")
{
    TestStore store(StoreKind::sqlite);
    const auto plan = [&](const std::string& sql) {
        const Rows rows = store.database().session().query("EXPLAIN QUERY PLAN " + sql);
        std::string text;
        for (std::size_t i = 0; i < rows.size(); ++i)
            text += rows.text(i, 3) + "\n";
        return text;
    };
    // a dispatcher's question for its account, while another account has a hundred thousand waiting
    CHECK_THAT(
        plan("SELECT 1 FROM queue WHERE stage = 'queued' AND connector_account_id = 1 AND keeps_hours = TRUE AND "
             "lane_id = 1 AND due_at <= 9 LIMIT 1"),
        Catch::Contains("queue_due (lane_id=? AND connector_account_id=? AND keeps_hours=? AND due_at<?)"));
    CHECK_THAT(plan("SELECT message_id FROM queue WHERE stage = 'planned' AND lane_id = 1 AND due_at <= 9"),
               Catch::Contains("queue_planned (lane_id=? AND due_at<?)"));
    CHECK_THAT(plan("SELECT message_id FROM queue WHERE stage = 'held' AND lease_until < 9"),
               Catch::Contains("queue_held"));
    CHECK_THAT(plan("SELECT channel, state, COUNT(*) FROM messages WHERE lane_id = 1 GROUP BY channel, state"),
               Catch::Contains("INDEX messages_lane (lane_id=?)"));
    // each answer asks who waits for a place
    CHECK_THAT(plan("SELECT i.id FROM invitations i WHERE i.campaign_id = 1 AND i.place <> '' AND i.place = 'waiting' "
                    "ORDER BY i.place_at, i.id LIMIT 100"),
               Catch::Contains("INDEX invitations_place (campaign_id=? AND place=?)"));
    // the foreign key of each message that a recall deletes
    CHECK_THAT(plan("SELECT 1 FROM responses WHERE message_id = 1"), Catch::Contains("INDEX responses_message"));
}
