// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/closed_figures.h"
#include "evaluation/erased_people.h"
#include "evaluation/erasure_steps.h"
#include "evaluation/flow_report.h"
#include "evaluation/rates_report.h"
#include "evaluation/reach.h"
#include "evaluation/report_cells.h"
#include "history.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

constexpr auto hour = std::chrono::hours(1);
const Instant after_close = forum_closes + hour;
const Instant much_later = forum_closes + 2000 * hour;

/// Everything that reports say of a campaign.
std::vector<std::string> outputs(store::Database& database, const Hosting& town, Instant now,
                                 std::optional<std::int64_t> number = std::nullopt)
{
    store::Session session = database.session();
    const auto of = [&](auto make) { return make(session, town.organisation, town.campaign, now, "cs", number); };
    std::string strata;
    for (const StratumCell& cell :
         stratum_cells(session, report_head(session, town.organisation, town.campaign, now, "cs", number)))
        strata += cell.stratum + "/" + std::to_string(cell.age) + cell.gender + cell.place + cell.arm +
                  cell.disposition + std::to_string(cell.people) + "\n";
    for (const ReachedHour& one :
         reached_hours(session, report_head(session, town.organisation, town.campaign, now, "cs", number)))
        strata += to_iso(one.at) + " " + std::to_string(one.people) + "\n";
    return {reach_json(of(reach_report)), rates_csv(of(rates_report)), flow_json(of(flow_report)), strata};
}

Guest invited(const std::string& state, std::set<std::string> groups = {"women"})
{
    Guest out;
    out.groups = std::move(groups);
    out.messages.push_back({"wave", state, true, true, "", {}});
    return out;
}

/// A forum, with people made at random whose history goes on for years around the as-of time.
Hosting random_town(store::Database& database, std::uint64_t seed, int people)
{
    std::mt19937_64 random(seed);
    store::Transaction transaction(database);
    const Hosting town = store_campaign(transaction.session(), park_forum(), forum_frozen, from_iso("2020-01-01"),
                                        "t" + std::to_string(seed));
    for (int i = 0; i < people; ++i)
        store_guest(transaction.session(), town, random_guest(random, forum_closes));
    transaction.commit();
    return town;
}

std::vector<std::int64_t> contacts_of(store::Database& database, const Hosting& town)
{
    const store::Rows rows =
        database.session().query("SELECT contact_id FROM invitations WHERE campaign_id = $1", {town.campaign});
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.integer(i, 0));
    return out;
}

/// False while a message to them is being handed over.
bool erase(store::Database& database, const Hosting& town, std::int64_t contact, Instant now)
{
    const ManualClock clock(now);
    try {
        contacts::erase_contact(database, clock, erasure_steps(), {town.organisation, contact, false, "user:1"});
        return true;
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::conflict);
        return false;
    }
}

PeopleCount everybody(store::Database& database, const Hosting& town, Instant now)
{
    store::Session session = database.session();
    PeopleCount out;
    const ReportHead head = report_head(session, town.organisation, town.campaign, now, "cs");
    for (const PeopleCount& count : people_counts(people_cells(session, head))) {
        if (!count.group.empty()) continue;
        for (auto value : {&PeopleCount::audience, &PeopleCount::attempted, &PeopleCount::sent, &PeopleCount::delivered,
                           &PeopleCount::reached, &PeopleCount::attended, &PeopleCount::in_doubt})
            out.*value += count.*value;
        for (const DispositionName& one : disposition_names)
            out.dispositions.*one.value += count.dispositions.*one.value;
    }
    return out;
}

std::int64_t number(store::Database& database, const std::string& sql, const std::vector<store::Value>& values = {})
{
    return database.session().query(sql, values).integer(0, 0);
}

/// What becomes known or happens after the as-of time: answers, opt-outs, receipts (twice), attendance, history.
void let_time_pass(store::Database& database, const Hosting& town)
{
    store::Session session = database.session();
    const std::int64_t late = to_micros(forum_closes + 48 * hour);
    session.run("UPDATE invitations SET answer = 'no', answered_at = $1 WHERE campaign_id = $2 AND answer IS NULL",
                {late, town.campaign});
    for (int i = 0; i < 2; ++i)
        session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) SELECT id, "
                    "state, 'delivered', CAST($1 AS BIGINT), '', '' FROM messages WHERE organisation_id = $2 AND state "
                    "= 'accepted'",
                    {late, town.organisation});
    session.run("UPDATE messages SET state = 'delivered', updated_at = $1 WHERE organisation_id = $2 AND state = "
                "'accepted'",
                {late, town.organisation});
    session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) SELECT campaign_id, "
                "id, '', CAST($1 AS BIGINT), 'late list' FROM invitations WHERE campaign_id = $2 AND arm = 'invited' "
                "AND id % 3 = 0 ON CONFLICT (invitation_id) DO NOTHING",
                {to_micros(forum_closes - 300 * hour), town.campaign});
    session.run("INSERT INTO involvements (organisation_id, contact_id, kind, occurred_at, what, source) SELECT "
                "organisation_id, contact_id, 'vote', CAST($1 AS BIGINT), 'old list', '' FROM invitations WHERE "
                "campaign_id = $2 AND prior = 'none' AND id % 2 = 0",
                {to_micros(forum_frozen - 4000 * hour), town.campaign});
}

} // namespace

