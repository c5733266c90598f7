// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells.h"
#include "history.h"
#include "reading.h"
#include "responses/phone_list.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant later = reading_frozen + std::chrono::hours(48);

Guest called(const std::vector<std::string>& results)
{
    Guest out;
    for (const std::string& result : results)
        out.calls.push_back({result, later});
    return out;
}

Guest written_to(const std::string& state, Guest guest)
{
    guest.messages.push_back({"wave", state, true, true, "", {}});
    return guest;
}

PeopleCount count_one(store::Database& database, const Guest& guest, Instant until = later)
{
    static int campaigns = 0;
    store::Session session = database.session();
    const Hosting hosting =
        store_campaign(session, "{}", reading_frozen, std::nullopt, "called" + std::to_string(++campaigns));
    store_guest(session, hosting, guest);
    return count_people(session, hosting.campaign, "attend", until).at(0);
}

} // namespace

TEST_CASE("who was only called in vain was tried, and not arrived at")
{
    TestStore store(every_store());
    for (const char* result : {"no_answer", "wrong_number"}) {
        const PeopleCount count = count_one(store.database(), called({result, result}));
        CHECK(count.attempted == 1);
        CHECK(count.sent == 0);
        CHECK(count.delivered == 0);
        CHECK(count.dispositions == Dispositions{0, 0, 0, 0, 0, 0, 1, 0});
    }
    // A message that went out tells more than a call in vain, whatever came first.
    CHECK(count_one(store.database(), written_to("accepted", called({"no_answer"}))).dispositions.non_contact == 1);
    CHECK(count_one(store.database(), written_to("in_doubt", called({"no_answer"}))).in_doubt == 1);
}

TEST_CASE("who was spoken with was in contact: delivered, and O when they gave no answer")
{
    TestStore store(every_store());
    for (const char* result : {"reached", "call_later"}) {
        const PeopleCount count = count_one(store.database(), called({"no_answer", result, "no_answer"}));
        CHECK(count.attempted == 1);
        CHECK(count.sent == 1);
        CHECK(count.delivered == 1);
        CHECK(count.reached == 0);
        CHECK(count.dispositions == Dispositions{0, 0, 0, 0, 1, 0, 0, 0});
        CHECK(count_one(store.database(), written_to("accepted", called({result}))).dispositions.other == 1);
        CHECK(count_one(store.database(), written_to("in_doubt", called({result}))).in_doubt == 0);
    }
    Guest said_no = called({"answered"});
    said_no.answer = "no";
    said_no.answered_at = later;
    CHECK(count_one(store.database(), said_no).dispositions.refusal == 1);
    CHECK(count_one(store.database(), said_no).reached == 1);
    Guest wants_none = called({"do_not_call"});
    wants_none.replies.push_back({"opt_out", std::nullopt, "phone", later});
    CHECK(count_one(store.database(), wants_none).dispositions.refusal == 1);
    CHECK(count_one(store.database(), wants_none).delivered == 1);
}

TEST_CASE("calls after the moment of the report do not count, nor do calls to people who were not invited")
{
    TestStore store(every_store());
    for (const std::string& result : responses::call_results()) {
        const PeopleCount count = count_one(store.database(), called({result}), later - std::chrono::microseconds(1));
        CHECK(count.attempted == 0);
        CHECK(count.dispositions.not_sent == 1);
    }
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, "{}", reading_frozen, std::nullopt);
    Guest guest = called({"reached"});
    guest.arm = "reserve";
    store_guest(session, hosting, guest);
    Counting counting;
    counting.campaign_id = hosting.campaign;
    counting.target_act = "attend";
    counting.until = later;
    for (const PeopleCell& cell : count_people_cells(session, counting, false))
        CHECK(cell.rung == Rung::untried);
}
