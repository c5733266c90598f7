// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/definition.h"
#include "campaigns/invitation.h"
#include "evaluation/cells.h"
#include "history.h"
#include "reading.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant frozen = reading_frozen;
const Instant closing = from_iso("2026-11-01T08:00:00Z");
const Instant always = from_iso("2100-01-01");
const std::vector<std::string> target_acts = {"attend", "answer", "form", "register"};

using Table = std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>>;

void add(Table& table, const std::string& group, const PeopleCount& count)
{
    auto& cell = table[{group, count.prior}];
    std::vector<std::int64_t> more = {count.audience, count.attempted, count.sent,    count.delivered,
                                      count.reached,  count.attended,  count.in_doubt};
    for (const DispositionName& one : disposition_names)
        more.push_back(count.dispositions.*one.value);
    cell.resize(more.size());
    std::transform(cell.begin(), cell.end(), more.begin(), cell.begin(), std::plus<>());
}

/// The one person of a campaign, counted by SQL.
PeopleCount count_one(store::Database& database, const Guest& guest, const std::string& target_act = "attend",
                      Instant until = always)
{
    static int campaigns = 0;
    store::Session session = database.session();
    const Hosting hosting = store_campaign(session, "{}", frozen, std::nullopt, "town" + std::to_string(++campaigns));
    store_guest(session, hosting, guest);
    const auto counts = count_people(session, hosting.campaign, target_act, until);
    REQUIRE(counts.size() == 2); // everybody, and those in no group
    CHECK(counts[1].group == without_group);
    CHECK(sum(counts[0].dispositions) == 1);
    return counts[0];
}

/// "I", "NC" ... of the one person.
std::string ended(store::Database& database, const Guest& guest, const std::string& target_act = "attend",
                  Instant until = always)
{
    const PeopleCount count = count_one(database, guest, target_act, until);
    for (const DispositionName& one : disposition_names)
        if (count.dispositions.*one.value == 1) return one.name;
    return "none";
}

Guest with_message(const std::string& state, bool handed, const std::string& purpose = "wave")
{
    Guest out;
    out.messages.push_back({purpose, state, handed, true, "", {}});
    return out;
}

Guest with_reply(const std::string& kind, const std::string& channel)
{
    Guest out;
    out.replies.push_back({kind, std::nullopt, channel, frozen});
    return out;
}

Guest with_answer(const std::string& answer)
{
    Guest out = with_message("accepted", true);
    out.answer = answer;
    out.answered_at = frozen;
    if (answer == "yes") out.place_moves = {{"taken", frozen}};
    return out;
}

} // namespace

TEST_CASE("sent means handed over: refused beforehand is not sent, bounced afterwards is")
{
    TestStore store(every_store());
    const auto sent = [&](const std::string& state, bool handed, const std::string& purpose = "wave") {
        return count_one(store.database(), with_message(state, handed, purpose)).sent;
    };
    for (const char* state : {"accepted", "delivered", "assumed_sent"})
        CHECK(sent(state, true) == 1);
    CHECK(sent("bounced", true) == 1);
    CHECK(sent("failed", true) == 1);
    CHECK(sent("bounced", false) == 0);
    CHECK(sent("failed", false) == 0);
    for (const char* state : {"planned", "queued", "claimed", "handed", "expired", "skipped", "in_doubt"})
        CHECK(sent(state, true) == 0);
    CHECK(sent("delivered", true, "confirmation") == 0);
}

TEST_CASE("only a message reported delivered, or an act, counts as delivered")
{
    TestStore store(every_store());
    CHECK(count_one(store.database(), with_message("accepted", true)).delivered == 0);
    CHECK(count_one(store.database(), with_message("delivered", true)).delivered == 1);
    CHECK(count_one(store.database(), with_answer("no")).delivered == 1);
}