TEST_CASE("closed figures are those that counted at the as-of time, and nothing that comes later changes a byte")
{
    TestStore store(every_store());
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Hosting town = random_town(store.database(), seed, 60);
        const auto counted = outputs(store.database(), town, after_close);
        CHECK(count_figures(store.database(), after_close) == 1);
        CHECK(count_figures(store.database(), after_close + hour) == 0);
        const auto closed = outputs(store.database(), town, after_close);
        CHECK(closed[1] == counted[1]);
        let_time_pass(store.database(), town);
        CHECK(outputs(store.database(), town, much_later) == closed);
        for (const std::int64_t contact : contacts_of(store.database(), town))
            erase(store.database(), town, contact, much_later);
        CHECK(outputs(store.database(), town, much_later) == closed);
        CHECK(number(store.database(),
                     "SELECT COUNT(*) FROM audit_log WHERE action = 'campaign.figures_closed' AND "
                     "subject_id = $1",
                     {town.campaign}) == 1);
    }
}

TEST_CASE("an open campaign's figures are not closed, and those of a cancelled one are when their time has come")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 9, 10);
    CHECK(count_figures(store.database(), forum_closes - hour) == 0);
    store.database().session().run("UPDATE campaigns SET state = 'cancelled' WHERE id = $1", {town.campaign});
    CHECK(count_figures(store.database(), forum_closes) == 1);
    store::Session session = store.database().session();
    const ReportHead head = report_head(session, town.organisation, town.campaign, much_later, "cs");
    REQUIRE(head.closed);
    CHECK(head.closed->number == 0);
    CHECK(head.state == "cancelled");
    CHECK(head.as_of == forum_closes);
    CHECK_FALSE(head.interim);
    session.run("UPDATE campaigns SET frozen_at = NULL WHERE id = $1", {town.campaign});
    session.run("DELETE FROM figure_people");
    session.run("DELETE FROM figure_strata");
    session.run("DELETE FROM figure_hours");
    session.run("DELETE FROM figure_walk_ins");
    session.run("DELETE FROM campaign_figures");
    CHECK(count_figures(store.database(), much_later) == 0);
}

TEST_CASE("in an open campaign whoever is erased keeps what they earned; no sum and no rung shrinks")
{
    TestStore store(every_store());
    for (std::uint64_t seed = 11; seed <= 14; ++seed) {
        std::mt19937_64 random(seed);
        const Hosting town = random_town(store.database(), seed, 50);
        const Instant now = forum_closes - hour;
        PeopleCount before = everybody(store.database(), town, now);
        const std::int64_t frame =
            number(store.database(), "SELECT COUNT(*) FROM invitations WHERE campaign_id = $1", {town.campaign});
        std::vector<std::int64_t> people = contacts_of(store.database(), town);
        std::shuffle(people.begin(), people.end(), random);
        std::int64_t gone = 0;
        for (const std::int64_t contact : people) {
            if (!erase(store.database(), town, contact, now)) continue;
            ++gone;
            const PeopleCount after = everybody(store.database(), town, now);
            for (auto value :
                 {&PeopleCount::audience, &PeopleCount::attempted, &PeopleCount::sent, &PeopleCount::delivered,
                  &PeopleCount::reached, &PeopleCount::attended, &PeopleCount::in_doubt})
                CHECK(after.*value == before.*value);
            for (auto earned :
                 {&Dispositions::complete, &Dispositions::partial, &Dispositions::refusal, &Dispositions::not_eligible})
                CHECK(after.dispositions.*earned == before.dispositions.*earned);
            CHECK(sum(after.dispositions) == after.audience);
            CHECK(after.dispositions.other >= before.dispositions.other);
            before = after;
        }
        REQUIRE(gone > 10);
        CHECK(before.attempted <= before.audience);
        CHECK(before.sent <= before.attempted);
        CHECK(before.delivered <= before.sent);
        CHECK(before.reached <= before.delivered);
        store::Session session = store.database().session();
        const ReportHead head = report_head(session, town.organisation, town.campaign, now, "cs");
        CHECK(head.erased == gone);
        CHECK(frame_counts(people_cells(session, head))[0].people == frame);
        CHECK(number(store.database(), "SELECT SUM(people) FROM erased_people WHERE campaign_id = $1",
                     {town.campaign}) == gone);
    }
}

