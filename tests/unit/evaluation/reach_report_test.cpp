// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "evaluation/reach.h"
#include "history.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

Guest answered(const std::string& prior, std::set<std::string> groups, Instant at = forum_frozen)
{
    Guest out;
    out.prior = prior;
    out.groups = std::move(groups);
    out.answer = "yes";
    out.answered_at = at;
    return out;
}

} // namespace

TEST_CASE("the report counts everybody, each group and those without one, with new reach beside")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
    store_guest(session, hosting, answered("none", {"seniors", "women"}));
    store_guest(session, hosting, answered("prior", {"seniors"}));
    store_guest(session, hosting, answered("unobservable", {"youth"}));
    store_guest(session, hosting, answered("none", {"gone"}));
    Guest silent;
    silent.prior = "none";
    store_guest(session, hosting, silent);

    const ReachReport report =
        reach_report(session, hosting.organisation, hosting.campaign, from_iso("2026-10-20"), "en");
    CHECK(report.campaign_name == "Park forum");
    CHECK(report.organisation_name == "Město Lipová");
    CHECK(report.state == "running");
    CHECK(report.register_covers);
    CHECK(report.interim);
    CHECK(report.as_of == from_iso("2026-10-20"));
    CHECK(report.all.audience == 5);
    CHECK(report.all.reached == 4);
    CHECK(report.all.reached_none == 2);
    CHECK(report.all.reached_prior == 1);
    CHECK(report.all.reached_unobservable == 1);
    CHECK(report.all.audience_none == 3);
    CHECK(report.all.new_share.numerator == 2);
    CHECK(report.all.new_share.denominator == 3);
    CHECK(report.all.new_reach_share.denominator == 3);
    REQUIRE(report.groups.size() == 5);
    CHECK(report.groups[0].name == "gone"); // a group that is gone since keeps its key
    CHECK(report.groups[1].name == "Mladí");
    CHECK(report.groups[2].name == "Senioři");
    CHECK(report.groups[2].audience == 2);
    CHECK(report.groups[3].name == "Ženy");
    CHECK(report.groups[4].group == without_group);
    CHECK(report.groups[4].audience == 1);
    CHECK_FALSE(report.groups[1].new_share.estimate);
}

TEST_CASE("the register covers the window when it starts no later than the look-back before the freeze")
{
    TestStore store;
    store::Session session = store.database().session();
    const auto covers = [&](const std::string& key, std::optional<Instant> start) {
        const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, start, key);
        const ReachReport report = reach_report(session, hosting.organisation, hosting.campaign, forum_frozen, "cs");
        // Where nobody can be known to be new there is no share of the new, not one of 0 %.
        if (!report.register_covers) CHECK_FALSE(report.all.new_share.estimate);
        if (!report.register_covers) CHECK_FALSE(report.all.new_reach_share.interval);
        return report.register_covers;
    };
    CHECK(covers("a", from_iso("2023-10-01T08:00:00Z")));
    CHECK_FALSE(covers("b", from_iso("2023-10-01T08:00:01Z")));
    CHECK_FALSE(covers("c", std::nullopt));
}

TEST_CASE("after the declared as-of time the report is final and later acts do not change it")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    store_guest(session, hosting, answered("unobservable", {}, forum_closes - std::chrono::hours(1)));
    store_guest(session, hosting, answered("unobservable", {}, forum_closes + std::chrono::hours(1)));
    Guest late;
    late.attended_at = forum_closes + std::chrono::hours(1);
    late.replies.push_back({"text", std::nullopt, "email", forum_closes + std::chrono::hours(2)});
    store_guest(session, hosting, late);
    const auto at = [&](Instant now) {
        return reach_report(session, hosting.organisation, hosting.campaign, now, "cs");
    };
    CHECK(at(forum_closes - std::chrono::hours(1)).interim);
    const ReachReport report = at(forum_closes + std::chrono::hours(72));
    CHECK_FALSE(report.interim);
    CHECK(report.as_of == forum_closes);
    CHECK(report.all.reached == 1);
    CHECK(reach_json(report) == reach_json(at(forum_closes + std::chrono::hours(500))));
}

TEST_CASE("a campaign of another organisation is missing, one not forum_frozen is a conflict")
{
    TestStore store;
    store::Session session = store.database().session();
    const Hosting ours = store_campaign(session, park_forum(), forum_frozen, std::nullopt, "ours");
    const Hosting theirs = store_campaign(session, park_forum(), forum_frozen, std::nullopt, "theirs");
    const auto kind = [&](std::int64_t organisation, std::int64_t campaign) {
        try {
            reach_report(session, organisation, campaign, forum_frozen, "cs");
        } catch (const Error& problem) {
            return problem.kind();
        }
        return ErrorKind::internal;
    };
    CHECK(kind(ours.organisation, theirs.campaign) == ErrorKind::missing);
    session.run("UPDATE campaigns SET frozen_at = NULL WHERE id = $1", {ours.campaign});
    CHECK(kind(ours.organisation, ours.campaign) == ErrorKind::conflict);
    CHECK(organisation_of_campaign(session, theirs.campaign) == theirs.organisation);
    CHECK_THROWS_WITH(organisation_of_campaign(session, 4711), Catch::Contains("there is no campaign 4711"));
}