TEST_CASE("an answer, own words and coming are acts; machines, clicks and opt-outs are not")
{
    TestStore store(every_store());
    const auto reached = [&](const Guest& guest) { return count_one(store.database(), guest).reached; };
    for (const char* answer : {"yes", "no", "maybe"})
        CHECK(reached(with_answer(answer)) == 1);
    CHECK(reached(with_reply("text", "sms")) == 1);
    CHECK(reached(with_reply("answer", "phone")) == 1);
    for (const char* kind : {"bounce", "delayed", "delivered", "complaint", "unsubscribe", "calendar_reply",
                             "auto_reply", "challenge", "opt_out", "start", "help"})
        CHECK(reached(with_reply(kind, "email")) == 0);
    CHECK(reached(with_reply("opt_out", "sms")) == 0);
    Guest came;
    came.attended_at = frozen;
    const PeopleCount count = count_one(store.database(), came);
    CHECK(count.attempted == 1);
    CHECK(count.sent == 1);
    CHECK(count.delivered == 1);
    CHECK(count.reached == 1);
    CHECK(count.attended == 1);
}

TEST_CASE("in doubt is who has no sure sign either way")
{
    TestStore store(every_store());
    Guest guest = with_message("in_doubt", true);
    CHECK(count_one(store.database(), guest).in_doubt == 1);
    guest.messages.push_back({"wave", "accepted", true, true, "", {}});
    CHECK(count_one(store.database(), guest).in_doubt == 0);
    guest = with_message("in_doubt", true);
    guest.replies.push_back({"text", std::nullopt, "sms", frozen});
    const PeopleCount count = count_one(store.database(), guest);
    CHECK(count.in_doubt == 0);
    CHECK(count.sent == 1);
}

TEST_CASE("I is the act the campaign asks for")
{
    TestStore store(every_store());
    Guest came = with_message("accepted", true);
    came.attended_at = frozen;
    Guest form = with_message("accepted", true);
    form.form_at = frozen;
    Guest waits = with_answer("yes");
    waits.place_moves = {{"waiting", frozen}};
    struct Case
    {
        Guest guest;
        std::map<std::string, std::string> by_target;
    };
    const std::vector<Case> cases = {
        {came, {{"attend", "I"}, {"register", "I"}, {"answer", "P"}, {"form", "P"}}},
        {with_answer("yes"), {{"attend", "P"}, {"register", "I"}, {"answer", "I"}, {"form", "P"}}},
        {waits, {{"attend", "P"}, {"register", "P"}, {"answer", "I"}, {"form", "P"}}},
        {with_answer("maybe"), {{"attend", "P"}, {"register", "P"}, {"answer", "I"}, {"form", "P"}}},
        {with_answer("no"), {{"attend", "R"}, {"register", "R"}, {"answer", "I"}, {"form", "R"}}},
        {with_reply("text", "email"), {{"attend", "P"}, {"register", "P"}, {"answer", "P"}, {"form", "P"}}},
        {form, {{"attend", "NC"}, {"register", "NC"}, {"answer", "NC"}, {"form", "I"}}},
    };
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (const auto& [target_act, disposition] : cases[i].by_target) {
            INFO(i << " " << target_act);
            CHECK(ended(store.database(), cases[i].guest, target_act) == disposition);
        }
    Guest before = form;
    before.form_at = frozen - std::chrono::hours(1);
    CHECK(ended(store.database(), before, "form") == "NC");
    store::Session session = store.database().session();
    CHECK_THROWS_AS(count_people(session, 1, "dance", always), Error);
}

TEST_CASE("without a sign of the person the furthest message decides")
{
    TestStore store(every_store());
    const auto by_state = [&](const std::string& state) { return ended(store.database(), with_message(state, true)); };
    for (const char* state : {"accepted", "delivered", "assumed_sent"})
        CHECK(by_state(state) == "NC");
    for (const char* state : {"bounced", "failed", "in_doubt", "handed"})
        CHECK(by_state(state) == "UO");
    for (const char* state : {"planned", "queued", "claimed", "expired", "skipped"})
        CHECK(by_state(state) == "UH");
    CHECK(ended(store.database(), Guest()) == "UH");
    CHECK(ended(store.database(), with_message("delivered", true, "confirmation")) == "UH");
    CHECK(ended(store.database(), with_message("bounced", false)) == "UO");
    Guest two = with_message("bounced", true);
    two.messages.push_back({"wave", "accepted", true, true, "", {}}); // by the other channel
    CHECK(ended(store.database(), two) == "NC");
    CHECK(count_one(store.database(), with_message("expired", false)).attempted == 1);
    Guest untried = with_message("expired", false);
    untried.messages[0].tried = false;
    CHECK(count_one(store.database(), untried).attempted == 0);
}

