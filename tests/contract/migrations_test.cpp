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
                              "campaigns",
                              "campaign_moves",
                              "campaign_waves",
                              "wave_moves",
                              "invitations",
                              "invitation_groups",
                              "attendances",
                              "inbound_items",
                              "poll_positions",
                              "responses"})
        CHECK(session.query("SELECT COUNT(*) FROM " + std::string(table)).integer(0, 0) == 0);
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
        plan("SELECT 1 FROM messages WHERE state = 'queued' AND connector_account_id = 1 AND keeps_hours = TRUE AND "
             "lane_id = 1 AND due_at <= 9 LIMIT 1"),
        Catch::Contains("messages_queued (connector_account_id=? AND keeps_hours=? AND lane_id=? AND due_at<?)"));
    CHECK_THAT(plan("SELECT id FROM messages WHERE state = 'planned' AND lane_id = 1 AND due_at <= 9"),
               Catch::Contains("messages_planned (lane_id=? AND due_at<?)"));
    CHECK_THAT(
        plan("SELECT id FROM messages WHERE state IN ('claimed', 'handed') AND state = 'handed' AND lease_until < 9"),
        Catch::Contains("messages_held (lease_until<?)"));
    CHECK_THAT(plan("SELECT channel, state, COUNT(*) FROM messages WHERE lane_id = 1 GROUP BY channel, state"),
               Catch::Contains("COVERING INDEX messages_lane"));
    // the foreign key of each message that a recall deletes
    CHECK_THAT(plan("SELECT 1 FROM responses WHERE message_id = 1"), Catch::Contains("INDEX responses_message"));
}