TEST_CASE("one erased person leaves neither group nor place nor prior involvement behind")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 20, 0);
    {
        store::Session session = store.database().session();
        Guest silent = invited("accepted", {"seniors", "women"});
        store_guest(session, town, silent);
        Guest said_no = invited("delivered");
        said_no.answer = "no";
        said_no.answered_at = forum_frozen;
        store_guest(session, town, said_no);
        session.run("UPDATE invitations SET frozen_place = 'lhota', prior = 'prior'");
    }
    for (const std::int64_t contact : contacts_of(store.database(), town))
        REQUIRE(erase(store.database(), town, contact, forum_frozen + hour));
    store::Session session = store.database().session();
    const std::vector<PeopleCell> left = read_erased(session, town.campaign, true);
    REQUIRE(left.size() == 2);
    for (const PeopleCell& cell : left) {
        CHECK(cell.group == group_withheld);
        CHECK(cell.place.empty());
        CHECK(cell.prior == "unobservable");
        CHECK(cell.people == 1);
    }
    CHECK(left[0].disposition == "O");
    CHECK(left[0].rung == Rung::sent);
    CHECK(left[1].disposition == "R");
    CHECK(left[1].rung == Rung::reached);
}

TEST_CASE("people erased together keep group, place and prior involvement where enough are alike")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 21, 0);
    std::vector<std::int64_t> people;
    {
        store::Session session = store.database().session();
        for (int i = 0; i < 5; ++i)
            store_guest(session, town, invited("accepted"));
        Guest other = invited("accepted", {"women", "youth"}); // alone among the young
        store_guest(session, town, other);
        session.run("UPDATE invitations SET frozen_place = 'lhota'");
    }
    people = contacts_of(store.database(), town);
    const auto tally = [&](const std::vector<std::int64_t>& those) {
        store::Transaction transaction(store.database());
        tally_erased(transaction.session(), town.organisation, those, forum_frozen + hour);
        transaction.commit();
    };
    const auto count = [&](const std::string& group, const std::string& place) {
        return number(store.database(),
                      "SELECT COALESCE(SUM(people), 0) FROM erased_people WHERE group_key = $1 AND "
                      "place = $2",
                      {group, place});
    };
    tally(people);
    CHECK(count("", "lhota") == 5);
    CHECK(count("women", "lhota") == 5);
    CHECK(count("youth", "lhota") == 0);
    CHECK(count(group_withheld, "") == 1);
    tally({people[0]}); // another one like them
    CHECK(count("women", "lhota") == 6);
    CHECK(count(group_withheld, "") == 1);
    store::Session session = store.database().session();
    CHECK(count_erased(read_erased(session, town.campaign, false)) == 7);
    std::int64_t strata = 0;
    for (const StratumCell& cell : erased_strata(read_erased(session, town.campaign, true)))
        strata += cell.people;
    CHECK(strata == 7);
}

TEST_CASE("a large open campaign is reported as it was counted a while ago, until it is counted again or closed")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 25, 30);
    const Instant counted_at = forum_closes - 48 * hour;
    const auto minutes = [&](int n) { return counted_at + std::chrono::minutes(n); };
    const auto reach = [&](Instant now) {
        store::Session session = store.database().session();
        return reach_report(session, town.organisation, town.campaign, now, "cs");
    };
    count_figures(store.database(), counted_at, 31);
    CHECK_FALSE(reach(minutes(1)).counted); // not large
    count_figures(store.database(), counted_at, 30);
    const ReachReport first = reach(minutes(1));
    CHECK(first.counted);
    CHECK(first.interim);
    CHECK(first.as_of == counted_at);
    CHECK(first.all.audience == everybody(store.database(), town, counted_at).audience);
    REQUIRE(erase(store.database(), town, contacts_of(store.database(), town)[0], minutes(1)));
    CHECK(reach(minutes(2)).all.audience == first.all.audience); // in the count, though in the tally as well
    count_figures(store.database(), minutes(4), 30);
    CHECK(reach(minutes(4)).as_of == counted_at);
    CHECK(reach(minutes(11)).as_of == minutes(11));  // no daemon: it is counted at once
    count_figures(store.database(), minutes(6), 29); // one is gone
    CHECK(reach(minutes(7)).as_of == minutes(6));
    CHECK(reach(minutes(7)).erased == 1);
    CHECK(reach(minutes(7)).all.audience == first.all.audience);
    store.database().session().run("UPDATE campaigns SET frozen_at = $1 WHERE id = $2",
                                   {to_micros(minutes(8)), town.campaign});
    CHECK(reach(minutes(9)).as_of == minutes(9)); // launched anew
    CHECK(count_figures(store.database(), after_close, 30) == 1);
    CHECK(number(store.database(), "SELECT COUNT(*) FROM campaign_figures") == 1);
}