TEST_CASE("an opt-out is a refusal of the campaign it names, else of the newest one before it")
{
    TestStore store(every_store());
    for (const char* kind : {"opt_out", "unsubscribe", "complaint"})
        CHECK(ended(store.database(), with_reply(kind, "email")) == "R");
    for (const char* kind : {"bounce", "auto_reply", "start", "help", "challenge"})
        CHECK(ended(store.database(), with_reply(kind, "email")) == "UH");
    Guest yes_and_gone = with_answer("yes");
    yes_and_gone.replies.push_back({"opt_out", std::nullopt, "email", frozen + std::chrono::hours(1)});
    CHECK(ended(store.database(), yes_and_gone) == "P");

    store::Session session = store.database().session();
    const Hosting first = store_campaign(session, "{}", frozen, std::nullopt, "first");
    Guest guest = with_message("accepted", true);
    guest.replies.push_back({"unsubscribe", std::nullopt, "web", frozen + std::chrono::hours(50), false});
    store_guest(session, first, guest);
    const auto refusals = [&](std::int64_t campaign) {
        return count_people(session, campaign, "attend", always)[0].dispositions.refusal;
    };
    CHECK(refusals(first.campaign) == 1);
    // A second campaign of the same person, frozen before the opt-out: it is laid to that one.
    session.run("INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, "
                "calendar_uid, calendar_sequence, created_by, submitted_by, approved_by, approved_hash, frozen_at, "
                "created_at, updated_at) SELECT organisation_id, 'second', state, definition, '', lane_id, '', 0, '', "
                "'', '', '', $1, 0, 0 FROM campaigns WHERE id = $2",
                {to_micros(frozen + std::chrono::hours(20)), first.campaign});
    const std::int64_t second = session.query("SELECT id FROM campaigns WHERE key = 'second'").integer(0, 0);
    session.run("INSERT INTO invitations (organisation_id, campaign_id, contact_id, frame_id, arm, prior, "
                "rule_version, token_version, companions, first_time) SELECT organisation_id, CAST($1 AS BIGINT), "
                "contact_id, 'other', 'invited', 'none', '1', 1, 0, '' FROM invitations WHERE campaign_id = $2",
                {second, first.campaign});
    CHECK(refusals(first.campaign) == 0);
    CHECK(refusals(second) == 1);
    // One that did not write to them is none of theirs.
    for (const char* arm : {"holdout", "reserve"}) {
        session.run("UPDATE invitations SET arm = $1 WHERE campaign_id = $2", {arm, second});
        CHECK(refusals(first.campaign) == 1);
    }
}

TEST_CASE("who would be non-contact when the event is off could not take part")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, "{}", frozen, std::nullopt, "off");
    for (const Guest& guest : {with_answer("yes"), with_answer("no"), with_message("accepted", true),
                               with_message("bounced", true), Guest()})
        store_guest(session, hosting, guest);
    session.run("UPDATE campaigns SET event_cancelled_at = $1 WHERE id = $2",
                {to_micros(frozen + std::chrono::hours(2)), hosting.campaign});
    CHECK(count_people(session, hosting.campaign, "attend", always)[0].dispositions ==
          Dispositions{0, 1, 1, 0, 1, 1, 1, 0});
    CHECK(count_people(session, hosting.campaign, "attend", frozen)[0].dispositions.non_contact == 1);
}

