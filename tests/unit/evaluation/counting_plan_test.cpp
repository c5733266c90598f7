// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells_store.h"
#include "history.h"
#include "reading.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

TEST_CASE("SQLite reads no set of people whole for each person, and keeps no table of all of them")
{
    TestStore store(StoreKind::sqlite);
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    Guest guest;
    guest.messages.push_back({"wave", "accepted", true, true, "", forum_frozen});
    guest.replies.push_back({"unsubscribe", std::nullopt, "web", forum_frozen, false});
    store_guest(session, hosting, guest);
    Counting counting;
    counting.campaign_id = hosting.campaign;
    counting.until = forum_closes;
    for (const char* target_act : {"attend", "form", "register"}) {
        counting.target_act = target_act;
        const store::Rows plan =
            session.query_once("EXPLAIN QUERY PLAN " + person_table(counting, ", i.frozen_place AS place") +
                                   "SELECT tally(prior, first_time, arm, placed, cancelled, ineligible, answer, said, "
                                   "stopped, attended, written_alone, carried, called, form, place) FROM person",
                               person_values(session, counting));
        REQUIRE_FALSE(plan.empty());
        bool looked_up = false;
        for (std::size_t i = 0; i < plan.size(); ++i) {
            const std::string step = plan.text(i, 3);
            INFO(step);
            CHECK(step != "MATERIALIZE person");
            // Only what goes through row by row is read whole.
            if (step.rfind("SCAN ", 0) == 0)
                CHECK((step == "SCAN person" || step == "SCAN each_sign" || step == "SCAN stoppers"));
            looked_up = looked_up || step == "SEARCH sign USING AUTOMATIC COVERING INDEX (id=?) LEFT-JOIN";
        }
        CHECK(looked_up);
    }
}