TEST_CASE("who is erased after the as-of time, before the figures were closed, closes them first")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 30, 40);
    const auto counted = outputs(store.database(), town, after_close)[1];
    const auto people = contacts_of(store.database(), town);
    for (std::size_t i = 0; i < people.size(); i += 2)
        erase(store.database(), town, people[i], after_close);
    CHECK(outputs(store.database(), town, after_close)[1] == counted);
    CHECK(count_figures(store.database(), after_close) == 0);
}

TEST_CASE("a restatement counts late attendance, receipts and history of the same people; earlier ones stay")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 40, 0);
    {
        store::Session session = store.database().session();
        for (int i = 0; i < 12; ++i)
            store_guest(session, town, invited("accepted"));
    }
    CHECK_THROWS_WITH(
        restate_figures(store.database(), town.organisation, town.campaign, "why", "user:1", forum_closes - hour),
        Catch::Contains("open until"));
    count_figures(store.database(), after_close);
    const auto closed = outputs(store.database(), town, much_later);
    let_time_pass(store.database(), town);
    const auto people = contacts_of(store.database(), town);
    for (std::size_t i = 0; i < 6; ++i)
        REQUIRE(erase(store.database(), town, people[i], much_later));
    for (const std::string& reason : {std::string(), std::string("two\nlines"), std::string(501, 'x')})
        CHECK_THROWS_AS(
            restate_figures(store.database(), town.organisation, town.campaign, reason, "user:1", much_later), Error);
    const ClosedFigures made = restate_figures(store.database(), town.organisation, town.campaign,
                                               "The list of the forum came late", "user:1", much_later);
    CHECK(made.number == 1);
    CHECK(made.erased == 6);
    CHECK(outputs(store.database(), town, much_later, 0) == closed);

    store::Session session = store.database().session();
    const ReachReport report =
        reach_report(session, town.organisation, town.campaign, much_later + hour, "cs", std::nullopt);
    REQUIRE(report.closed);
    CHECK(report.closed->number == 1);
    CHECK(report.closed->reason == "The list of the forum came late");
    CHECK(report.as_of == forum_closes);
    CHECK(report.all.audience == 12);
    const std::int64_t came = number(store.database(), "SELECT COUNT(*) FROM attendances");
    CHECK(report.all.attended >= came); // of the erased those who had come
    CHECK(report.all.delivered >= 6);   // receipts of those who are there; nobody's late no
    CHECK(report.all.reached == report.all.attended);
    CHECK(report.all.reached_prior == number(store.database(),
                                             "SELECT COUNT(*) FROM attendances a JOIN invitations i ON i.id = "
                                             "a.invitation_id JOIN involvements v ON v.contact_id = i.contact_id AND "
                                             "v.kind = 'vote'"));
    REQUIRE(report.groups.size() == 2);
    CHECK(report.groups[1].group == group_withheld);
    CHECK(report.groups[1].audience == 6);
    CHECK_THROWS_WITH(report_head(session, town.organisation, town.campaign, much_later, "cs", 2),
                      Catch::Contains("0 to 1"));
    CHECK(restate_figures(store.database(), town.organisation, town.campaign, "again", "user:1", much_later).number ==
          2);
}

TEST_CASE("a restatement takes an older register for what it covers now, other reports what it covered then")
{
    TestStore store(every_store());
    const Hosting town = random_town(store.database(), 50, 0);
    {
        store::Session session = store.database().session();
        Guest guest = invited("accepted");
        guest.prior = "unobservable";
        guest.answer = "yes";
        guest.answered_at = forum_frozen;
        store_guest(session, town, guest);
        session.run("UPDATE organisations SET register_start = NULL WHERE id = $1", {town.organisation});
    }
    count_figures(store.database(), after_close);
    store.database().session().run("UPDATE organisations SET register_start = $1 WHERE id = $2",
                                   {to_micros(from_iso("2015-01-01")), town.organisation});
    {
        store::Session session = store.database().session();
        const ReachReport then = reach_report(session, town.organisation, town.campaign, much_later, "cs");
        CHECK_FALSE(then.register_covers);
        CHECK(then.all.reached_unobservable == 1);
    }
    restate_figures(store.database(), town.organisation, town.campaign, "The old register is in", "user:1", much_later);
    store::Session session = store.database().session();
    const ReachReport now = reach_report(session, town.organisation, town.campaign, much_later, "cs");
    CHECK(now.register_covers);
    CHECK(now.all.reached_none == 1);
    CHECK(session.query("SELECT prior FROM invitations WHERE campaign_id = $1", {town.campaign}).text(0, 0) ==
          "unobservable");
}