TEST_CASE("what came later does not count: answers changed, receipts that were late")
{
    TestStore store(every_store());
    Guest guest = with_message("accepted", true);
    guest.messages[0].later = "bounced";
    guest.messages[0].later_at = closing + std::chrono::hours(1);
    CHECK(ended(store.database(), guest, "attend", closing) == "NC");
    CHECK(ended(store.database(), guest) == "UO");
    Guest unsure = with_answer("no");
    unsure.answered_at = closing + std::chrono::hours(1);
    unsure.replies.push_back({"answer", "maybe", "email", closing - std::chrono::hours(1)});
    unsure.replies.push_back({"answer", "no", "email", closing + std::chrono::hours(1)});
    CHECK(ended(store.database(), unsure, "attend", closing) == "P");
    CHECK(ended(store.database(), unsure) == "R");
    Guest offered = with_answer("yes");
    offered.place_moves = {{"waiting", frozen}, {"taken", closing + std::chrono::hours(1)}};
    CHECK(ended(store.database(), offered, "register", closing) == "P");
    CHECK(ended(store.database(), offered, "register") == "I");
    Guest planned_later = with_message("planned", false);
    planned_later.messages[0].later = "accepted";
    planned_later.messages[0].later_at = closing + std::chrono::hours(1);
    CHECK(ended(store.database(), planned_later, "attend", closing) == "UH");
}

TEST_CASE("a message that was tried later does not count as tried")
{
    TestStore store(every_store());
    for (const char* later : {"queued", "claimed", "handed", "accepted", "expired"}) {
        Guest guest = with_message("queued", false);
        guest.messages[0].later = later;
        guest.messages[0].later_at = closing + std::chrono::hours(2);
        guest.messages[0].tried_at = closing + std::chrono::hours(1);
        CHECK(count_one(store.database(), guest, "attend", closing).attempted == 0);
        CHECK(count_one(store.database(), guest).attempted == 1);
        guest.messages[0].tried_at = closing - std::chrono::hours(1);
        CHECK(count_one(store.database(), guest, "attend", closing).attempted == 1);
    }
    Guest again = with_message("failed", true); // refused, then sent again by hand
    again.messages[0].later = "accepted";
    again.messages[0].later_at = again.messages[0].tried_at = closing + std::chrono::hours(1);
    CHECK(count_one(store.database(), again, "attend", closing).sent == 0);
    CHECK(count_one(store.database(), again).sent == 1);
}

TEST_CASE("who had a place by then does not change with answers and offers that came later")
{
    TestStore store(every_store());
    store::Transaction transaction(store.database());
    store::Session& session = transaction.session();
    campaigns::Definition forum = campaigns::read_definition(park_forum(), "UTC");
    forum.event.capacity = 1;
    const Hosting hosting = store_campaign(session, campaigns::write_definition(forum), frozen, std::nullopt);
    const auto hour = [](int n) { return frozen + std::chrono::hours(n); };
    const auto person = [&](const std::vector<Reply>& replies) {
        Guest guest = with_message("accepted", true);
        guest.replies = replies;
        return store_guest(session, hosting, guest);
    };
    const std::int64_t first = person({{"answer", "yes", "web", hour(1)}, {"answer", "no", "web", hour(11)}});
    const std::int64_t second = person({{"answer", "yes", "web", hour(2)}, {"answer", "yes", "web", hour(12)}});
    const std::int64_t third = person({{"answer", "yes", "web", hour(3)}, {"answer", "no", "web", hour(13)}});
    const auto answer = [&](std::int64_t invitation, const std::string& what, int n) {
        REQUIRE(campaigns::record_answer(session, invitation, what, "web", hour(n), hour(n)));
    };
    const auto by = [&](int n) { return count_people(session, hosting.campaign, "register", hour(n))[0].dispositions; };
    const Dispositions one_place{1, 2, 0, 0, 0, 0, 0, 0};
    answer(first, "yes", 1);
    answer(second, "yes", 2);
    answer(third, "yes", 3);
    CHECK(by(10) == one_place);
    answer(first, "no", 11); // the second is offered the place,
    CHECK(by(10) == one_place);
    answer(second, "yes", 12); // and takes it
    CHECK(by(10) == one_place);
    answer(third, "no", 13);
    CHECK(by(10) == one_place);
    CHECK(by(12) == Dispositions{1, 1, 1, 0, 0, 0, 0, 0});
    CHECK(by(13) == Dispositions{1, 0, 2, 0, 0, 0, 0, 0});
}

TEST_CASE("people who were not invited and other campaigns do not count, but the frame has all arms")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting ours = store_campaign(session, "{}", frozen, std::nullopt, "ours");
    const Hosting theirs = store_campaign(session, "{}", frozen, std::nullopt, "theirs");
    Guest guest;
    guest.attended_at = frozen;
    store_guest(session, theirs, guest);
    guest.arm = "holdout";
    guest.groups = {"seniors", "women"};
    store_guest(session, ours, guest);
    CHECK(count_people(session, ours.campaign, "attend", always).empty());
    const auto frame_of = [&](const Hosting& hosting) {
        Counting counting;
        counting.campaign_id = hosting.campaign;
        counting.target_act = "attend";
        counting.until = always;
        return frame_counts(count_people_cells(session, counting, false));
    };
    const std::vector<FrameCount> frame = frame_of(ours);
    REQUIRE(frame.size() == 3);
    for (const FrameCount& count : frame) {
        CHECK(count.people == 1);
        CHECK(count.group != without_group);
    }
    REQUIRE(frame_of(theirs).size() == 2);
    CHECK(frame_of(theirs)[1].group == without_group);
}

TEST_CASE("a receipt or reply that comes twice changes nothing")
{
    TestStore store(every_store());
    Guest once = with_answer("yes");
    once.replies.push_back({"answer", "yes", "email", frozen});
    once.replies.push_back({"text", std::nullopt, "email", frozen});
    Guest twice = once;
    twice.replies.insert(twice.replies.end(), once.replies.begin(), once.replies.end());
    twice.messages.push_back(once.messages[0]);
    for (const std::string& target_act : target_acts) {
        Table one;
        Table other;
        add(one, "", count_one(store.database(), once, target_act));
        add(other, "", count_one(store.database(), twice, target_act));
        CHECK(one == other);
    }
}

TEST_CASE("counts of random histories equal a person by person reading; rungs are nested, dispositions add up")
{
    TestStore store(every_store());
    for (std::uint64_t seed = 1; seed <= 16; ++seed) {
        std::mt19937_64 random(seed);
        const Instant until = seed % 3 == 0 ? closing : always;
        const std::string& target_act = target_acts[seed % target_acts.size()];
        const bool cancelled = seed % 5 == 0;
        store::Transaction transaction(store.database());
        const Hosting hosting =
            store_campaign(transaction.session(), "{}", frozen, std::nullopt, "t" + std::to_string(seed));
        if (cancelled)
            transaction.session().run("UPDATE campaigns SET event_cancelled_at = $1 WHERE id = $2",
                                      {to_micros(frozen), hosting.campaign});
        Table expected;
        for (int i = 0; i < 120; ++i) {
            const Guest guest = random_guest(random, closing);
            store_guest(transaction.session(), hosting, guest);
            if (guest.arm != "invited") continue;
            const PeopleCount count = meaning(guest, target_act, until, cancelled);
            add(expected, "", count);
            for (const std::string& group : guest.groups)
                add(expected, group, count);
            if (guest.groups.empty()) add(expected, without_group, count);
        }
        Table found;
        for (const PeopleCount& count : count_people(transaction.session(), hosting.campaign, target_act, until)) {
            add(found, count.group, count);
            CHECK(count.audience >= count.attempted);
            CHECK(count.attempted >= count.sent);
            CHECK(count.sent >= count.delivered);
            CHECK(count.delivered >= count.reached);
            CHECK(count.reached >= count.attended);
            CHECK(count.reached >= count.dispositions.complete);
            CHECK(count.audience >= count.sent + count.in_doubt);
            CHECK(sum(count.dispositions) == count.audience);
        }
        CHECK(found == expected);
        transaction.commit();
    }
}
